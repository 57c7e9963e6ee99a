using System.Globalization;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Up;

namespace JustHungry.Endurance.Soak;

/// <summary>Does to a town what nights do: one thing after the other, some while others are still going on.</summary>
internal sealed class Trouble(TrialTown town, Random random, TimeProvider time, Action<string> say)
{
    private const int FirstFurther = 4;
    private const int MostFurther = 2;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly List<Task> _going = [];
    private int _count;

    /// <summary>How many things have been done.</summary>
    public int Count => _count;

    /// <summary>Does one thing. What takes a while goes on by itself.</summary>
    public async Task Next(CancellationToken over)
    {
        _count++;
        switch (random.Next(20))
        {
            case < 6:
                Kill("a replica", [Any(town.ReplicaParts)]);
                break;
            case < 8:
                Kill("two replicas", town.ReplicaParts.OrderBy(_ => random.Next()).Take(2));
                break;
            case < 11:
                Freeze(Any(town.ReplicaParts), Span(500, 6_000), over);
                break;
            case < 12:
                Freeze(town.NameServer, Span(200, 3_000), over);
                break;
            case < 14:
                await HandOver(over);
                break;
            case < 15:
                Kill("the name server", [town.NameServer]);
                break;
            case < 17:
                Kill("a front end", [Any(town.FrontEndParts)]);
                break;
            case < 19:
                Join(over);
                break;
            default:
                Kill("everything", town.Parts);
                break;
        }
    }

    /// <summary>Waits until nothing is frozen, and nobody further takes part.</summary>
    public async Task Settle()
    {
        await Task.WhenAll(_going);
        _going.Clear();
    }

    private void Kill(string what, IEnumerable<Supervised> parts)
    {
        var struck = parts.ToList();
        say($"kills {what}: {string.Join(", ", struck.Select(part => part.Name))}");
        struck.ForEach(part => part.Child?.Kill());
    }

    private void Freeze(Supervised part, TimeSpan span, CancellationToken over)
    {
        if (part.Child is { } child)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"freezes {part.Name} for {span.TotalSeconds:0.0} s"));
            Signals.Send(child.Pid, Signals.Freeze);
            _going.Add(Thaw(child.Pid, span, over));
        }
    }

    private async Task Thaw(int pid, TimeSpan span, CancellationToken over)
    {
        await Pause(span, over);
        Signals.Send(pid, Signals.Thaw);
    }

    private async Task HandOver(CancellationToken over)
    {
        try
        {
            if ((await town.Cluster.Look(over)).Primary is { } primary)
            {
                var after = await town.Cluster.HandOver(primary, null, over);
                say($"hands over from {primary.Replica.Id} to {after.View?.Primary.Id}");
            }
        }
        catch (RefusedException error)
        {
            say($"cannot hand over: {error.Message}");
        }
    }

    private void Join(CancellationToken over)
    {
        _going.RemoveAll(task => task.IsCompleted);
        var number = FirstFurther + random.Next(MostFurther);
        _going.Add(JoinAndLeave(number, Span(3_000, 15_000), random.Next(2) == 0, over));
    }

    private async Task JoinAndLeave(int number, TimeSpan stay, bool isKilled, CancellationToken over)
    {
        using var replica = town.FurtherReplica(number, say);
        say($"{replica.Name} joins");
        replica.Start();
        try
        {
            await replica.WaitUntilReady(over);
            await Pause(stay, over);
        }
        catch (Exception error) when (error is RefusedException or OperationCanceledException)
        {
            // Its folder may be in use by the one before, or the town may be away just now.
            say($"{replica.Name} does not join: {error.Message}");
        }
        if (isKilled)
        {
            replica.Child?.Kill();
        }
        await replica.Stop(StopPatience);
    }

    private Supervised Any(IReadOnlyList<Supervised> parts) => parts[random.Next(parts.Count)];

    private TimeSpan Span(int least, int most) => TimeSpan.FromMilliseconds(random.Next(least, most));

    private async Task Pause(TimeSpan span, CancellationToken over)
    {
        try
        {
            await Task.Delay(span, time, over);
        }
        catch (OperationCanceledException)
        {
            // Ended early, and put right all the same.
        }
    }
}

using System.Globalization;
using JustHungry.Cluster;
using JustHungry.Replication.Replicas;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JustHungry.Up;

/// <summary>Shows how the town is doing until the token is cancelled.</summary>
internal interface IStatusBoard
{
    Task Show(Town town, TownEvents events, TimeProvider time, CancellationToken stop);
}

/// <summary>In a terminal: a table that changes where it stands.</summary>
internal sealed class LiveBoard(IAnsiConsole console) : IStatusBoard
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public Task Show(Town town, TownEvents events, TimeProvider time, CancellationToken stop)
    {
        var rate = new OrderRate(town.Cluster, time);
        return console.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            while (!stop.IsCancellationRequested)
            {
                var view = await StatusLoop.Look(town, stop);
                live.UpdateTarget(Picture(view, await rate.Measure(view, stop), events));
                await StatusLoop.Wait(Pause, time, stop);
            }
        });
    }

    private static Rows Picture(ClusterView? view, double? ordersPerSecond, TownEvents events)
    {
        var rows = new List<IRenderable> { new Text(StatusLoop.Headline(view, ordersPerSecond)) };
        if (view is not null)
        {
            rows.Add(ClusterReport.Table(view));
        }
        rows.AddRange(events.Last().Lines.Select(line => new Text(line, new Style(Color.Grey))));
        return new Rows(rows);
    }
}

/// <summary>Elsewhere: a line for what happens, and one for the state of things when it changes, or every ten seconds.</summary>
internal sealed class PlainBoard(TextWriter output) : IStatusBoard
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Remind = TimeSpan.FromSeconds(10);

    private long _shown;

    public async Task Show(Town town, TownEvents events, TimeProvider time, CancellationToken stop)
    {
        var rate = new OrderRate(town.Cluster, time);
        var (said, since) = ("", time.GetTimestamp());
        while (!stop.IsCancellationRequested)
        {
            ShowEvents(events);
            var view = await StatusLoop.Look(town, stop);
            var state = StatusLoop.State(view);
            if (state != said || time.GetElapsedTime(since) > Remind)
            {
                await output.WriteLineAsync($"{StatusLoop.Headline(view, await rate.Measure(view, stop))}; {state}");
                await output.FlushAsync(CancellationToken.None);
                (said, since) = (state, time.GetTimestamp());
            }
            await StatusLoop.Wait(Pause, time, stop);
        }
        ShowEvents(events);
    }

    private void ShowEvents(TownEvents events)
    {
        var (lines, count) = events.Last();
        foreach (var line in lines.TakeLast((int)Math.Min(count - _shown, lines.Count)))
        {
            output.WriteLine(line);
        }
        _shown = count;
    }
}

/// <summary>What both boards do alike.</summary>
internal static class StatusLoop
{
    public static string Headline(ClusterView? view, double? ordersPerSecond)
    {
        var rate = ordersPerSecond is { } number ? string.Create(CultureInfo.InvariantCulture, $", {number:0} orders/s") : "";
        return view switch
        {
            null => "The name server is away: reads go on, orders wait",
            { View: null } => "No view yet",
            { Primary: null } => string.Create(CultureInfo.InvariantCulture, $"View {view.View.Number}, no primary just now"),
            _ => string.Create(CultureInfo.InvariantCulture, $"View {view.View.Number}, primary {view.Primary.Replica.Id}{rate}"),
        };
    }

    /// <summary>Who is what: <c>1 primary, 2 backup</c>.</summary>
    public static string State(ClusterView? view) => view is null
        ? "nothing is known"
        : string.Join(", ", view.Members.Select(member => $"{member.Id} {ClusterReport.Word(member.Role)}{Trouble(member)}"));

    public static async Task<ClusterView?> Look(Town town, CancellationToken stop)
    {
        try
        {
            return await town.Cluster.TryLook(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public static async Task Wait(TimeSpan pause, TimeProvider time, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause, time, stop);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    private static string Trouble(Member member) =>
        member.Role != ReplicaRole.Gone && (member.Status.Trouble ?? member.Status.Refuses ?? member.Status.Notice) is { } words
            ? $" ({words})" : "";
}

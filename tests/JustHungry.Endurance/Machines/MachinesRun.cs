using System.Diagnostics;
using System.Globalization;
using JustHungry.Bench;
using JustHungry.Commands;

namespace JustHungry.Endurance.Machines;

/// <summary>What is asked for. Immutable.</summary>
/// <param name="Rounds">How often each fault comes.</param>
/// <param name="Faults">Which.</param>
internal sealed record MachinesOptions(int Rounds, IReadOnlyList<MachineFault> Faults);

/// <summary>
/// Strikes a town over three machines again and again under load; after each time the stores must be equal, and after each kind of fault
/// every acknowledged order must be there, once. Prints how long no order was acknowledged.
/// </summary>
internal static class MachinesRun
{
    private const int AcknowledgedAfterwards = 30;
    private static readonly TimeSpan LeastStrike = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Makes the machines, runs this program again where the clients are, and removes everything, however that ended.</summary>
    public static async Task<int> RunOutside(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        await using var namespaces = await Namespaces.Make(cancellation);
        var start = new ProcessStartInfo("ip", ["netns", "exec", namespaces.Clients, Environment.ProcessPath!, "machines", .. arguments, "--inside", namespaces.Prefix]);
        using var inside = Process.Start(start)!;
        using var ending = cancellation.Register(() => Processes.Signals.Send(inside.Id, Processes.Signals.Terminate));
        await inside.WaitForExitAsync(CancellationToken.None);
        return inside.ExitCode;
    }

    /// <summary>True where all went well.</summary>
    public static async Task<bool> RunInside(
        MachinesOptions options, string prefix, string program, TimeProvider time, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("hungry-machines-").FullName;
        var results = new List<FaultResult>();
        var town = await MachineTown.Start(Namespaces.Of(prefix), folder, program, time, cancellation);
        try
        {
            var orders = await town.Orders(cancellation);
            Console.WriteLine(FaultResult.Header);
            foreach (var fault in options.Faults)
            {
                results.Add(await Measure(town, fault, orders, options.Rounds, time, cancellation));
                Console.WriteLine(results[^1].Line);
            }
        }
        finally
        {
            await town.DisposeAsync();
        }
        var isGood = results.TrueForAll(result => result.IsGood);
        if (isGood)
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine(isGood
            ? string.Create(CultureInfo.InvariantCulture, $"{results.Sum(result => result.Comparison.Acknowledged)} orders acknowledged: 0 lost, 0 doubled, all stores equal.")
            : $"Not all was well; the logs are in {town.Logs}.");
        return isGood;
    }

    private static async Task<FaultResult> Measure(
        MachineTown town, MachineFault fault, IReadOnlyList<byte[]> orders, int rounds, TimeProvider time, CancellationToken cancellation)
    {
        using var shoppers = new Shoppers([.. town.Machines.Select(machine => machine.FrontEndUrl)], orders, time);
        var gaps = new List<TimeSpan>();
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                await Flows(shoppers, time.GetTimestamp(), Calm, time, cancellation);
                var struck = time.GetTimestamp();
                await fault.Strike(town, cancellation);
                await Flows(shoppers, time.GetTimestamp(), LeastStrike, time, cancellation);
                gaps.Add(shoppers.LongestGap(struck));
                await town.Repair(cancellation);
                await town.Verify(cancellation);
            }
        }
        finally
        {
            await shoppers.Stop();
        }
        var comparison = ReadBack.Compare(Shoppers.EndPoint(town.Machines[0].FrontEndUrl), shoppers.Diners, time);
        return new FaultResult(fault, gaps, comparison, shoppers.Refused);
    }

    /// <summary>Waits until orders are acknowledged again, and for so long at least.</summary>
    private static async Task Flows(Shoppers shoppers, long since, TimeSpan atLeast, TimeProvider time, CancellationToken cancellation)
    {
        while (time.GetElapsedTime(since) < atLeast || shoppers.Since(since) < AcknowledgedAfterwards)
        {
            if (time.GetElapsedTime(since) > AnswerLimit)
            {
                throw new RefusedException($"no order was acknowledged for {AnswerLimit.TotalSeconds} s.");
            }
            await Task.Delay(LookEvery, time, cancellation);
        }
    }
}

/// <summary>What a kind of fault showed. Immutable.</summary>
internal sealed record FaultResult(MachineFault Fault, IReadOnlyList<TimeSpan> Gaps, Comparison Comparison, int Refused)
{
    private readonly double[] _sorted = [.. Gaps.Select(gap => gap.TotalMilliseconds).Order()];

    public static string Header =>
        $"{"fault",-22} {"times",5} {"median ms",10} {"worst ms",10} {"target",8}  {"orders",7} {"lost",5} {"doubled",8}  stores";

    public bool IsGood => Comparison.IsGood && Refused == 0;

    /// <summary>Whether the time without acknowledgements is what it is to be; a matter of how fast the machine is, so no failure.</summary>
    public bool IsFast => Fault.Most is not { } most || (Fault.IsMedian ? Median : _sorted[^1]) <= most.TotalMilliseconds;

    public double Median => _sorted[(_sorted.Length - 1) / 2];

    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Fault.Name,-22} {Gaps.Count,5} {Median,10:0} {_sorted[^1],10:0} {(Fault.Most is null ? "" : IsFast ? "met" : "missed"),8}"
        + $"  {Comparison.Acknowledged,7} {Comparison.Lost,5} {Comparison.Doubled,8}  equal{(Refused > 0 ? $"  {Refused} refused" : "")}");
}

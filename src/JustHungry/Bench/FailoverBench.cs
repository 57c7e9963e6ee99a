using System.Globalization;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Up;
using Town = JustHungry.Up.Town;

namespace JustHungry.Bench;

/// <summary>
/// Strikes a town at random moments under load, again and again, while what died is started anew; measures how long no order
/// was acknowledged, what became of all that were, and whether the stores are equal afterwards.
/// </summary>
internal sealed class FailoverBench(BenchTown bench, Fault fault, TimeProvider time, Random random)
{
    private const int Diners = 256;
    private const int LeastCalmMilliseconds = 500;
    private const int MostCalmMilliseconds = 1_500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    /// <summary>Strikes <paramref name="times"/> times under <paramref name="connections"/> customers at once.</summary>
    /// <param name="times">How often.</param>
    /// <param name="connections">How many orders are under way at once.</param>
    /// <param name="struck">Told after each time what was done.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<FailoverResult> Measure(int times, int connections, Action<int, string> struck, CancellationToken cancellation)
    {
        var town = bench.Town!;
        var orders = await bench.Orders(random, time, cancellation);
        var diners = Registrations.Make(bench.FrontEnd, Diners, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = new OrderLoad(diners, orders, connections, time, stop.Token);
        var loading = Task.Factory.StartNew(
            () => LoadLoop.Run(bench.FrontEnd, connections, load, time),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var struckAt = new List<long>();
        try
        {
            await Task.Delay(WarmUp, time, cancellation);
            for (var i = 0; i < times; i++)
            {
                var primary = await Recovered(town, cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LeastCalmMilliseconds, MostCalmMilliseconds)), time, cancellation);
                struckAt.Add(time.GetTimestamp());
                struck(i + 1, await Faults.Strike(fault, town, primary, time, cancellation));
            }
            await Recovered(town, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
        }
        var readBack = ReadBack.Compare(bench.FrontEnd, diners, time);
        var stores = await town.Cluster.CompareStores(cancellation);
        return new FailoverResult(fault, Gaps(struckAt, load.AcknowledgedAt), load.Failures, readBack, stores.AreEqual);
    }

    /// <summary>Waits until all replicas live and are close, and tells which is the primary.</summary>
    private async Task<Supervised> Recovered(Town town, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            if (await town.Cluster.TryLook(cancellation) is { Primary: { } primary } view
                && town.Replicas.All(replica => replica.Child is { } child && view.IsClose(child.Pid))
                && town.Replicas.FirstOrDefault(replica => replica.Child?.Pid == primary.Pid) is { } found)
            {
                return found;
            }
            if (time.GetElapsedTime(since) > RecoveryLimit)
            {
                throw new RefusedException($"the town did not recover within {RecoveryLimit.TotalSeconds} s.");
            }
            await Task.Delay(LookEvery, time, cancellation);
        }
    }

    /// <summary>
    /// For each time the longest time between two acknowledgements that follow each other, from the last one before it
    /// to the next time.
    /// </summary>
    private List<TimeSpan> Gaps(List<long> struckAt, IReadOnlyList<long> acknowledgedAt)
    {
        var gaps = new List<TimeSpan>();
        for (var i = 0; i < struckAt.Count; i++)
        {
            var until = i + 1 < struckAt.Count ? struckAt[i + 1] : long.MaxValue;
            var longest = TimeSpan.Zero;
            for (var j = 1; j < acknowledgedAt.Count && acknowledgedAt[j - 1] < until; j++)
            {
                var gap = time.GetElapsedTime(acknowledgedAt[j - 1], acknowledgedAt[j]);
                longest = acknowledgedAt[j] >= struckAt[i] && gap > longest ? gap : longest;
            }
            gaps.Add(longest);
        }
        return gaps;
    }
}

/// <summary>What the faults showed. Immutable.</summary>
/// <param name="Fault">What was done.</param>
/// <param name="Gaps">For each time, how long no order was acknowledged.</param>
/// <param name="Failures">Requests that were not answered with 201, by kind.</param>
/// <param name="ReadBack">What became of the acknowledged orders.</param>
/// <param name="AreStoresEqual">Whether all replicas held the same in the end.</param>
internal sealed record FailoverResult(
    Fault Fault, IReadOnlyList<TimeSpan> Gaps, IReadOnlyDictionary<string, int> Failures, Comparison ReadBack, bool AreStoresEqual)
{
    private readonly double[] _sorted = [.. Gaps.Select(gap => gap.TotalMilliseconds).Order()];

    public int Failed => Failures.Values.Sum();

    public bool IsGood => (Failed == 0 || Faults.MayFailRequests(Fault)) && ReadBack.IsGood && AreStoresEqual;

    /// <summary>Milliseconds: the gap that this share of the times did not exceed.</summary>
    public double Percentile(double percent) =>
        _sorted.Length == 0 ? 0 : _sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * _sorted.Length) - 1, 0, _sorted.Length - 1)];

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Gaps.Count} × {Faults.Words[(int)Fault]}: no acknowledgement for {Percentile(50):0} ms (median), {Percentile(99):0} ms (p99), {Percentile(100):0} ms (worst);"
        + $" {ReadBack.Acknowledged} orders acknowledged, {Failed} requests failed, {ReadBack.Lost} lost, {ReadBack.Doubled} doubled;"
        + $" stores {(AreStoresEqual ? "equal" : "NOT equal")}");
}

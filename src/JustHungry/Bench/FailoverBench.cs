using System.Globalization;
using JustHungry.Commands;
using JustHungry.Replication.Replicas;
using JustHungry.Up;
using Town = JustHungry.Up.Town;

namespace JustHungry.Bench;

/// <summary>
/// Kills the primary at random moments under load, again and again, while dead replicas are started anew; measures how long
/// no order was acknowledged, and what became of all that were.
/// </summary>
internal sealed class FailoverBench(BenchTown bench, TimeProvider time, Random random)
{
    private const int Diners = 256;
    private const int LeastCalmMilliseconds = 500;
    private const int MostCalmMilliseconds = 1_500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);

    /// <summary>Kills <paramref name="kills"/> times under <paramref name="connections"/> customers at once.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="connections">How many orders are under way at once.</param>
    /// <param name="killed">Told after each kill.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<FailoverResult> Measure(int kills, int connections, Action<int, string> killed, CancellationToken cancellation)
    {
        var town = bench.Town!;
        var orders = await bench.Orders(random, time, cancellation);
        var diners = Registrations.Make(bench.FrontEnd, Diners, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = new OrderLoad(diners, orders, connections, time, stop.Token);
        var loading = Task.Factory.StartNew(
            () => LoadLoop.Run(bench.FrontEnd, connections, load, time),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var killedAt = new List<long>();
        try
        {
            await Task.Delay(WarmUp, time, cancellation);
            for (var i = 0; i < kills; i++)
            {
                var primary = await Recovered(town, cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LeastCalmMilliseconds, MostCalmMilliseconds)), time, cancellation);
                killedAt.Add(time.GetTimestamp());
                primary.Child?.Kill();
                killed(i + 1, primary.Name);
            }
            await Recovered(town, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
        }
        return new FailoverResult(Gaps(killedAt, load.AcknowledgedAt), load.Failures, ReadBack.Compare(bench.FrontEnd, diners, time));
    }

    /// <summary>Waits until all replicas live and are close, and tells which is the primary.</summary>
    private async Task<Supervised> Recovered(Town town, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            if (await town.Cluster.TryLook(cancellation) is { Primary: { } primary } view
                && town.Replicas.All(replica => replica.Child is { } child && view.Members.Any(
                    member => member.Status.Pid == child.Pid && member.Role is ReplicaRole.Primary or ReplicaRole.Backup))
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
    /// For each kill the longest time between two acknowledgements that follow each other, from the last one before the kill
    /// to the next kill.
    /// </summary>
    private List<TimeSpan> Gaps(List<long> killedAt, IReadOnlyList<long> acknowledgedAt)
    {
        var gaps = new List<TimeSpan>();
        for (var i = 0; i < killedAt.Count; i++)
        {
            var until = i + 1 < killedAt.Count ? killedAt[i + 1] : long.MaxValue;
            var longest = TimeSpan.Zero;
            for (var j = 1; j < acknowledgedAt.Count && acknowledgedAt[j - 1] < until; j++)
            {
                var gap = time.GetElapsedTime(acknowledgedAt[j - 1], acknowledgedAt[j]);
                longest = acknowledgedAt[j] >= killedAt[i] && gap > longest ? gap : longest;
            }
            gaps.Add(longest);
        }
        return gaps;
    }
}

/// <summary>What the kills showed. Immutable.</summary>
/// <param name="Gaps">For each kill, how long no order was acknowledged.</param>
/// <param name="Failures">Requests that were not answered with 201, by kind.</param>
/// <param name="ReadBack">What became of the acknowledged orders.</param>
internal sealed record FailoverResult(IReadOnlyList<TimeSpan> Gaps, IReadOnlyDictionary<string, int> Failures, Comparison ReadBack)
{
    private readonly double[] _sorted = [.. Gaps.Select(gap => gap.TotalMilliseconds).Order()];

    public int Failed => Failures.Values.Sum();

    public bool IsGood => Failed == 0 && ReadBack.IsGood;

    /// <summary>Milliseconds: the gap that this share of the kills did not exceed.</summary>
    public double Percentile(double percent) =>
        _sorted.Length == 0 ? 0 : _sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * _sorted.Length) - 1, 0, _sorted.Length - 1)];

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Gaps.Count} kills: no acknowledgement for {Percentile(50):0} ms (median), {Percentile(99):0} ms (p99), {Percentile(100):0} ms (worst);"
        + $" {ReadBack.Acknowledged} orders acknowledged, {Failed} requests failed, {ReadBack.Lost} lost, {ReadBack.Doubled} doubled");
}

using System.Globalization;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Replicas;

namespace JustHungry.Bench;

/// <summary>
/// Lets a replica join a town of many orders while more are placed; measures how long it takes until it counts as a backup, and the
/// longest pause in acknowledgements meanwhile, beside that before it came.
/// </summary>
internal sealed class JoinBench(BenchTown bench, TimeProvider time, Random random)
{
    private const int Diners = 256;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan JoinLimit = TimeSpan.FromMinutes(10);

    /// <summary>Fills the town with <paramref name="orders"/>, and lets a replica join under <paramref name="connections"/> customers at once.</summary>
    public async Task<JoinResult> Measure(int orders, int connections, Action<string> say, CancellationToken cancellation)
    {
        var bodies = await bench.Orders(random, time, cancellation);
        var fillers = Registrations.Make(bench.FrontEnd, Diners, time);
        await new OrderFill(bench.Town!.Cluster, fillers, bodies, time, random).Run(orders, say, cancellation);
        say($"{orders} orders are in the town; now the load …");

        var diners = Registrations.Make(bench.FrontEnd, Diners, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = new OrderLoad(diners, bodies, connections, time, stop.Token);
        var loading = Task.Factory.StartNew(
            () => LoadLoop.Run(bench.FrontEnd, connections, load, time),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        long calm, start, joined;
        try
        {
            await Task.Delay(WarmUp, time, cancellation);
            calm = time.GetTimestamp();
            await Task.Delay(Before, time, cancellation);
            say("a replica joins …");
            start = time.GetTimestamp();
            var replica = bench.AddReplica();
            joined = await Joined(replica, say, cancellation);
            await Task.Delay(After, time, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
        }
        return new JoinResult(
            orders, time.GetElapsedTime(start, joined), Rate(load.AcknowledgedAt, start, joined),
            LongestPause(load.AcknowledgedAt, start, long.MaxValue), LongestPause(load.AcknowledgedAt, calm, start),
            load.Failures, ReadBack.Compare(bench.FrontEnd, diners, time));
    }

    private async Task<long> Joined(Child replica, Action<string> say, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        var (notice, isReady) = ("", false);
        void Tell(string words) =>
            say(string.Create(CultureInfo.InvariantCulture, $"  {time.GetElapsedTime(since).TotalSeconds,5:0.0} s  {words}"));
        while (true)
        {
            if (!isReady && replica.Ready.IsCompleted)
            {
                isReady = true;
                Tell("it has its store, and follows the log");
            }
            var member = (await bench.Town!.Cluster.TryLook(cancellation))?.Members.FirstOrDefault(member => member.Status.Pid == replica.Pid);
            if (member?.Role == ReplicaRole.Backup)
            {
                return time.GetTimestamp();
            }
            if (member?.Status.Notice is { } words && words != notice)
            {
                Tell(notice = words);
            }
            if (!replica.IsAlive)
            {
                throw new RefusedException($"the replica did not join: {replica.LastWords ?? replica.HowItEnded}");
            }
            if (time.GetElapsedTime(since) > JoinLimit)
            {
                throw new RefusedException($"the replica did not join within {JoinLimit.TotalMinutes} minutes.");
            }
            await Task.Delay(LookEvery, time, cancellation);
        }
    }

    private double Rate(IReadOnlyList<long> acknowledgedAt, long from, long until) =>
        acknowledgedAt.Count(at => at >= from && at <= until) / time.GetElapsedTime(from, until).TotalSeconds;

    private TimeSpan LongestPause(IReadOnlyList<long> acknowledgedAt, long from, long until)
    {
        var longest = TimeSpan.Zero;
        for (var i = 1; i < acknowledgedAt.Count; i++)
        {
            if (acknowledgedAt[i] >= from && acknowledgedAt[i - 1] < until)
            {
                var pause = time.GetElapsedTime(acknowledgedAt[i - 1], acknowledgedAt[i]);
                longest = pause > longest ? pause : longest;
            }
        }
        return longest;
    }
}

/// <summary>What a join showed. Immutable.</summary>
/// <param name="Orders">How many the town held before the load.</param>
/// <param name="Took">From the start of the process until it counted as a backup.</param>
/// <param name="PerSecond">Orders acknowledged a second meanwhile.</param>
/// <param name="LongestPause">Between two acknowledgements, from the start of the process on.</param>
/// <param name="PauseBefore">The same in the ten seconds before.</param>
/// <param name="Failures">Requests that were not answered with 201, by kind.</param>
/// <param name="ReadBack">What became of the acknowledged orders.</param>
internal sealed record JoinResult(
    int Orders, TimeSpan Took, double PerSecond, TimeSpan LongestPause, TimeSpan PauseBefore,
    IReadOnlyDictionary<string, int> Failures, Comparison ReadBack)
{
    public int Failed => Failures.Values.Sum();

    public bool IsGood => Failed == 0 && ReadBack.IsGood;

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"A replica joined a town of {Orders} orders in {Took.TotalSeconds:0.0} s, while {PerSecond:0} orders/s were taken;"
        + $" longest pause {LongestPause.TotalMilliseconds:0} ms (before it came {PauseBefore.TotalMilliseconds:0} ms);"
        + $" {ReadBack.Acknowledged} orders acknowledged, {Failed} requests failed, {ReadBack.Lost} lost, {ReadBack.Doubled} doubled");
}

using System.Globalization;
using HdrHistogram;

namespace JustHungry.Bench;

/// <summary>How many orders a second the town takes, and how long each takes, at several numbers of connections.</summary>
internal sealed class OrdersBench(BenchTown town, TimeProvider time, Random random)
{
    private const int DinersEach = 4;
    private const int LeastDiners = 64;

    /// <summary>The servers compile their hot code in their first seconds; those are not measured.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private List<byte[]> _orders = [];

    /// <summary>Lets the town get warm.</summary>
    public Task Prepare(CancellationToken cancellation) => Prepare(32, WarmUp, cancellation);

    /// <inheritdoc cref="Prepare(CancellationToken)" path="/summary"/>
    /// <param name="connections">With how many orders under way.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task Prepare(int connections, TimeSpan duration, CancellationToken cancellation)
    {
        _orders = await town.Orders(random, time, cancellation);
        Measure(connections, duration, cancellation);
    }

    /// <summary>Orders at <paramref name="connections"/> for <paramref name="duration"/>, and reads all back.</summary>
    /// <param name="connections">How many orders are under way at once, at most.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="rate">Orders a second of an open loop; null for a closed one.</param>
    public OrdersResult Measure(int connections, TimeSpan duration, CancellationToken cancellation, int? rate = null)
    {
        var diners = Registrations.Make(town.FrontEnd, Math.Max(LeastDiners, connections * DinersEach), time);
        using var timer = new CancellationTokenSource(duration, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        var load = new OrderLoad(diners, _orders, connections, time, stop.Token);
        var since = time.GetTimestamp();
        LoadLoop.Run(town.FrontEnd, connections, load, time, rate is { } perSecond ? new Schedule(perSecond, time) : null);
        var took = time.GetElapsedTime(since);
        return new OrdersResult(connections, took, load.Took, load.Failures, ReadBack.Compare(town.FrontEnd, diners, time));
    }
}

/// <summary>What one measurement showed. Immutable.</summary>
internal sealed record OrdersResult(
    int Connections,
    TimeSpan Duration,
    LongHistogram Took,
    IReadOnlyDictionary<string, int> Failures,
    Comparison ReadBack)
{
    public const double MicrosecondsPerMillisecond = 1_000;

    public double PerSecond => Took.TotalCount / Duration.TotalSeconds;

    public int Failed => Failures.Values.Sum();

    public bool IsGood => Failed == 0 && ReadBack.IsGood;

    /// <summary>Milliseconds within which that share of the orders was acknowledged.</summary>
    public double Percentile(double percent) => Took.TotalCount == 0 ? 0 : Took.GetValueAtPercentile(percent) / MicrosecondsPerMillisecond;

    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Connections,5} {PerSecond,10:0} {Percentile(50),9:0.00} {Percentile(90),9:0.00} {Percentile(99),9:0.00} {Percentile(100),9:0.00}"
        + $" {Failed,9} {ReadBack.Acknowledged,10} {ReadBack.Lost,6} {ReadBack.Doubled,8}");

    public static string Header =>
        " conn   orders/s    p50 ms    p90 ms    p99 ms    max ms  failures  read back   lost  doubled";
}

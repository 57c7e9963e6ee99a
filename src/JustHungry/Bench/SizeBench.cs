using System.Globalization;
using System.Net.Http.Headers;
using JustHungry.Commands;
using JustHungry.Up;

namespace JustHungry.Bench;

/// <summary>
/// What it costs that a town holds many orders: its orders a second beside those of a town that holds few, measured in turn, because a
/// machine's own speed changes; the first page of a customer who ordered very often; and how long a replica takes to come back.
/// </summary>
internal sealed class SizeBench(BenchTown small, BenchTown large, TimeProvider time, Random random)
{
    private const int Connections = 256;
    private const int Rounds = 3;
    private const int Diners = 256;
    private const int Restarts = 3;
    private const int Pages = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RestartLimit = TimeSpan.FromMinutes(2);

    /// <summary>The most orders of the one customer.</summary>
    public const int MostOfOne = 50_000;

    /// <summary>Fills the large town, and measures.</summary>
    /// <param name="orders">How many orders it is to hold.</param>
    /// <param name="duration">Of each measurement of orders a second.</param>
    /// <param name="say">Told how far it is.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<SizeResult> Measure(int orders, TimeSpan duration, Action<string> say, CancellationToken cancellation)
    {
        var bodies = await large.Orders(random, time, cancellation);
        var one = Registrations.Make(large.FrontEnd, 1, time);
        var ofOne = Math.Min(MostOfOne, orders);
        await new OrderFill(large.Town!.Cluster, one, bodies, time, random).Run(ofOne, say, cancellation);
        var others = Registrations.Make(large.FrontEnd, Diners, time);
        await new OrderFill(large.Town!.Cluster, others, bodies, time, random).Run(orders - ofOne, say, cancellation);

        var (few, many) = (new OrdersBench(small, time, random), new OrdersBench(large, time, random));
        foreach (var bench in (OrdersBench[])[few, many])
        {
            await bench.Prepare(cancellation);
            bench.Measure(Connections, OrdersBench.WarmUp, cancellation);
        }
        var rates = new List<(double Few, double Many)>();
        for (var round = 0; round < Rounds; round++)
        {
            rates.Add((few.Measure(Connections, duration, cancellation).PerSecond, many.Measure(Connections, duration, cancellation).PerSecond));
            say(string.Create(CultureInfo.InvariantCulture, $"{rates[^1].Few:0} orders/s with few orders, {rates[^1].Many:0} with {orders}"));
        }
        var pages = await FirstPages(one[0], cancellation);
        var restarts = new List<TimeSpan>();
        for (var restart = 0; restart < Restarts; restart++)
        {
            restarts.Add(await Restart(cancellation));
        }
        return new SizeResult(orders, rates, ofOne, pages, restarts);
    }

    /// <summary>How long each of many askings for a customer's first page of orders took, ascending.</summary>
    private async Task<List<TimeSpan>> FirstPages(Diner diner, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{large.FrontEnd}/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", diner.Token);
        var took = new List<TimeSpan>();
        for (var i = 0; i < Pages; i++)
        {
            var since = time.GetTimestamp();
            await http.GetByteArrayAsync("orders", cancellation);
            took.Add(time.GetElapsedTime(since));
        }
        took.Sort();
        return took;
    }

    /// <summary>From <c>kill -9</c> of a backup until its successor on the same store counts as a backup.</summary>
    private async Task<TimeSpan> Restart(CancellationToken cancellation)
    {
        var town = large.Town!;
        var primary = (await town.Cluster.Look(cancellation)).Primary?.Pid;
        var backup = town.Replicas.First(replica => replica.Child is { } child && child.Pid != primary);
        var killed = backup.Child!.Pid;
        var since = time.GetTimestamp();
        backup.Child!.Kill();
        while (backup.Child is not { } child || child.Pid == killed
            || await town.Cluster.TryLook(cancellation) is not { } view || !view.IsClose(child.Pid))
        {
            if (time.GetElapsedTime(since) > RestartLimit)
            {
                throw new RefusedException($"{backup.Name} did not come back within {RestartLimit.TotalSeconds} s.");
            }
            await Task.Delay(LookEvery, time, cancellation);
        }
        return time.GetElapsedTime(since);
    }
}

/// <summary>What the size of a town costs. Immutable.</summary>
/// <param name="Orders">How many the large one held.</param>
/// <param name="Rates">Orders a second of the small and of the large one, by round.</param>
/// <param name="OfOne">Orders of the customer whose first page was asked for.</param>
/// <param name="Pages">How long that took, ascending.</param>
/// <param name="Restarts">From <c>kill -9</c> of a backup until it was one again.</param>
internal sealed record SizeResult(
    int Orders, IReadOnlyList<(double Few, double Many)> Rates, int OfOne, IReadOnlyList<TimeSpan> Pages, IReadOnlyList<TimeSpan> Restarts)
{
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"With {Orders} orders {Rates.Average(rate => rate.Many):0} orders/s, with few {Rates.Average(rate => rate.Few):0}:"
        + $" a ratio of {Rates.Sum(rate => rate.Many) / Rates.Sum(rate => rate.Few):0.00};"
        + $" the first page of {OfOne} orders in {Pages[Pages.Count / 2].TotalMilliseconds:0.0} ms (median),"
        + $" {Pages[Pages.Count * 99 / 100].TotalMilliseconds:0.0} ms (p99);"
        + $" a killed replica is back after {string.Join(", ", Restarts.Select(took => took.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)))} s");
}

using System.Globalization;
using System.Text.Json;
using HdrHistogram;
using JustHungry.Commands;

namespace JustHungry.Bench;

/// <summary>How many menus a second the town shows, alone or while people order.</summary>
/// <param name="town">What is measured.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Chooses orders.</param>
/// <param name="pages">Whether the web site's pages are asked for, and not the API's documents.</param>
internal sealed class BrowseBench(BenchTown town, TimeProvider time, Random random, bool pages = false)
{
    private const int DinersEach = 4;
    private const string Restaurants = "/api/v1/restaurants";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private List<string> _paths = [];
    private List<byte[]> _orders = [];

    /// <summary>Dishes on the menu that is looked at: of all menus the one with the fewest, from <paramref name="leastDishes"/> on.</summary>
    public int Dishes { get; private set; }

    /// <summary>Finds the menu, or in a town that is ours makes one, and lets the town get warm.</summary>
    /// <exception cref="RefusedException">No menu of a town that runs already has so many dishes.</exception>
    public async Task Prepare(int leastDishes, CancellationToken cancellation)
    {
        (var path, Dishes) = await Find(leastDishes, cancellation) ?? (town.Town is null
            ? throw new RefusedException($"no menu has {leastDishes} dishes or more.")
            : ($"{Restaurants}/{await town.AddRestaurant(leastDishes, random, time, cancellation)}", leastDishes));
        _paths = [pages ? path.Replace("/api/v1", "", StringComparison.Ordinal) : path];
        _orders = await town.Orders(random, time, cancellation);
        Measure(32, WarmUp, 0.2, cancellation);
    }

    private async Task<(string Path, int Dishes)?> Find(int leastDishes, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{town.FrontEnd}") };
        using var list = JsonDocument.Parse(await http.GetByteArrayAsync($"{Restaurants}?limit=100", cancellation));
        var menus = new List<(string Path, int Dishes)>();
        foreach (var restaurant in list.RootElement.GetProperty("items").EnumerateArray())
        {
            var path = $"{Restaurants}/{restaurant.GetProperty("slug").GetString()}";
            using var menu = JsonDocument.Parse(await http.GetByteArrayAsync(path, cancellation));
            menus.Add((path, menu.RootElement.GetProperty("menu").GetProperty("categories").EnumerateArray()
                .Sum(category => category.GetProperty("items").GetArrayLength())));
        }
        var large = menus.Where(menu => menu.Dishes >= leastDishes).ToList();
        return large.Count > 0 ? large.MinBy(menu => menu.Dishes) : null;
    }

    /// <summary>Looks, and orders with that share of the requests, for <paramref name="duration"/>.</summary>
    public BrowseResult Measure(int connections, TimeSpan duration, double ordersShare, CancellationToken cancellation)
    {
        var diners = ordersShare > 0 ? Registrations.Make(town.FrontEnd, connections * DinersEach, time) : [];
        using var timer = new CancellationTokenSource(duration, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        var orders = ordersShare > 0 ? new OrderLoad(diners, _orders, connections, time, stop.Token) : null;
        var load = new BrowseLoad(_paths, orders, ordersShare, random, stop.Token);
        var since = time.GetTimestamp();
        LoadLoop.Run(town.FrontEnd, connections, load, time);
        var took = time.GetElapsedTime(since);
        var placed = orders is null ? null : new OrdersResult(connections, took, orders.Took, orders.Failures, ReadBack.Compare(town.FrontEnd, diners, time));
        return new BrowseResult(connections, took, load.Took, load.Failures, placed);
    }
}

/// <summary>What one measurement of looking showed. Immutable.</summary>
/// <param name="Connections">How many looked at once.</param>
/// <param name="Duration">How long it was measured.</param>
/// <param name="Took">How long each look took, in microseconds.</param>
/// <param name="Failures">Looks that were not answered with 200, by kind.</param>
/// <param name="Orders">What became of the orders placed meanwhile; null where there were none.</param>
internal sealed record BrowseResult(
    int Connections, TimeSpan Duration, LongHistogram Took, IReadOnlyDictionary<string, int> Failures, OrdersResult? Orders)
{
    private const double MicrosecondsPerMillisecond = 1_000;

    public double PerSecond => Took.TotalCount / Duration.TotalSeconds;

    public int Failed => Failures.Values.Sum();

    public bool IsGood => Failed == 0 && Orders?.IsGood != false;

    /// <summary>Milliseconds within which that share of the looks was answered.</summary>
    public double Percentile(double percent) => Took.TotalCount == 0 ? 0 : Took.GetValueAtPercentile(percent) / MicrosecondsPerMillisecond;

    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Connections,5} {PerSecond,10:0} {Percentile(50),9:0.00} {Percentile(90),9:0.00} {Percentile(99),9:0.00} {Percentile(100),9:0.00} {Failed,9}");

    public static string Header => " conn    menus/s    p50 ms    p90 ms    p99 ms    max ms  failures";
}

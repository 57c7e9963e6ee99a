using System.Globalization;
using System.Net;
using System.Text.Json;
using JustHungry.Commands;
using JustHungry.Endurance.Soak;

namespace JustHungry.Endurance.Friday;

/// <summary>The town of a night: opens its restaurants, gives it vouchers and staff, and registers its customers, all over the public API.</summary>
internal sealed class FridayTown : IAsyncDisposable
{
    private const int Kitchens = 8;
    private const string Password = "friday night is busy";

    private readonly TrialTown _town;
    private readonly FridayOptions _options;
    private readonly TimeProvider _time;
    private readonly List<string> _kitchens = [];
    private string _operator = "";

    private FridayTown(TrialTown town, FridayOptions options, TimeProvider time)
    {
        (_town, _options, _time) = (town, options, time);
        Findings = new Findings(options.Say);
        Restaurants = [.. Enumerable.Range(0, options.Restaurants).Select(number => new FridayRestaurant(number, options))];
        Vouchers = FridayVoucher.All(options);
    }

    public TrialTown Processes => _town;

    public Findings Findings { get; }

    public FridayLedger Ledger { get; } = new();

    public IReadOnlyList<FridayRestaurant> Restaurants { get; }

    public IReadOnlyList<FridayVoucher> Vouchers { get; }

    /// <summary>The customers' tokens.</summary>
    public string[] Customers { get; private set; } = [];

    public string Operator => _operator;

    /// <summary>When slots begin that many people want: the same at all restaurants.</summary>
    public IReadOnlyList<string> Slots { get; private set; } = [];

    public static async Task<FridayTown> Open(FridayOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var town = new FridayTown(await TrialTown.Start(options.Say, time, cancellation, samples: false), options, time);
        try
        {
            await town.Open(cancellation);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>The token of who works in a restaurant's kitchen.</summary>
    public string KitchenOf(FridayRestaurant restaurant) => _kitchens[restaurant.Number % _kitchens.Count];

    /// <summary>A way to the town; the caller disposes it.</summary>
    public Connection Connect(int first) => new(_town.FrontEnds, first, Findings, _time);

    /// <summary>Names a command that was never sent before.</summary>
    public string FreshKey() => OperatorCommand.FreshId(_time);

    /// <summary>Does something with each, some at once, each time over one of a few ways to the town.</summary>
    public Task ForEach<T>(IEnumerable<T> items, Func<T, Connection, Task> action, CancellationToken cancellation)
    {
        var queue = new System.Collections.Concurrent.ConcurrentQueue<T>(items);
        return Task.WhenAll(Enumerable.Range(0, _options.AtOnce).Select(first => Task.Run(
            async () =>
            {
                using var connection = Connect(first);
                while (queue.TryDequeue(out var item))
                {
                    await action(item, connection);
                }
            },
            cancellation)));
    }

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    private async Task Open(CancellationToken cancellation)
    {
        using var office = Connect(0);
        var session = await Must(
            office, HttpMethod.Post, "/api/v1/sessions", new { email = "operator", password = _town.OperatorPassword }, cancellation);
        office.Token = _operator = session.GetProperty("token").GetString()!;
        await Must(
            office, HttpMethod.Post, "/api/v1/customers/me/password", new { current = _town.OperatorPassword, password = Password }, cancellation);
        await ForEach(
            Restaurants,
            async (restaurant, connection) =>
            {
                connection.Token = _operator;
                await Must(connection, HttpMethod.Put, $"/api/v1/restaurants/{restaurant.Slug}", restaurant.Document(), cancellation);
            },
            cancellation);
        foreach (var voucher in Vouchers)
        {
            await Must(office, HttpMethod.Post, "/api/v1/vouchers", voucher.Document(), cancellation);
        }
        await Hire(office, cancellation);
        var tokens = new string[_options.Customers];
        await ForEach(
            Enumerable.Range(0, _options.Customers),
            async (number, connection) =>
            {
                connection.Token = null;
                var body = new { name = $"Guest {number}", postcode = "DH1 3LE", phone = string.Create(CultureInfo.InvariantCulture, $"07700{number:000000}") };
                var made = await Must(connection, HttpMethod.Post, "/api/v1/customers", body, cancellation);
                tokens[number] = made.GetProperty("token").GetString()!;
            },
            cancellation);
        Customers = tokens;
        Slots = await FindSlots(office, cancellation);
        _options.Say($"{Restaurants.Count} restaurants, {Customers.Length} customers, {Vouchers.Count} vouchers and {_kitchens.Count} cooks are there.");
    }

    private async Task Hire(Connection office, CancellationToken cancellation)
    {
        for (var cook = 0; cook < Math.Min(Kitchens, Restaurants.Count); cook++)
        {
            var slugs = Restaurants.Where(restaurant => restaurant.Number % Math.Min(Kitchens, Restaurants.Count) == cook).Select(restaurant => restaurant.Slug);
            var invited = await Must(office, HttpMethod.Post, "/api/v1/staff/invitations", new { role = "kitchen", restaurants = slugs }, cancellation);
            using var connection = Connect(cook);
            var accepted = await Must(
                connection,
                HttpMethod.Post,
                "/api/v1/staff/accept",
                new { code = invited.GetProperty("code").GetString(), name = $"Cook {cook}", email = $"cook{cook}@friday.example", password = Password },
                cancellation);
            _kitchens.Add(accepted.GetProperty("token").GetString()!);
        }
    }

    /// <summary>Slots that can be ordered for all night: from half an hour on.</summary>
    private async Task<IReadOnlyList<string>> FindSlots(Connection office, CancellationToken cancellation)
    {
        const int Wanted = 8;
        var reply = await office.Ask(HttpMethod.Get, $"/api/v1/restaurants/{Restaurants[0].Slug}/slots?service=delivery", null, null, cancellation);
        var from = _time.GetUtcNow().AddMinutes(30);
        return [.. reply.Json.GetProperty("items").EnumerateArray()
            .Select(slot => slot.GetProperty("from"))
            .Where(slot => slot.GetDateTimeOffset() > from)
            .Select(slot => slot.GetString()!)
            .Take(Wanted)];
    }

    private Task<JsonElement> Must(
        Connection connection, HttpMethod method, string path, object body, CancellationToken cancellation) =>
        Must(connection, method, path, JsonSerializer.SerializeToUtf8Bytes(body), cancellation);

    private async Task<JsonElement> Must(
        Connection connection, HttpMethod method, string path, byte[] body, CancellationToken cancellation)
    {
        var reply = await connection.Ask(method, path, body, FreshKey(), cancellation);
        return reply.Status is HttpStatusCode.OK or HttpStatusCode.Created
            ? reply.Json
            : throw new RefusedException($"the night cannot begin: {method} {path} got {(int)reply.Status}: {reply.Text}");
    }
}

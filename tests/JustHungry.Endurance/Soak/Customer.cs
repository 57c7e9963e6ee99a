using System.Globalization;
using System.Net;
using System.Text.Json;

namespace JustHungry.Endurance.Soak;

/// <summary>
/// Orders, looks, cancels, follows and repeats, one thing after the other, and knows what each answer must be: nobody else
/// touches these orders.
/// </summary>
internal sealed class Customer : IDisposable
{
    private const int Page = 20;
    private const int MostEvents = 100;
    private static readonly TimeSpan StreamPause = TimeSpan.FromMilliseconds(100);

    private readonly int _number;
    private readonly Connection _town;
    private readonly IReadOnlyList<byte[]> _orders;
    private readonly Findings _findings;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly List<Placed> _placed = [];
    private int _keys;

    public Customer(int number, IReadOnlyList<Uri> frontEnds, IReadOnlyList<byte[]> orders, Findings findings, Random random, TimeProvider time)
    {
        (_number, _orders, _findings, _random, _time) = (number, orders, findings, random, time);
        _town = new Connection(frontEnds, number, findings, time);
    }

    /// <summary>The order's restaurant, day and number for people, of all that were acknowledged.</summary>
    public IEnumerable<string> Numbers => _placed.Select(order => order.Number);

    public async Task Live(CancellationToken over)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { name = $"Customer {_number}", postcode = "DH1 3LE" });
            var registered = await _town.Ask(HttpMethod.Post, "/api/v1/customers", body, NextKey(), over);
            _findings.Expect(registered.Status == HttpStatusCode.Created, () => $"a registration got {registered.Status}: {registered.Text}");
            _town.Token = registered.Json.GetProperty("token").GetString();
            while (!over.IsCancellationRequested)
            {
                await (_random.Next(10) switch
                {
                    < 5 => Order(over),
                    5 => Repeat(over),
                    6 => List(over),
                    7 => Look(over),
                    8 => Cancel(over),
                    _ => Follow(over),
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The trial is over.
        }
    }

    /// <summary>Reads all orders back: each that was acknowledged is there once, and at most the one that was under way besides.</summary>
    public async Task ReadBack(CancellationToken cancellation)
    {
        if (_town.Token is null)
        {
            return;
        }
        var listed = new List<string>();
        for (var path = "/api/v1/orders?limit=100"; path is not null;)
        {
            var page = await _town.Ask(HttpMethod.Get, path, null, null, cancellation);
            listed.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            path = page.Json.GetProperty("next").GetString();
        }
        var known = _placed.Select(order => order.Id).ToHashSet(StringComparer.Ordinal);
        _findings.Expect(listed.Distinct(StringComparer.Ordinal).Count() == listed.Count, () => $"customer {_number} has an order listed twice.");
        _findings.Expect(known.IsSubsetOf(listed), () => $"customer {_number} has lost {known.Except(listed).Count()} acknowledged orders.");
        _findings.Expect(listed.Count <= known.Count + 1, () => $"customer {_number} placed {known.Count} orders and has {listed.Count}.");
    }

    public void Dispose() => _town.Dispose();

    private async Task Order(CancellationToken over)
    {
        var (key, body) = (NextKey(), _orders[_random.Next(_orders.Count)]);
        var reply = await _town.Ask(HttpMethod.Post, "/api/v1/orders", body, key, over);
        _findings.Expect(reply.Status == HttpStatusCode.Created, () => $"an order got {reply.Status}: {reply.Text}");
        if (reply.Status == HttpStatusCode.Created)
        {
            _placed.Add(new Placed(key, body, reply.Text, reply.Json));
            _findings.OrderTaken();
        }
    }

    // The same key again gives the first answer, whatever became of the order since.
    private async Task Repeat(CancellationToken over)
    {
        if (Any() is { } order)
        {
            var reply = await _town.Ask(HttpMethod.Post, "/api/v1/orders", order.Body, order.Key, over);
            _findings.Expect(
                reply is { Status: HttpStatusCode.Created, IsReplayed: true } && reply.Text == order.Text,
                () => $"the key {order.Key} was answered anew: {reply.Status} {reply.Text} after {order.Text}");
        }
    }

    private async Task List(CancellationToken over)
    {
        var reply = await _town.Ask(HttpMethod.Get, $"/api/v1/orders?limit={Page}", null, null, over);
        var listed = reply.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!);
        var expected = _placed.AsEnumerable().Reverse().Take(Page).Select(order => order.Id);
        _findings.Expect(listed.SequenceEqual(expected), () => $"customer {_number} sees other orders than those placed, at {_town.Position}.");
    }

    private async Task Look(CancellationToken over)
    {
        if (Any() is { } order)
        {
            var reply = await _town.Ask(HttpMethod.Get, $"/api/v1/orders/{order.Id}", null, null, over);
            var status = reply.Status == HttpStatusCode.OK ? reply.Json.GetProperty("status").GetString() : reply.Status.ToString();
            _findings.Expect(order.MayBe(status), () => $"the order {order.Id} is {status} after it was {order.Status}.");
        }
    }

    private async Task Cancel(CancellationToken over)
    {
        if (Any() is { } order)
        {
            var reply = await _town.Ask(HttpMethod.Post, $"/api/v1/orders/{order.Id}/cancel", null, NextKey(), over);
            var isFine = order.Status == Placed.Open
                ? reply.Status is HttpStatusCode.OK or HttpStatusCode.Conflict
                : reply.Status is HttpStatusCode.Conflict;
            _findings.Expect(isFine, () => $"cancelling {order.Id}, which was {order.Status}, got {reply.Status}: {reply.Text}");
            order.Status = reply.Status == HttpStatusCode.OK ? Placed.Cancelled : order.Status;
        }
    }

    /// <summary>Follows a fresh order's events, cancels it meanwhile, and sees each change once, in order.</summary>
    private async Task Follow(CancellationToken over)
    {
        await Order(over);
        var order = _placed[^1];
        var last = 0;
        for (var tries = 0; tries < MostEvents && last < 2; tries++)
        {
            try
            {
                using var answer = await _town.Open($"/api/v1/orders/{order.Id}/events", last, over);
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(over));
                while (await reader.ReadLineAsync(over) is { } line)
                {
                    if (!line.StartsWith("id:", StringComparison.Ordinal))
                    {
                        continue;
                    }
                    var number = int.Parse(line.AsSpan(3).Trim(), CultureInfo.InvariantCulture);
                    _findings.Expect(number == last + 1, () => $"the events of {order.Id} went from {last} to {number}.");
                    last = number;
                    if (number == 1)
                    {
                        await Cancelled(order, over);
                    }
                }
                if (last >= 2)
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !over.IsCancellationRequested))
            {
                // The stream was cut; it goes on after the last event.
            }
            _town.TryNext();
            await Task.Delay(StreamPause, _time, over);
        }
    }

    private async Task Cancelled(Placed order, CancellationToken over)
    {
        var reply = await _town.Ask(HttpMethod.Post, $"/api/v1/orders/{order.Id}/cancel", null, NextKey(), over);
        _findings.Expect(
            reply.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, () => $"cancelling {order.Id} got {reply.Status}: {reply.Text}");
        order.Status = reply.Status == HttpStatusCode.OK ? Placed.Cancelled : order.Status;
    }

    private Placed? Any() => _placed.Count == 0 ? null : _placed[_random.Next(Math.Max(0, _placed.Count - Page), _placed.Count)];

    private string NextKey() => $"soak-{_number}-{_keys++}";
}

/// <summary>An acknowledged order, and what is known of it.</summary>
internal sealed class Placed(string key, byte[] body, string text, JsonElement order)
{
    public const string Open = "placed";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    public string Key => key;

    public byte[] Body => body;

    public string Text => text;

    public string Id { get; } = order.GetProperty("id").GetString()!;

    public string Number { get; } =
        $"{order.GetProperty("restaurant").GetRawText()} {order.GetProperty("placedAt").GetDateTimeOffset():yyyy-MM-dd} {order.GetProperty("number").GetString()}";

    /// <summary>As last known.</summary>
    public string Status { get; set; } = Open;

    /// <summary>Nobody accepts in this town: an order stays, is cancelled by its customer, or expires.</summary>
    public bool MayBe(string? status) => Status == Open ? status is Open or Expired : status == Status;
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace JustHungry.Client.Tests;

/// <summary>A town of our own: what several fake front ends have in common, and what outlives them. Thread-safe.</summary>
internal sealed class FakeTown
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Fingerprint, int Status, string Body)> answers = [];
    private readonly Dictionary<string, string> customersByToken = [];
    private readonly List<(string Customer, JsonObject Order)> orders = [];
    private long position = 100;

    public string Lineage { get; set; } = "durham-1";

    public JsonArray Restaurants { get; } = FakeMenus.Restaurants();

    /// <summary>Every idempotency key with which orders came, in their order, repetitions included.</summary>
    public ConcurrentQueue<string> OrderKeys { get; } = new();

    public ConcurrentQueue<string> OrderBodies { get; } = new();

    public ConcurrentQueue<string> RegistrationKeys { get; } = new();

    public string Position => $"{Lineage}:{Interlocked.Increment(ref position)}";

    public int OrderCount
    {
        get
        {
            lock (gate)
            {
                return orders.Count;
            }
        }
    }

    public int CustomerCount
    {
        get
        {
            lock (gate)
            {
                return customersByToken.Count;
            }
        }
    }

    public string? CustomerOf(string? token)
    {
        lock (gate)
        {
            return token is not null && customersByToken.TryGetValue(token, out var id) ? id : null;
        }
    }

    /// <summary>Decides a command once; the same key again gets the same answer.</summary>
    public (int Status, string Body, bool Replayed) Decide(string scope, string fingerprint, Func<(int Status, JsonObject Body)> decide)
    {
        lock (gate)
        {
            if (answers.TryGetValue(scope, out var before))
            {
                return before.Fingerprint == fingerprint
                    ? (before.Status, before.Body, true)
                    : (422, Problem(422, "key_reused", "This key was used for another command.", "").ToJsonString(), false);
            }

            var (status, body) = decide();
            answers[scope] = (fingerprint, status, body.ToJsonString());
            return (status, body.ToJsonString(), false);
        }
    }

    public (int, JsonObject) Register(JsonNode body, string key)
    {
        if (body["name"]!.GetValue<string>().Trim().Length == 0)
        {
            return (422, Problem(422, "name_empty", "A name is needed.", "Say what to call you."));
        }

        var id = $"c-{customersByToken.Count + 1}";
        var token = "jh_" + key;
        customersByToken[token] = id;
        return (201, new() { ["id"] = id, ["token"] = token });
    }

    public (int, JsonObject) Place(JsonNode body, string customer, string? number = null)
    {
        var slug = body["restaurant"]?.GetValue<string>();
        if (Find(slug) is not { } restaurant)
        {
            return (404, Problem(404, "restaurant_unknown", "There is no such restaurant.", $"No restaurant is called '{slug}'."));
        }

        if (restaurant["open"]!.GetValue<bool>() is false)
        {
            return (422, Problem(422, "restaurant_closed", "The restaurant is closed.", $"{restaurant["name"]} is closed."));
        }

        var lines = new JsonArray();
        long total = 0;
        foreach (var line in body["lines"]!.AsArray())
        {
            if (FakeMenus.Item(restaurant, line!["item"]!.GetValue<string>()) is not { } item)
            {
                var unknown = Problem(422, "order_refused", "The order has mistakes.", "See each line.");
                unknown["errors"] = new JsonArray(new JsonObject
                {
                    ["path"] = "/lines/0/item", ["code"] = "item_unknown", ["message"] = $"There is no dish '{line["item"]}'.",
                });
                return (422, unknown);
            }

            var priced = FakeMenus.Price(item, line);
            total += priced["total"]!.GetValue<long>();
            lines.Add(priced);
        }

        var tip = body["tip"]?.GetValue<long>() ?? 0;
        var discount = body["voucher"] is null ? 0 : 100;
        var items = total;
        total += tip - discount;
        if (body["expectedTotal"]?.GetValue<long>() is { } expected && expected != total)
        {
            // As the town says it: the new total stands in the words only.
            var words = FormattableString.Invariant($"The order comes to £{total / 100m:0.00} now, not to £{expected / 100m:0.00}.");
            var changed = Problem(422, "price_changed", "The price has changed", words);
            return (422, changed);
        }

        var id = orders.Count + 1;
        var order = new JsonObject
        {
            ["id"] = $"o-{id}",
            ["number"] = number ?? id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["restaurant"] = slug,
            ["restaurantName"] = restaurant["name"]!.DeepClone(),
            ["status"] = "placed",
            ["lines"] = lines,
            ["totals"] = new JsonObject { ["items"] = items, ["discount"] = discount, ["delivery"] = 0, ["tip"] = tip },
            ["total"] = total,
            ["currency"] = "GBP",
            ["placedAt"] = "2026-11-22T12:31:00Z",
            ["history"] = new JsonArray(Change("placed", "customer")),
        };
        orders.Add((customer, order));
        return (201, (JsonObject)order.DeepClone());
    }

    /// <summary>False: an older town, which tells no quotes.</summary>
    public bool TellsQuotes { get; set; }

    /// <summary>What stands against a basket.</summary>
    public Func<JsonNode, JsonArray> Issues { get; set; } = _ => [];

    /// <summary>What a basket comes to, with a voucher that takes £1 off; nothing is ordered.</summary>
    public JsonObject Quote(JsonNode body)
    {
        lock (gate)
        {
            var basket = body.DeepClone().AsObject();
            basket.Remove("expectedTotal");
            var (status, quote) = Place(basket, "");
            if (status == 201)
            {
                orders.RemoveAt(orders.Count - 1);
            }

            quote["expectedAt"] = body["time"]?.DeepClone() ?? "2026-11-22T13:00:00Z";
            quote["issues"] = Issues(body);
            return quote;
        }
    }

    /// <summary>The restaurant or the customer moves an order on.</summary>
    public void Advance(string id, string status)
    {
        lock (gate)
        {
            var order = orders.Single(entry => entry.Order["id"]!.GetValue<string>() == id).Order;
            order["status"] = status;
            order["history"]!.AsArray().Add(Change(status, status == "cancelled" ? "customer" : "restaurant"));
        }
    }

    public JsonObject? OrderOf(string? customer, string id)
    {
        lock (gate)
        {
            var found = orders.FirstOrDefault(entry => entry.Customer == customer && entry.Order["id"]!.GetValue<string>() == id);
            return (JsonObject?)found.Order?.DeepClone();
        }
    }

    public JsonArray OrdersOf(string? customer)
    {
        lock (gate)
        {
            return new([.. orders.Where(entry => entry.Customer == customer).Reverse().Select(entry => entry.Order.DeepClone())]);
        }
    }

    public JsonNode? Find(string? slug) => Restaurants.FirstOrDefault(one => one!["slug"]!.GetValue<string>() == slug);

    public static JsonObject Problem(int status, string code, string title, string detail) => new()
    {
        ["type"] = "/problems/" + code, ["title"] = title, ["status"] = status, ["detail"] = detail,
    };

    private static JsonObject Change(string status, string actor) =>
        new() { ["status"] = status, ["at"] = "2026-11-22T12:31:00Z", ["actor"] = actor };
}

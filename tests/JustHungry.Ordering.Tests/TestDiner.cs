using System.Text.Json.Nodes;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests;

/// <summary>The Kitchen with all that a restaurant can have: collection, slots, deals, counted dishes, two rates of VAT.</summary>
internal static class TestDiner
{
    public const string LunchDeal = """
        { "id": "lunch-deal", "name": "Lunch deal", "price": 1000, "groups": [
          { "id": "main", "name": "A main", "min": 1, "max": 1, "choices": [
            { "item": "plain" }, { "item": "pizza", "surcharge": 150 }, { "item": "pizza", "variation": "large", "surcharge": 400 },
            { "item": "burger", "surcharge": 100 }, { "item": "soup" }, { "item": "pie" } ] },
          { "id": "drink", "name": "A drink", "min": 1, "max": 2, "choices": [ { "item": "water" }, { "item": "wine", "surcharge": 500 } ] }
        ] }
        """;

    public static readonly Restaurant Diner = Changed(_ => { });

    public static Restaurant Changed(Action<JsonNode> change)
    {
        var verdict = TestKitchen.With(document =>
        {
            var all = document["hours"]!["delivery"]!.DeepClone();
            document["hours"]!["collection"] = all;
            document["vatRates"] = JsonNode.Parse("""{ "delivery": 2000, "tip": 0 }""");
            document["slots"] = JsonNode.Parse("""{ "intervalMinutes": 15, "leadMinutes": 30, "daysAhead": 2, "capacity": 3 }""");
            document["menu"]!["deals"] = new JsonArray(JsonNode.Parse(LunchDeal));
            var items = document["menu"]!["categories"]![0]!["items"]!.AsArray();
            items.Add(Item("water", 200, 0));
            items.Add(Item("soup", 600, 2000, stock: 3));
            items.Add(Item("wine", 1800, 2000, label: "alcohol"));
            items.Add(Item("apple", 100, 0));
            change(document);
        });
        return verdict.Happened ?? throw new InvalidOperationException(verdict.Refusal!.Detail);
    }

    public static Quote Price(params BasketLine[] lines) => Price(Basket(lines));

    public static Quote Price(PlaceOrder basket, Restaurant? restaurant = null, Situation? situation = null) =>
        Quote.Of(
            basket,
            restaurant ?? Diner,
            Recipient.Of(basket, Nearby, null, exists: true),
            situation ?? new Situation(Noon));

    public static BasketLine Lunch(int quantity = 1, params DealPick[] picks) =>
        new("lunch-deal", quantity, Choices: picks);

    public static Situation Having(Voucher voucher, long used = 0, long usedByCustomer = 0, bool hasOrdered = false) =>
        new(Noon) { FindVoucher = code => code == voucher.Code ? new(voucher, used, usedByCustomer, hasOrdered) : null };

    /// <summary>A voucher with a code of SAVE.</summary>
    public static Voucher Voucher(string members)
    {
        using var json = System.Text.Json.JsonDocument.Parse($$"""{ "code": "save", "name": "The voucher", {{members}} }""");
        var verdict = VoucherDocument.Read(json.RootElement);
        return verdict.Happened ?? throw new InvalidOperationException(verdict.Refusal!.Detail);
    }

    private static JsonObject Item(string id, int price, int vat, int? stock = null, string? label = null)
    {
        var item = JsonNode.Parse($$"""
            { "id": "{{id}}", "name": "{{id}}", "description": "", "price": {{price}}, "vatRate": {{vat}}, "available": true,
              "allergens": { "contains": [], "mayContain": [] } }
            """)!.AsObject();
        item["stock"] = stock;
        item["labels"] = label is null ? null : new JsonArray(label);
        return item;
    }
}

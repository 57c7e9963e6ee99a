using System.Buffers;
using System.Text.Json;
using CsCheck;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;
using NodaTime;
using static JustHungry.Ordering.Tests.TestDiner;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Pricing;

/// <summary>Lines, deals, voucher, delivery fee, small-order charge, tip: in this order, to the penny.</summary>
public sealed class ArithmeticTests
{
    private static readonly Gen<BasketLine> Lines = Gen.OneOf(
        Gen.Int[1, 30].Select(quantity => Line("plain", quantity)),
        Gen.Int[1, 30].Select(quantity => Line("water", quantity)),
        Gen.Int[1, 30].Select(quantity => Line("apple", quantity)),
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 2]).Select(
            t => Line("burger", t.Item1, modifiers: new ChosenModifier("cheese", t.Item2))),
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 2]).Select(t => Lunch(
            t.Item1, new("main", t.Item2 == 0 ? "plain" : "burger"), new("drink", "water", Quantity: Math.Max(1, t.Item2)))));

    private static readonly Gen<Voucher?> Vouchers = Gen.OneOf<Voucher?>(
        Gen.Int[0, 0].Select(_ => (Voucher?)null),
        Gen.Int[1, 100].Select(percent => (Voucher?)Voucher($"\"kind\": \"percent\", \"percent\": {percent}")),
        Gen.Int[1, 20_000].Select(amount => (Voucher?)Voucher($"\"kind\": \"fixed\", \"amount\": {amount}")),
        Gen.Int[0, 0].Select(_ => (Voucher?)Voucher("\"kind\": \"free_delivery\"")));

    private static readonly Gen<(PlaceOrder Basket, Voucher? Voucher)> Baskets =
        Gen.Select(Lines.Array[1, 12], Vouchers, Gen.Long[0, 2_000], Gen.Bool).Select(t =>
            (Basket(t.Item1) with
            {
                Voucher = t.Item2 is null ? null : " sa ve ",
                Tip = t.Item3,
                Service = t.Item4 ? "delivery" : "collection",
            }, t.Item2));

    [Fact]
    public void The_parts_sum_to_the_whole_whatever_is_ordered() => Baskets.Sample(t =>
    {
        var quote = PriceWith(t);
        var totals = quote.Totals;
        return quote.Vat.Sum(each => each.Total) == totals.Total
            && quote.Vat.All(each => each.Vat == VatBreakdown.Within(each.Total, each.Rate))
            && (quote.LineDiscounts?.Sum() ?? 0) == totals.Discount
            && totals.Discount <= totals.Items
            && quote.Lines.All(line => line.TaxedParts().Sum(part => part.Total) == line.Total);
    });

    [Fact]
    public void The_order_of_the_lines_does_not_matter_to_what_is_paid() =>
        Gen.Select(Baskets, Gen.Int).Sample((t, seed) =>
        {
            var shuffled = t.Basket.Lines.ToArray();
            new Random(seed).Shuffle(shuffled);
            return PriceWith(t).Totals == PriceWith((t.Basket with { Lines = shuffled }, t.Voucher)).Totals;
        });

    [Fact]
    public void Every_total_can_be_reckoned_again_from_the_order_alone() => Baskets.Sample(t =>
    {
        var quote = PriceWith(t);
        if (quote.Issues.Count > 0)
        {
            return true;
        }

        var order = Write(quote);
        var lines = order.GetProperty("lines").EnumerateArray().ToList();
        var totals = order.GetProperty("totals");
        long Of(string name) => totals.GetProperty(name).GetInt64();
        var perRate = new SortedDictionary<int, long>();
        void Pay(int rate, long sum) => perRate[rate] = perRate.GetValueOrDefault(rate) + sum;
        foreach (var line in lines)
        {
            var discount = line.TryGetProperty("discount", out var off) ? off.GetInt64() : 0;
            var parts = line.TryGetProperty("choices", out var choices)
                ? choices.EnumerateArray().Select(each => (Int(each, "vatRate"), Long(each, "total"))).ToList()
                : [(Int(line, "vatRate"), Long(line, "total"))];
            var shares = Shares.Of(discount, [.. parts.Select(part => part.Item2)]);
            foreach (var (index, part) in parts.Index())
            {
                Pay(part.Item1, part.Item2 - shares[index]);
            }
        }

        if (order.TryGetProperty("vatRates", out var rates))
        {
            Pay(Int(rates, "delivery"), Of("delivery") + Of("smallOrderCharge"));
            Pay(Int(rates, "tip"), Of("tip"));
        }

        var told = order.GetProperty("vat").EnumerateArray().Select(each => (Int(each, "rate"), Long(each, "total"), Long(each, "vat")));
        return lines.Sum(line => Long(line, "unitPrice") * Long(line, "quantity")) == Of("items")
            && Long(order, "total") == Of("items") - Of("discount") + Of("delivery") + Of("smallOrderCharge") + Of("tip")
            && told.SequenceEqual(perRate.Where(each => each.Value != 0)
                .Select(each => (each.Key, each.Value, VatBreakdown.Within(each.Value, each.Key))));
    });

    [Fact]
    public void A_discount_is_apportioned_over_the_rates_and_a_tie_goes_to_the_earlier_line()
    {
        var voucher = Voucher("\"kind\": \"fixed\", \"amount\": 1");
        var first = Price(Pickup(Line("plain", 2), Line("water", 5)) with { Voucher = "save" }, situation: Having(voucher));
        var second = Price(Pickup(Line("water", 5), Line("plain", 2)) with { Voucher = "save" }, situation: Having(voucher));

        Assert.Equal([1, 0], first.LineDiscounts);
        Assert.Equal([(0, 1_000L), (2_000, 999L)], first.Vat.Select(each => (each.Rate, each.Total)));
        Assert.Equal([(0, 999L), (2_000, 1_000L)], second.Vat.Select(each => (each.Rate, each.Total)));
    }

    [Fact]
    public void Vat_is_rounded_once_for_each_rate_and_not_for_each_line()
    {
        // Three lines of 100 at 20 %: 16.67 each would be 51; of 300 it is 50.
        var restaurant = Changed(document => document["menu"]!["categories"]![0]!["items"]![0]!["price"] = 100);
        var quote = Price(Pickup(Line("plain"), Line("plain"), Line("plain")), restaurant);

        Assert.Equal(50, Assert.Single(quote.Vat).Vat);
    }

    [Fact]
    public void Delivery_fee_and_tip_carry_the_rates_that_the_restaurants_data_says()
    {
        var restaurant = Changed(document => document["vatRates"]!["tip"] = 500);
        var quote = Price(Basket(Line("water", 5)) with { Tip = 210 }, restaurant);

        Assert.Equal([(0, 1_000L, 0L), (500, 210L, 10L), (2_000, 150L, 25L)], quote.Vat.Select(each => (each.Rate, each.Total, each.Vat)));
    }

    [Fact]
    public void Where_the_data_says_nothing_the_way_is_taxed_like_the_dish_that_is_taxed_most() =>
        Assert.Equal(new ExtraVatRates(2_000, 0), Changed(document => document["vatRates"] = null).VatRates);

    [Fact]
    public void A_tip_is_added_and_has_bounds()
    {
        Assert.Equal(1_000 + 150 + 99, Price(Basket(Line("plain", 2)) with { Tip = 99 }).Totals.Total);
        Assert.Equal(Reason.TipOutOfRange, Price(Basket(Line("plain", 2)) with { Tip = -1 }).Issues[0].Reason);
        Assert.Equal(Reason.TipOutOfRange, Price(Basket(Line("plain", 2)) with { Tip = 100_001 }).Issues[0].Reason);
    }

    [Fact]
    public void Thresholds_go_by_the_items_before_a_voucher_takes_anything_off()
    {
        var half = Voucher("\"kind\": \"percent\", \"percent\": 50");

        Assert.Empty(Price(Basket(Line("plain", 2)) with { Voucher = "save" }, situation: Having(half)).Issues);
        Assert.Equal(0, Price(Basket(Line("plain", 6)) with { Voucher = "save" }, situation: Having(half)).Totals.Delivery);
    }

    [Fact]
    public void A_changed_price_is_told_with_the_new_total()
    {
        var refusal = Order.Place(
            Basket(Line("plain", 2)) with { ExpectedTotal = 1_000 },
            Kitchen,
            Recipient.Of(Nearby),
            new OrderIdentity(Guid.Empty, new LocalDate(2026, 3, 11), 1),
            new Situation(Noon)).Refusal!;

        using var problem = JsonDocument.Parse(Problem.ToBytes(refusal));
        Assert.Equal("/problems/price_changed", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(1_150, problem.RootElement.GetProperty("total").GetInt64());
    }

    private static PlaceOrder Pickup(params BasketLine[] lines) => Basket(lines) with { Service = "collection" };

    private static Quote PriceWith((PlaceOrder Basket, Voucher? Voucher) t) =>
        Price(t.Basket, situation: t.Voucher is null ? null : Having(t.Voucher));

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static JsonElement Write(Quote quote)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            OrderDocument.Write(json, new OrderPlaced(new OrderIdentity(Guid.Empty, new LocalDate(2026, 3, 11), 1), quote, Noon));
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}

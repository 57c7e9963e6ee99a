using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using static JustHungry.Ordering.Tests.TestDiner;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Pricing;

/// <summary>Service, address, the kitchen's state of the moment, counted dishes, age.</summary>
public sealed class BasketIssuesTests
{
    [Fact]
    public void Collection_has_neither_fee_nor_minimum()
    {
        var quote = Price(Basket(Line("plain")) with { Service = "collection" });

        Assert.Empty(quote.Issues);
        Assert.Equal(500, quote.Totals.Total);
        Assert.Equal(Noon.AddMinutes(20), quote.ExpectedAt);
    }

    [Fact]
    public void A_service_must_be_one_that_the_restaurant_has()
    {
        Assert.Equal(Reason.ServiceUnknown, Price(Basket(Line("plain", 2)) with { Service = "drone" }).Issues[0].Reason);
        Assert.Equal(
            Reason.CollectionNotOffered,
            Price(Basket(Line("plain", 2)) with { Service = "collection" }, Kitchen).Issues[0].Reason);
    }

    [Fact]
    public void An_area_that_changed_between_basket_and_address_is_priced_for_the_address()
    {
        var basket = Basket(Line("plain", 4)) with { ExpectedTotal = 2_150 };
        Assert.Empty(Price(basket).Issues);

        var further = basket with { Address = new DeliveryAddress(["1 Far Lane"], Postcode: "DH6 1AA") };
        var away = new PostcodePlace(Postcode.Parse("DH6 1AA"), 54.7757, -1.53, "postcodes.io", false);
        var quote = Quote.Of(further, Diner, Recipient.Of(further, Nearby, away, exists: true), new Situation(Noon));
        Assert.Equal([Reason.PriceChanged], quote.Issues.Select(issue => issue.Reason));
        Assert.Equal(2_300, quote.Totals.Total);

        var outside = away with { Longitude = -1.0 };
        Assert.Equal(
            ("address.postcode", Reason.OutsideDeliveryArea),
            Quote.Of(further, Diner, Recipient.Of(further, Nearby, outside, exists: true), new Situation(Noon)).Issues
                .Select(issue => (issue.Path, issue.Reason)).First());
    }

    [Fact]
    public void An_address_needs_a_street_and_a_whole_postcode()
    {
        var noStreet = Basket(Line("plain", 2)) with { Address = new DeliveryAddress([" "]) };
        var half = Basket(Line("plain", 2)) with { Postcode = "DH1" };
        var nowhere = Basket(Line("plain", 2));

        Assert.Equal(("address.lines", Reason.AddressIncomplete), Issue(Price(noStreet)));
        Assert.Equal(("postcode", Reason.AddressIncomplete), Issue(Price(half)));
        Assert.Equal(
            ("postcode", Reason.AddressIncomplete),
            Issue(Quote.Of(nowhere, Diner, Recipient.Of(nowhere, null, null, exists: true), new Situation(Noon))));
    }

    [Fact]
    public void A_postcode_that_does_not_exist_is_said_to_be_unknown()
    {
        var basket = Basket(Line("plain", 2)) with { Postcode = "DH1 9ZZ" };

        Assert.Equal(
            ("postcode", Reason.PostcodeUnknown),
            Issue(Quote.Of(basket, Diner, Recipient.Of(basket, Nearby, null, exists: false), new Situation(Noon))));
    }

    [Fact]
    public void A_paused_kitchen_takes_no_orders_until_it_said_and_then_does()
    {
        var live = new LiveState { PausedUntil = Noon.AddMinutes(30) };

        Assert.Equal(
            ("restaurant", Reason.RestaurantPaused),
            Issue(Price(Basket(Line("plain", 2)), situation: new Situation(Noon) { Live = live })));
        Assert.Empty(Price(
            Basket(Line("plain", 2)), situation: new Situation(Noon.AddMinutes(30)) { Live = live }).Issues);
    }

    [Fact]
    public void A_busy_kitchen_takes_longer_and_says_so()
    {
        var live = new LiveState { BusyMinutes = 25, BusyUntil = Noon.AddHours(1) };

        Assert.Equal(
            Noon.AddMinutes(20 + 15 + 25),
            Price(Basket(Line("plain", 2)), situation: new Situation(Noon) { Live = live }).ExpectedAt);
        Assert.Equal(
            Reason.SlotUnavailable,
            Price(
                Basket(Line("plain", 2)) with { Time = "2026-03-11T12:45:00Z" },
                situation: new Situation(Noon) { Live = live }).Issues[0].Reason);
        Assert.Equal(0, live.Busy(Noon.AddHours(1)));
    }

    [Fact]
    public void What_has_run_out_is_back_when_the_kitchen_said_it_would_be()
    {
        var live = new LiveState
        {
            Out = new Dictionary<string, DateTimeOffset?>
            {
                [MenuKey.Item("plain")] = Noon.AddHours(5),
                [MenuKey.Variation("pizza", "large")] = null,
                [MenuKey.Modifier("extras", "nuts")] = Noon.AddMinutes(1),
            },
        };
        var basket = Basket(
            Line("plain", 2), Line("pizza", variation: "large"), Line("burger", modifiers: new ChosenModifier("nuts")));

        Assert.Equal(
            [
                ("lines[0].item", Reason.ItemUnavailable),
                ("lines[1].variation", Reason.VariationUnavailable),
                ("lines[2].modifiers[0].id", Reason.ModifierUnavailable),
            ],
            Price(basket, situation: new Situation(Noon) { Live = live }).Issues.Select(issue => (issue.Path, issue.Reason)));
        Assert.Equal(
            [Reason.VariationUnavailable],
            Price(basket with { Time = "2026-03-11T17:00:00Z" }, situation: new Situation(Noon) { Live = live }).Issues
                .Select(issue => issue.Reason));
    }

    [Fact]
    public void Of_a_counted_dish_no_more_is_sold_than_there_is()
    {
        Assert.Empty(Price(Line("soup", 3)).Issues);
        Assert.Equal([new PortionsTaken("soup", 3, 0)], Price(Line("soup", 3)).Portions);
        Assert.Equal(
            [("lines[0].item", Reason.ItemUnavailable), ("lines[1].item", Reason.ItemUnavailable)],
            Price(Line("soup", 2), Line("soup", 2)).Issues.Select(issue => (issue.Path, issue.Reason)));
        Assert.Equal(
            ("lines[0].item", Reason.ItemUnavailable),
            Issue(Price(Basket(Line("soup", 2)), situation: new Situation(Noon) { PortionsLeft = _ => 1 })));
    }

    [Fact]
    public void Somebody_of_age_must_take_what_is_for_grown_ups()
    {
        var basket = Basket(Line("plain"), Line("wine"));

        Assert.Equal(("lines[1].item", Reason.AgeCheckNeeded), Issue(Price(basket)));
        Assert.Empty(Price(basket with { AgeConfirmed = true }).Issues);
        Assert.True(Price(basket with { AgeConfirmed = true }).NeedsAgeCheck);
    }

    [Fact]
    public void All_typed_issues_come_at_once()
    {
        var basket = new PlaceOrder("kitchen", [Line("soup", 9), Line("wine"), Line("burger", modifiers: new ChosenModifier("nuts", 5))])
        {
            Service = "collection",
            Time = "2026-03-11T12:07:00Z",
            Voucher = "nope",
            Tip = -5,
            ExpectedTotal = 1,
        };
        var live = new LiveState { PausedUntil = Noon.AddHours(1) };

        Assert.Equal(
            [
                Reason.RestaurantPaused, Reason.SlotUnavailable, Reason.TooManyModifiers, Reason.TooManyModifiers,
                Reason.ItemUnavailable, Reason.VoucherUnknown, Reason.TipOutOfRange, Reason.AgeCheckNeeded,
            ],
            Price(basket, situation: new Situation(Noon) { Live = live }).Issues.Select(issue => issue.Reason));
    }

    [Fact]
    public void What_the_kitchen_says_survives_being_written_down()
    {
        var live = new LiveState
        {
            PausedUntil = Noon.AddHours(1),
            BusyMinutes = 10,
            Out = new Dictionary<string, DateTimeOffset?> { ["plain"] = null, ["soup"] = Noon.AddHours(2) },
        };
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            live.Write(json);
        }

        var read = LiveState.Parse(buffer.WrittenMemory);

        Assert.Equal((live.PausedUntil, live.BusyMinutes, live.BusyUntil), (read.PausedUntil, read.BusyMinutes, read.BusyUntil));
        Assert.Equal(live.Out.OrderBy(each => each.Key), read.Out.OrderBy(each => each.Key));
        Assert.Empty(live.Pruned(Noon.AddHours(3)).Out.Keys.Except(["plain"]));
    }

    private static (string Path, Reason Reason) Issue(Quote quote)
    {
        var issue = Assert.Single(quote.Issues);
        return (issue.Path, issue.Reason);
    }
}

using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using static JustHungry.Ordering.Tests.TestDiner;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Rules;

/// <summary>Rules that are lists: every issue that a quote can have, every reason to reject, every allergen.</summary>
public sealed class TypedIssuesTests
{
    private const string Tenth = "\"kind\": \"percent\", \"percent\": 10";

    public static TheoryData<string> Codes() =>
    [
        "restaurant_closed", "restaurant_paused", "outside_delivery_area", "below_minimum", "item_unavailable", "item_not_served_now",
        "modifier_missing", "too_many_modifiers", "modifier_unavailable", "price_changed", "slot_unavailable", "slot_full",
        "voucher_unknown", "voucher_expired", "voucher_not_applicable", "voucher_used", "address_incomplete", "age_check_needed",
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_typed_issue_is_told_where_it_is_due_and_not_of_a_good_basket(string code)
    {
        Assert.Contains(code, Issues(Faulty(code)));
        Assert.DoesNotContain(code, Issues(Price(Good)));
    }

    [Theory]
    [InlineData("closing_early")]
    [InlineData("busy")]
    [InlineData("item_unavailable")]
    [InlineData("outside_area")]
    [InlineData("other")]
    public void A_restaurant_rejects_with_any_of_the_reasons_that_there_are(string reason)
    {
        var order = new Order(Guid.Empty, Guid.Empty, OrderStatus.Placed, Noon);
        var verdict = OrderMoves.Decide(
            new MoveOrder("id", "reject", null, reason),
            order,
            new OrderTerms("kitchen", ServiceType.Delivery, null),
            new Caller("id", Role.Kitchen, ["kitchen"]),
            30,
            Noon.AddMinutes(1));

        Assert.Equal((OrderStatus.Rejected, reason), (verdict.Happened!.Status, verdict.Happened.Detail.Reason));
    }

    [Fact]
    public void The_allergens_are_the_fourteen_that_UK_law_names()
    {
        string[] names =
        [
            "celery", "gluten", "crustaceans", "eggs", "fish", "lupin", "milk", "molluscs", "mustard", "nuts", "peanuts", "sesame", "soya",
            "sulphites",
        ];

        Assert.Equal(14, names.Select(name => AllergenInfo.TryParse(name, out var one) ? one : Allergens.None).Distinct().Count(one => one != Allergens.None));
        Assert.Equal(14, Enum.GetValues<Allergens>().Count(one => one != Allergens.None));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void A_slot_is_five_minutes_long_or_longer(int minutes, bool isGood) => Assert.Equal(isGood, With(document => document["slots"] =
        System.Text.Json.Nodes.JsonNode.Parse($$"""{ "intervalMinutes": {{minutes}}, "leadMinutes": 0, "daysAhead": 0 }""")).Happened is not null);

    [Theory]
    [InlineData("2026-12-25T01:30:00Z", true)]
    [InlineData("2026-12-25T02:00:00Z", false)]
    [InlineData("2026-12-25T19:00:00Z", false)]
    [InlineData("2026-12-26T01:30:00Z", false)]
    [InlineData("2026-12-26T19:00:00Z", true)]
    public void A_closed_date_takes_away_its_own_night_and_leaves_the_one_before(string now, bool isOpen)
    {
        var late = Changed(document =>
        {
            document["hours"]!["delivery"] = System.Text.Json.Nodes.JsonNode.Parse(
                """[{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "18:00", "to": "02:00" }]""");
            document["hours"]!["exceptions"] = System.Text.Json.Nodes.JsonNode.Parse("""[{ "date": "2026-12-25", "closed": true }]""");
        });

        Assert.Equal(isOpen, late.IsOpen(ServiceType.Delivery, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static PlaceOrder Good => Basket(Line("plain", 2));

    private static Quote Faulty(string code) => code switch
    {
        "restaurant_closed" => Price(Good, situation: new Situation(Noon.AddHours(14))),
        "restaurant_paused" => Price(Good, situation: new Situation(Noon) { Live = new LiveState { PausedUntil = Noon.AddMinutes(1) } }),
        "outside_delivery_area" => Quote.Of(Good, Diner, Recipient.Of(Good, At(51.5, -0.12), null, exists: true), new Situation(Noon)),
        "below_minimum" => Price(Line("plain")),
        "item_unavailable" => Price(Line("pie", 2)),
        "item_not_served_now" => Price(Line("porridge", 3)),
        "modifier_missing" => Price(Line("dinner")),
        "too_many_modifiers" => Price(Line(
            "dinner", modifiers: [new ChosenModifier("salad"), new ChosenModifier("chips", 1, [new ChosenModifier("ketchup")])])),
        "modifier_unavailable" => Price(Line("burger", modifiers: new ChosenModifier("gone"))),
        "price_changed" => Price(Good with { ExpectedTotal = 1 }),
        "slot_unavailable" => Price(Good with { Time = "2026-03-11T18:05:00Z" }),
        "slot_full" => Price(Good with { Time = "2026-03-11T18:00:00Z" }, situation: new Situation(Noon) { SeatsTaken = _ => 3 }),
        "voucher_unknown" => Price(Good with { Voucher = "NONE" }),
        "voucher_expired" => Price(Used, situation: Having(Voucher($"{Tenth}, \"validTo\": \"2026-03-10\""))),
        "voucher_not_applicable" => Price(Used, situation: Having(Voucher($"{Tenth}, \"minimum\": 99999"))),
        "voucher_used" => Price(Used, situation: Having(Voucher($"{Tenth}, \"uses\": 1"), used: 1)),
        "address_incomplete" => Price(Good with { Address = new DeliveryAddress([" "]) }),
        _ => Price(Line("wine")),
    };

    private static PlaceOrder Used => Good with { Voucher = "save" };

    private static IEnumerable<string> Issues(Quote quote) => quote.Issues.Select(issue => issue.Reason.Code());
}

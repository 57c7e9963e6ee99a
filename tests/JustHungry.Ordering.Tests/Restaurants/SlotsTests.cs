using System.Text.Json.Nodes;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using static JustHungry.Ordering.Tests.TestDiner;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Restaurants;

/// <summary>The Diner: 11:00 to 23:00, every quarter of an hour, half an hour from now, three orders each, two days ahead.</summary>
public sealed class SlotsTests
{
    [Fact]
    public void Slots_begin_after_the_lead_time_and_end_before_closing()
    {
        var slots = Slots.Of(Diner, ServiceType.Delivery, 0, Noon.AddMinutes(1)).ToList();

        Assert.Equal(Noon.AddMinutes(45), slots[0].Begins);
        Assert.Equal(Noon.AddHours(11), slots.Last(slot => slot.Begins < Noon.AddHours(12)).Ends);
        Assert.Equal(Noon.AddDays(2).AddHours(11), slots[^1].Ends);
    }

    [Fact]
    public void The_lead_time_is_not_added_again_at_midnight()
    {
        var lateAtNight = new DateTimeOffset(2026, 3, 11, 23, 50, 0, TimeSpan.Zero);
        var early = Changed(document => document["hours"]!["delivery"]![0]!["from"] = "00:30");

        Assert.Equal(
            lateAtNight.AddMinutes(40), Slots.Of(early, ServiceType.Delivery, 0, lateAtNight).First().Begins);
    }

    [Fact]
    public void An_order_as_soon_as_possible_is_not_taken_after_the_last_slot()
    {
        var last = new DateTimeOffset(2026, 3, 11, 22, 29, 0, TimeSpan.Zero);

        Assert.Empty(Price(Basket(Line("plain", 2)), situation: new Situation(last)).Issues);
        Assert.Equal(
            Reason.RestaurantClosed,
            Price(Basket(Line("plain", 2)), situation: new Situation(last.AddMinutes(1))).Issues[0].Reason);
    }

    [Fact]
    public void A_restaurant_that_never_closes_takes_orders_as_soon_as_possible_at_midnight_too()
    {
        var always = Changed(document => document["hours"]!["delivery"] = JsonNode.Parse(
            """[{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "00:00" }]"""));
        var night = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

        for (var minute = 0; minute < 48 * 60; minute += 7)
        {
            Assert.Empty(Price(Basket(Line("plain", 2)), always, new Situation(night.AddMinutes(minute))).Issues);
        }
    }

    [Fact]
    public void A_late_opening_has_slots_past_midnight_that_belong_to_the_day_on_which_it_opened()
    {
        var late = Changed(document =>
        {
            document["hours"]!["delivery"] = JsonNode.Parse("""[{ "days": ["wed"], "from": "18:00", "to": "02:00" }]""");
            document["slots"]!["daysAhead"] = 0;
        });
        var evening = new DateTimeOffset(2026, 3, 11, 20, 0, 0, TimeSpan.Zero);
        var night = new DateTimeOffset(2026, 3, 12, 1, 0, 0, TimeSpan.Zero);

        Assert.Equal(night.AddHours(1), Slots.Of(late, ServiceType.Delivery, 0, evening).Last().Ends);
        Assert.Equal(night.AddHours(1), Slots.Of(late, ServiceType.Delivery, 0, night).Last().Ends);
        Assert.NotNull(Slots.Find(late, ServiceType.Delivery, 0, night.AddMinutes(30), night));
    }

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-06-01", 24)]
    public void A_day_has_as_many_slots_as_it_has_time(string date, int hours)
    {
        var always = Changed(document =>
        {
            document["hours"]!["delivery"] = JsonNode.Parse(
                """[{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "00:00" }]""");
            document["slots"]!["daysAhead"] = 1;
            document["slots"]!["leadMinutes"] = 0;
        });
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value;
        var begins = always.Zone.AtStartOfDay(day).ToDateTimeOffset();

        var slots = Slots.Of(always, ServiceType.Delivery, 0, begins.AddHours(-1))
            .Where(slot => always.LocalDate(slot.Begins) == day).ToList();

        Assert.Equal(hours * 4, slots.Count);
        Assert.Equal(hours * 4, slots.Select(slot => slot.Begins).Distinct().Count());
    }

    [Fact]
    public void A_closed_date_has_no_slots()
    {
        var closed = Changed(document => document["hours"]!["exceptions"] =
            JsonNode.Parse("""[{ "date": "2026-03-12", "closed": true }]"""));

        Assert.DoesNotContain(
            Slots.Of(closed, ServiceType.Delivery, 0, Noon),
            slot => closed.LocalDate(slot.Begins) == new NodaTime.LocalDate(2026, 3, 12));
    }

    [Fact]
    public void Every_slot_that_is_listed_can_be_ordered_and_no_other_time()
    {
        var listed = Slots.Of(Diner, ServiceType.Delivery, 10, Noon).Select(slot => slot.Begins).ToHashSet();

        for (var time = Noon.AddHours(-1); time < Noon.AddDays(4); time = time.AddMinutes(5))
        {
            Assert.Equal(listed.Contains(time), Slots.Find(Diner, ServiceType.Delivery, 10, time, Noon) is not null);
        }
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, Reason.SlotFull)]
    public void A_slot_takes_so_many_orders_and_no_more(long taken, Reason? expected)
    {
        var quote = Price(
            Basket(Line("plain", 2)) with { Time = "2026-03-11T18:00:00Z" },
            situation: new Situation(Noon) { SeatsTaken = _ => taken });

        Assert.Equal(expected, quote.Issues.Select(issue => (Reason?)issue.Reason).SingleOrDefault());
        Assert.True(quote.TakesSeat);
        Assert.Equal(Noon.AddHours(6), quote.ExpectedAt);
    }

    [Theory]
    [InlineData("2026-03-11T18:05:00Z")]
    [InlineData("2026-03-11T12:15:00Z")]
    [InlineData("2026-03-11T23:00:00Z")]
    [InlineData("2026-03-14T12:00:00Z")]
    [InlineData("2026-03-10T18:00:00Z")]
    [InlineData("tomorrow")]
    public void A_time_that_is_no_slot_is_refused(string time) => Assert.Equal(
        ("time", Reason.SlotUnavailable),
        Price(Basket(Line("plain", 2)) with { Time = time }).Issues.Select(issue => (issue.Path, issue.Reason)).Single());

    [Fact]
    public void A_closed_restaurant_takes_orders_for_later()
    {
        var night = new DateTimeOffset(2026, 3, 11, 3, 0, 0, TimeSpan.Zero);

        Assert.Empty(Price(
            Basket(Line("plain", 2)) with { Time = "2026-03-11T18:00:00Z" }, situation: new Situation(night)).Issues);
    }

    [Fact]
    public void Food_for_later_is_what_is_served_then()
    {
        var basket = Basket(Line("porridge", 3));

        Assert.Equal(Reason.ItemNotServedNow, Price(basket).Issues[0].Reason);
        var wednesday = Changed(document => document["menu"]!["categories"]![1]!["availability"] =
            JsonNode.Parse("""[{ "days": ["wed"], "from": "18:00", "to": "20:00", "services": ["delivery"] }]"""));
        Assert.Empty(Price(basket with { Time = "2026-03-11T18:00:00Z" }, wednesday).Issues);
        Assert.Equal(
            Reason.ItemNotServedNow,
            Price(basket with { Time = "2026-03-11T18:00:00Z", Service = "collection" }, wednesday).Issues[0].Reason);
    }
}

using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Tests.Restaurants;

public sealed class OpeningHoursTests
{
    [Theory]
    [InlineData("2026-03-11T10:59:59Z", false)]
    [InlineData("2026-03-11T11:00:00Z", true)]
    [InlineData("2026-03-11T22:59:59Z", true)]
    [InlineData("2026-03-11T23:00:00Z", false)]
    public void A_restaurant_is_open_from_the_first_moment_to_just_before_the_last(string now, bool open) =>
        Assert.Equal(open, TestKitchen.Kitchen.IsOpen(ServiceType.Delivery, Time(now)));

    [Theory]
    [InlineData("2026-07-01T10:00:00Z", true)]
    [InlineData("2026-07-01T22:00:00Z", false)]
    public void Hours_go_by_the_restaurants_own_clock_in_summer_too(string now, bool open) =>
        Assert.Equal(open, TestKitchen.Kitchen.IsOpen(ServiceType.Delivery, Time(now)));

    [Theory]
    [InlineData("2026-03-13T23:30:00Z", true)]
    [InlineData("2026-03-14T01:59:00Z", true)]
    [InlineData("2026-03-14T02:00:00Z", false)]
    [InlineData("2026-03-13T01:00:00Z", false)]
    public void A_late_opening_runs_past_midnight_into_the_next_day(string now, bool open) =>
        Assert.Equal(open, Hours("""[{ "days": ["fri"], "from": "18:00", "to": "02:00" }]""").IsOpen(ServiceType.Delivery, Time(now)));

    [Theory]
    [InlineData("2026-03-11T00:00:00Z")]
    [InlineData("2026-03-11T12:00:00Z")]
    [InlineData("2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T23:59:59Z")]
    public void From_midnight_to_midnight_every_day_is_always_open_on_days_of_23_and_25_hours_too(string now) =>
        Assert.True(Hours("""[{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "00:00" }]""")
            .IsOpen(ServiceType.Delivery, Time(now)));

    [Theory]
    [InlineData("2026-12-25T12:00:00Z", false)]
    [InlineData("2026-12-26T09:30:00Z", true)]
    [InlineData("2026-12-26T14:00:00Z", false)]
    [InlineData("2026-12-27T12:00:00Z", true)]
    public void An_exception_takes_the_place_of_the_days_usual_hours(string now, bool open)
    {
        var exceptions = """[{ "date": "2026-12-25", "closed": true }, { "date": "2026-12-26", "from": "09:00", "to": "13:00" }]""";

        var restaurant = TestKitchen.With(document =>
            document["hours"]!["exceptions"] = System.Text.Json.Nodes.JsonNode.Parse(exceptions)).Happened!;

        Assert.Equal(open, restaurant.IsOpen(ServiceType.Delivery, Time(now)));
    }

    [Fact]
    public void Delivery_and_collection_have_hours_of_their_own() =>
        Assert.False(TestKitchen.Kitchen.IsOpen(ServiceType.Collection, TestKitchen.Noon));

    private static Restaurant Hours(string delivery) => TestKitchen.With(document =>
        document["hours"]!["delivery"] = System.Text.Json.Nodes.JsonNode.Parse(delivery)).Happened!;

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

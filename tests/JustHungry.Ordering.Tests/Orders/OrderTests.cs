using System.Buffers;
using System.Text.Json;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using NodaTime;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Orders;

public sealed class OrderTests
{
    private static readonly Guid Mine = new("00000000-0000-7000-8000-000000000001");
    private static readonly OrderIdentity Identity = new(Mine, new LocalDate(2026, 3, 11), 17);

    [Fact]
    public void An_order_from_an_unknown_restaurant_is_refused()
    {
        var refusal = Order.Place(Basket(Line("plain")), null, Recipient.Of(Nearby), Identity, new Situation(Noon)).Refusal!;

        Assert.Equal(Reason.RestaurantUnknown, refusal.Reason);
        Assert.Equal("restaurant", refusal.Errors[0].Path);
    }

    [Fact]
    public void A_refusal_takes_the_reason_of_its_first_issue() => Assert.Equal(
        Reason.ItemUnavailable,
        Order.Place(Basket(Line("pie"), Line("unicorn")), Kitchen, Recipient.Of(Nearby), Identity, new Situation(Noon)).Refusal!.Reason);

    [Fact]
    public void The_frozen_document_says_names_prices_choices_and_allergens()
    {
        var placed = Order.Place(
            Basket(
                Line("pizza", 2, "large", note: "no olives"),
                Line("burger", modifiers: new ChosenModifier("cheese", 2))),
            Kitchen,
            Recipient.Of(Nearby),
            Identity,
            new Situation(Noon)).Happened!;

        var json = Write(placed);

        Assert.Equal("17", json.GetProperty("number").GetString());
        Assert.Equal("kitchen", json.GetProperty("restaurant").GetString());
        Assert.Equal("Large", json.GetProperty("lines")[0].GetProperty("variation").GetProperty("name").GetString());
        Assert.Equal("no olives", json.GetProperty("lines")[0].GetProperty("note").GetString());
        Assert.Equal(1_400, json.GetProperty("lines")[0].GetProperty("unitPrice").GetInt64());
        var modifier = json.GetProperty("lines")[1].GetProperty("modifiers")[0];
        Assert.Equal("milk", modifier.GetProperty("allergens").GetProperty("contains")[0].GetString());
        Assert.Equal(2_800 + 1_200, json.GetProperty("totals").GetProperty("items").GetInt64());
        Assert.Equal(4_000, json.GetProperty("total").GetInt64());
        Assert.Equal("2026-03-11T12:00:00.000Z", json.GetProperty("placedAt").GetString());
        Assert.False(json.TryGetProperty("status", out _));
    }

    [Fact]
    public void A_customer_cancels_freely_until_the_restaurant_has_accepted() =>
        Assert.Equal(Mine, Order.Cancel(Standing(OrderStatus.Placed), Guid.Empty, Noon).Happened!.Order);

    [Theory]
    [InlineData(OrderStatus.Accepted, "accepted")]
    [InlineData(OrderStatus.OnItsWay, "on_its_way")]
    [InlineData(OrderStatus.Cancelled, "cancelled")]
    [InlineData(OrderStatus.Expired, "expired")]
    public void A_cancellation_out_of_turn_names_the_status_of_the_order(OrderStatus status, string word)
    {
        var refusal = Order.Cancel(Standing(status), Guid.Empty, Noon).Refusal!;

        Assert.Equal(Reason.OrderNotCancellable, refusal.Reason);
        Assert.Equal(409, refusal.Reason.Status());
        Assert.Contains(new KeyValuePair<string, string>("orderStatus", word), refusal.Extras);
    }

    [Fact]
    public void Anothers_order_is_as_unknown_as_none()
    {
        var another = Order.Cancel(Standing(OrderStatus.Placed), Mine, Noon).Refusal;
        var none = Order.Cancel(null, Mine, Noon).Refusal;

        Assert.Equal(Problem.ToBytes(none!), Problem.ToBytes(another!));
        Assert.Equal(404, none!.Reason.Status());
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(600, true)]
    public void An_order_expires_when_nobody_has_answered_in_ten_minutes(int seconds, bool expires) =>
        Assert.Equal(
            expires,
            Order.Expire(Standing(OrderStatus.Placed), Noon.AddSeconds(seconds), Noon.AddHours(1)) is not null);

    [Fact]
    public void An_order_that_was_answered_does_not_expire() =>
        Assert.Null(Order.Expire(Standing(OrderStatus.Accepted), Noon.AddHours(1), Noon.AddHours(1)));

    private static Order Standing(OrderStatus status) => new(Mine, Guid.Empty, status, Noon);

    private static JsonElement Write(OrderPlaced placed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            OrderDocument.Write(json, placed);
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}

using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Orders;

/// <summary>
/// An order as decisions see it, and the decisions about orders. They read no clock, store or network.
/// </summary>
/// <param name="Id">For programs.</param>
/// <param name="Customer">Whose it is.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="PlacedAt">When it was placed.</param>
public sealed record Order(Guid Id, Guid Customer, OrderStatus Status, DateTimeOffset PlacedAt)
{
    /// <summary>How long a restaurant has to answer.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(10);

    /// <summary>Decides an order.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="restaurant">Of that slug; null where there is none.</param>
    /// <param name="recipient">Who orders, and where it goes.</param>
    /// <param name="identity">What identifies it, should it be placed.</param>
    /// <param name="situation">The state of things.</param>
    public static Verdict<OrderPlaced> Place(
        PlaceOrder command, Restaurant? restaurant, Recipient recipient, OrderIdentity identity, Situation situation)
    {
        if (restaurant is null)
        {
            return UnknownRestaurant(command);
        }

        var quote = Quote.Of(command, restaurant, recipient, situation);
        return quote.Issues.Count > 0 ? quote.Refuse() : new OrderPlaced(identity, quote, situation.Now);
    }

    /// <summary>The refusal of an order from a restaurant that there is not.</summary>
    public static Refusal UnknownRestaurant(PlaceOrder command) => Refusal.Of(
        [new Fault(
            "restaurant", Reason.RestaurantUnknown, $"There is no restaurant {Words.Quoted(command.Restaurant)}.")]);

    /// <summary>Decides that a customer cancels: freely until the restaurant has accepted.</summary>
    /// <param name="order">The order; null where there is none.</param>
    /// <param name="customer">Who asks; another's order looks like none.</param>
    /// <param name="now">When.</param>
    public static Verdict<OrderCancelled> Cancel(Order? order, Guid customer, DateTimeOffset now)
    {
        if (order is null || order.Customer != customer)
        {
            return new Refusal(Reason.OrderNotFound, "You have no order with that id.");
        }

        return OrderStatuses.Next(order.Status, OrderAction.Cancel, Actor.Customer, ServiceType.Delivery) is not null
            ? new OrderCancelled(order.Id, Actor.Customer, now)
            : new Refusal(
                Reason.OrderNotCancellable,
                $"An order can be cancelled until it is accepted; this one is {order.Status.Words()}.")
            {
                Extras = [new("orderStatus", order.Status.Code())],
            };
    }

    /// <summary>Decides whether an order has waited too long for an answer.</summary>
    /// <param name="order">The order.</param>
    /// <param name="clock">The smallest clock among the living.</param>
    /// <param name="now">When it is decided.</param>
    public static OrderExpired? Expire(Order order, DateTimeOffset clock, DateTimeOffset now) =>
        order.PlacedAt + AnswerWithin <= clock
            && OrderStatuses.Next(order.Status, OrderAction.Expire, Actor.System, ServiceType.Delivery) is not null
            ? new OrderExpired(order.Id, now)
            : null;
}

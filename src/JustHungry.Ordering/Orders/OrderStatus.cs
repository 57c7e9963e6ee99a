using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Orders;

/// <summary>Where an order stands. The numbers are kept in stores and never change.</summary>
public enum OrderStatus
{
    Placed = 0,
    Accepted = 1,
    Ready = 2,
    OnItsWay = 3,
    Delivered = 4,
    Collected = 5,
    Rejected = 6,
    Cancelled = 7,
    Expired = 8,
}

/// <summary>Who changed an order. The numbers are kept in stores and never change.</summary>
public enum Actor
{
    Customer = 0,
    Restaurant = 1,
    Operator = 2,
    System = 3,
}

/// <summary>What can be done to an order.</summary>
public enum OrderAction
{
    Accept,
    Reject,
    MakeReady,
    Dispatch,
    Deliver,
    Collect,
    Cancel,
    Expire,
    Promise,
}

/// <summary>The one table of what can become of an order, and the public words for it.</summary>
public static class OrderStatuses
{
    private static readonly string[] StatusCodes =
        ["placed", "accepted", "ready", "on_its_way", "delivered", "collected", "rejected", "cancelled", "expired"];

    private static readonly string[] ActorCodes = ["customer", "restaurant", "operator", "system"];

    /// <summary>The status after an action; null where it is not this actor's, or out of turn.</summary>
    /// <remarks>An operator may do what a restaurant may. Promising another time leaves the status as it is.</remarks>
    public static OrderStatus? Next(OrderStatus from, OrderAction action, Actor by, ServiceType service) =>
        (from, action, by == Actor.Operator ? Actor.Restaurant : by, service) switch
        {
            (OrderStatus.Placed, OrderAction.Accept, Actor.Restaurant, _) => OrderStatus.Accepted,
            (OrderStatus.Placed, OrderAction.Reject, Actor.Restaurant, _) => OrderStatus.Rejected,
            (OrderStatus.Placed, OrderAction.Expire, Actor.System, _) => OrderStatus.Expired,
            (OrderStatus.Placed, OrderAction.Cancel, Actor.Customer, _) => OrderStatus.Cancelled,
            (OrderStatus.Accepted, OrderAction.MakeReady, Actor.Restaurant, _) => OrderStatus.Ready,
            (OrderStatus.Ready, OrderAction.Dispatch, Actor.Restaurant, ServiceType.Delivery) => OrderStatus.OnItsWay,
            (OrderStatus.OnItsWay, OrderAction.Deliver, Actor.Restaurant, ServiceType.Delivery) =>
                OrderStatus.Delivered,
            (OrderStatus.Ready, OrderAction.Collect, Actor.Restaurant, ServiceType.Collection) => OrderStatus.Collected,
            (OrderStatus.Accepted or OrderStatus.Ready or OrderStatus.OnItsWay, OrderAction.Promise, Actor.Restaurant, _) =>
                from,
            (_, OrderAction.Cancel, Actor.Restaurant, _) when !IsFinal(from) => OrderStatus.Cancelled,
            _ => null,
        };

    /// <summary>True where nothing more becomes of an order.</summary>
    public static bool IsFinal(this OrderStatus status) => status
        is OrderStatus.Delivered
        or OrderStatus.Collected
        or OrderStatus.Rejected
        or OrderStatus.Cancelled
        or OrderStatus.Expired;

    /// <summary>Reads what can be asked for by people, such as <c>accept</c>; null for anything else.</summary>
    public static OrderAction? ParseAction(string word) => word switch
    {
        "accept" => OrderAction.Accept,
        "reject" => OrderAction.Reject,
        "ready" => OrderAction.MakeReady,
        "dispatch" => OrderAction.Dispatch,
        "deliver" => OrderAction.Deliver,
        "collect" => OrderAction.Collect,
        "cancel" => OrderAction.Cancel,
        "promise" => OrderAction.Promise,
        _ => null,
    };

    /// <summary>In a sentence about what cannot be done, such as <c>made ready</c>.</summary>
    public static string Done(this OrderAction action) => action switch
    {
        OrderAction.Accept => "accepted",
        OrderAction.Reject => "rejected",
        OrderAction.MakeReady => "made ready",
        OrderAction.Dispatch => "sent on its way",
        OrderAction.Deliver => "delivered",
        OrderAction.Collect => "collected",
        OrderAction.Cancel => "cancelled",
        OrderAction.Promise => "promised for another time",
        _ => "expired",
    };

    /// <summary>The public word, such as <c>on_its_way</c>.</summary>
    public static string Code(this OrderStatus status) => StatusCodes[(int)status];

    /// <summary>The public word, such as <c>customer</c>.</summary>
    public static string Code(this Actor actor) => ActorCodes[(int)actor];

    /// <summary>In a sentence, such as <c>on its way</c>.</summary>
    public static string Words(this OrderStatus status) => status.Code().Replace('_', ' ');
}

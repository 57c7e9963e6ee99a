using CsCheck;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Tests.Orders;

public sealed class OrderStatusTests
{
    private static readonly Gen<OrderAction> Actions = Gen.Enum<OrderAction>();
    private static readonly Gen<Actor> Actors = Gen.Enum<Actor>();

    [Fact]
    public void A_delivery_goes_from_placed_to_delivered() => Walk(
        ServiceType.Delivery,
        OrderStatus.Delivered,
        OrderAction.Accept, OrderAction.MakeReady, OrderAction.Dispatch, OrderAction.Deliver);

    [Fact]
    public void A_collection_goes_from_placed_to_collected() => Walk(
        ServiceType.Collection, OrderStatus.Collected, OrderAction.Accept, OrderAction.MakeReady, OrderAction.Collect);

    [Fact]
    public void Nothing_more_becomes_of_an_order_in_a_final_status() =>
        Gen.Select(Gen.Enum<OrderStatus>(), Actions, Actors, Gen.Enum<ServiceType>()).Sample((status, action, actor, service) =>
            !status.IsFinal() || OrderStatuses.Next(status, action, actor, service) is null);

    [Fact]
    public void No_sequence_of_actions_leads_back() =>
        Gen.Select(Actions, Actors).Array[0, 20].Sample(steps =>
        {
            var status = OrderStatus.Placed;
            var seen = new HashSet<OrderStatus> { status };
            foreach (var (action, actor) in steps)
            {
                if (OrderStatuses.Next(status, action, actor, ServiceType.Delivery) is { } next
                    && action != OrderAction.Promise)
                {
                    status = next;
                    Assert.True(seen.Add(next));
                }
            }
        });

    [Fact]
    public void Only_the_system_lets_an_order_expire_and_no_customer_accepts() =>
        Gen.Select(Gen.Enum<OrderStatus>(), Actors).Sample((status, actor) =>
            (actor == Actor.System || OrderStatuses.Next(status, OrderAction.Expire, actor, ServiceType.Delivery) is null)
            && (actor is Actor.Restaurant or Actor.Operator || OrderStatuses.Next(status, OrderAction.Accept, actor, ServiceType.Delivery) is null));

    [Fact]
    public void Every_status_has_its_public_word() => Assert.Equal(
        ["placed", "accepted", "ready", "on_its_way", "delivered", "collected", "rejected", "cancelled", "expired"],
        Enum.GetValues<OrderStatus>().Select(status => status.Code()));

    private static void Walk(ServiceType service, OrderStatus end, params OrderAction[] actions)
    {
        var status = OrderStatus.Placed;
        foreach (var action in actions)
        {
            Assert.False(status.IsFinal());
            status = OrderStatuses.Next(status, action, Actor.Restaurant, service)!.Value;
        }

        Assert.Equal(end, status);
        Assert.True(status.IsFinal());
    }
}

using System.Net;
using System.Text.Json;
using JustHungry.Endurance.Soak;

namespace JustHungry.Endurance.Friday;

/// <summary>What becomes of an order: cooked and brought, rejected, cancelled by either, or left without an answer.</summary>
internal sealed class FridayKitchen(FridayTown town, Random random)
{
    private static readonly string[] RejectReasons = ["closing_early", "busy", "item_unavailable", "outside_area", "other"];

    /// <summary>Makes of an order what is drawn. Nobody else touches it.</summary>
    public async Task Handle(FridayOrder order, Connection connection, CancellationToken over)
    {
        var kitchen = town.KitchenOf(order.Basket.Restaurant);
        switch (random.Next(20))
        {
            case < 3 when !order.IsAccepted:
                // Nobody answers: it expires.
                break;
            case < 5 when !order.IsAccepted:
                var reason = RejectReasons[random.Next(RejectReasons.Length)];
                await Move(connection, kitchen, order, "reject", new { reason }, "rejected", over);
                break;
            case < 7 when !order.IsAccepted:
                await Move(connection, town.Customers[order.Customer], order, "cancel", new { }, "cancelled", over);
                break;
            case < 9 when !order.IsAccepted:
                await Contend(connection, kitchen, order, over);
                break;
            case < 10:
                await Accept(connection, kitchen, order, over);
                await Move(connection, kitchen, order, "cancel", new { reason = "customer_unreachable" }, "cancelled", over);
                break;
            default:
                await Accept(connection, kitchen, order, over);
                await Bring(connection, kitchen, order, over);
                break;
        }
    }

    private async Task Accept(Connection connection, string kitchen, FridayOrder order, CancellationToken over)
    {
        if (!order.IsAccepted)
        {
            await Move(connection, kitchen, order, "accept", new { minutes = random.Next(20, 90) }, "accepted", over);
        }
        if (random.Next(8) == 0)
        {
            await Move(connection, kitchen, order, "promise", new { minutes = random.Next(20, 120), reason = "driver" }, "accepted", over);
        }
    }

    private async Task Bring(Connection connection, string kitchen, FridayOrder order, CancellationToken over)
    {
        await Move(connection, kitchen, order, "ready", new { }, "ready", over);
        if (order.Basket.IsDelivered)
        {
            await Move(connection, kitchen, order, "dispatch", new { }, "on_its_way", over);
            await Move(connection, kitchen, order, "deliver", new { }, "delivered", over);
        }
        else
        {
            await Move(connection, kitchen, order, "collect", new { }, "collected", over);
        }
    }

    /// <summary>The customer cancels while the kitchen accepts: one of them is first, and the other is told.</summary>
    private async Task Contend(Connection connection, string kitchen, FridayOrder order, CancellationToken over)
    {
        using var other = town.Connect(random.Next(2));
        (connection.Token, other.Token) = (town.Customers[order.Customer], kitchen);
        var cancelling = Post(connection, order, "cancel", new { }, over);
        var accepting = Post(other, order, "accept", new { minutes = 30 }, over);
        var (cancelled, accepted) = (await cancelling, await accepting);
        var isCancelled = cancelled.Status == HttpStatusCode.OK;
        town.Findings.Expect(
            (cancelled.Status, accepted.Status) is (HttpStatusCode.OK, HttpStatusCode.Conflict) or (HttpStatusCode.Conflict, HttpStatusCode.OK),
            () => $"order {order.Id} was cancelled and accepted at once: {cancelled.Text} and {accepted.Text}");
        order.Fate = isCancelled ? "cancelled" : "accepted";
        if (!isCancelled)
        {
            await Bring(connection, kitchen, order, over);
        }
    }

    private async Task Move(
        Connection connection, string token, FridayOrder order, string action, object body, string becomes, CancellationToken over)
    {
        connection.Token = token;
        var reply = await Post(connection, order, action, body, over);
        var status = reply.Status == HttpStatusCode.OK ? reply.Json.GetProperty("status").GetString() : null;
        town.Findings.Expect(status == becomes, () => $"to {action} order {order.Id}, which was {order.Fate}, got {reply.Status}: {reply.Text}");
        order.Fate = status ?? order.Fate;
    }

    private Task<Reply> Post(Connection connection, FridayOrder order, string action, object body, CancellationToken over) => connection.Ask(
        HttpMethod.Post, $"/api/v1/orders/{order.Id}/{action}", JsonSerializer.SerializeToUtf8Bytes(body), town.FreshKey(), over);
}

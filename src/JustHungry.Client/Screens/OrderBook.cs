using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>The orders of a customer: the list of them, and each one live, with its cancelling.</summary>
/// <param name="isShownOnly">True: the token shows the one order that was found, and cancels nothing.</param>
internal sealed class OrderBook(Stage stage, Loading loading, Visit visit, Person me, bool isShownOnly = false)
{
    /// <summary>Shows the list until it is left.</summary>
    public async Task Run()
    {
        var orders = new List<Order>();
        string? next = null;
        string? chosen = null;
        var load = true;
        while (true)
        {
            if (load)
            {
                if (await Load(next) is not { } page)
                {
                    return;
                }

                orders.AddRange(page.Items);
                (next, load) = (page.Next, false);
            }

            switch (await stage.Run(new OrdersScreen(orders, next is not null, chosen, stage.Time)))
            {
                case OrdersChoice.More:
                    (chosen, load) = (orders[^1].Id, true);
                    break;
                case OrdersChoice.Show show:
                    chosen = show.Order.Id;
                    await Show(show.Order, "");
                    await Renew(orders, chosen);
                    break;
                default:
                    return;
            }
        }
    }

    private Task<Page<Order>?> Load(string? next)
    {
        const int PageSize = 20;
        return loading.Value("Your orders", cancel => next is null
            ? visit.Api.Orders(me.Token, PageSize, cancel)
            : visit.Api.OrdersAt(me.Token, next, cancel));
    }

    /// <summary>An order that was looked at has moved on, perhaps; the list should say so. Only a help.</summary>
    private async Task Renew(List<Order> orders, string id)
    {
        if (await loading.Quietly(cancel => visit.Api.FindOrder(me.Token, id, cancel)) is Reply<Order>.Done done)
        {
            orders[orders.FindIndex(order => order.Id == id)] = done.Value;
        }
    }

    /// <summary>Shows an order live until it is left.</summary>
    public async Task Show(Order order, string message)
    {
        while (true)
        {
            var screen = new OrderScreen(order, stage.Time, message) { IsShownOnly = isShownOnly };
            if (await Live(screen, order) is not OrderChoice.Cancel || !await SureToCancel(order))
            {
                return;
            }

            var key = visit.Keys.Next();
            var reply = await loading.Reply("Cancelling", cancel => visit.Api.CancelOrder(me.Token, key, order.Id, cancel));
            if (reply is Reply<Order>.Done done)
            {
                (order, message) = (done.Value, "It is cancelled.");
                continue;
            }

            if (reply is Reply<Order>.Refused refused)
            {
                await loading.Say(refused.Problem);
            }

            message = "";
            order = await loading.Value("Order", cancel => visit.Api.FindOrder(me.Token, order.Id, cancel)) ?? order;
        }
    }

    private async Task<OrderChoice> Live(OrderScreen screen, Order order)
    {
        using var leave = loading.Linked();
        var listening = OrderStatus.IsFinal(order.Status) ? Task.CompletedTask : Listen();
        var choice = await stage.Run(screen);
        await leave.CancelAsync();
        await listening;
        return choice;

        async Task Listen()
        {
            try
            {
                await foreach (var news in visit.Events.Follow(me.Token, order.Id, leave.Token))
                {
                    stage.Post(() => screen.Take(news));
                }
            }
            catch (OperationCanceledException)
            {
                // The screen was left.
            }
        }
    }

    private Task<bool> SureToCancel(Order order) => stage.Run(new ChoiceScreen<bool>(
        Line.Of($"Cancel order {order.Number}?", Tone.Strong),
        [Line.Of($"{order.RestaurantName} has not accepted it yet, so it costs nothing.")],
        [(false, "Keep it"), (true, "Cancel the order")],
        onEscape: false));
}

using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.FrontEnd.Api;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>Orders that were placed: live, as a history, as a receipt, and found by their number.</summary>
internal sealed class OrderPages(OrderEvents events)
{
    private const string FoundCookie = "jh-found";
    private const int PerPage = 15;
    private static readonly TimeSpan FoundFor = TimeSpan.FromDays(2);

    public static async Task Show(Visit visit)
    {
        if (await Read(visit) is not { } order)
        {
            return;
        }
        var slots = await visit.Ask($"restaurants/{Uri.EscapeDataString(order.Restaurant)}/slots");
        await visit.Show<OrderPage>(new()
        {
            [nameof(OrderPage.Order)] = order,
            [nameof(OrderPage.Basket)] = Basket.Of(visit),
            [nameof(OrderPage.Zone)] = slots.IsFine ? slots.Read(ShopJson.Default.SlotsShown).Zone : null,
            [nameof(OrderPage.IsGuests)] = visit.Session is { HasAccount: false },
        });
    }

    public static async Task Receipt(Visit visit)
    {
        if (await Read(visit) is { } order)
        {
            await visit.Show<ReceiptPage>(new() { [nameof(ReceiptPage.Order)] = order });
        }
    }

    /// <summary>The API's own stream, for whom the cookie says it is.</summary>
    public Task Follow(Visit visit)
    {
        if (PassFor(visit) is not { } pass)
        {
            visit.Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        visit.Http.Request.Headers.Authorization = $"Bearer {pass.Token}";
        return events.Follow(visit.Http);
    }

    public static async Task List(Visit visit)
    {
        if (visit.Session is null)
        {
            await visit.SignInFirst();
            return;
        }
        var after = visit.Query("after") is { Length: > 0 } id ? $"&after={Uri.EscapeDataString(id)}" : "";
        var reply = await visit.Ask($"orders?limit={PerPage}{after}");
        await (reply.IsFine
            ? visit.Show<OrdersPage>(new() { [nameof(OrdersPage.Orders)] = reply.Read(ShopJson.Default.OrdersShown), [nameof(OrdersPage.Basket)] = Basket.Of(visit) })
            : visit.ShowTrouble(reply));
    }

    /// <summary><c>POST /orders/{id}/cancel</c>.</summary>
    public static async Task Cancel(Visit visit)
    {
        var reply = await visit.Send("cancelOrder", new JsonObject { ["order"] = visit.Part("id") });
        await (reply.IsFine || reply.Trouble.Code == "order_not_cancellable"
            ? visit.GoTo($"/orders/{visit.Part("id")}{(reply.IsFine ? "" : "?late=1")}")
            : visit.ShowTrouble(reply));
    }

    /// <summary><c>POST /orders/{id}/again</c>: the same dishes, at today's prices.</summary>
    public static async Task Again(Visit visit)
    {
        if (await Read(visit) is not { } order)
        {
            return;
        }
        var lines = order.Lines.Select(static line => new BasketLine(
            line.Item, line.Quantity, line.Variation?.Id, Chosen(line.Modifiers), line.Note,
            line.Choices.Count == 0 ? null : [.. line.Choices.Select(static one => new DealPick(one.Group, one.Item, one.Variation?.Id, Chosen(one.Modifiers), one.Quantity))]));
        (Basket.Of(visit).Cleared() with
        {
            Restaurant = order.Restaurant,
            RestaurantName = order.RestaurantName,
            Service = order.Service,
            Postcode = Basket.Of(visit).Postcode ?? order.DeliverTo?.Postcode,
            Lines = [.. lines],
        }).Keep(visit);
        await visit.GoTo("/basket");
    }

    /// <summary><c>POST /find-order</c>: by number and phone.</summary>
    public static async Task Find(Visit visit)
    {
        var body = new JsonObject { ["number"] = visit.Field("number").TrimStart('#'), ["phone"] = visit.Field("phone") };
        var reply = await visit.SendSecret("findOrder", body, anonymous: true);
        if (!reply.IsFine)
        {
            await visit.Show<FindOrderPage>(new() { [nameof(FindOrderPage.Trouble)] = reply.Trouble }, reply.Status);
            return;
        }
        var found = reply.Read(ShopJson.Default.FoundOrder);
        Cookies.Keep(
            visit, FoundCookie, JsonSerializer.SerializeToUtf8Bytes(new FoundPass(found.Order.Id, found.Token), ShopJson.Default.FoundPass), FoundFor);
        await visit.GoTo($"/orders/{found.Order.Id}");
    }

    private static List<ChosenModifier>? Chosen(IReadOnlyList<PricedModifier> modifiers) => modifiers.Count == 0
        ? null
        : [.. modifiers.Select(static one => new ChosenModifier(one.Id, one.Quantity, Chosen(one.Modifiers)))];

    /// <summary>The order of this address; null where it is not this visitor's, and that is said already.</summary>
    private static async Task<OrderShown?> Read(Visit visit)
    {
        var path = $"orders/{Uri.EscapeDataString(visit.Part("id"))}";
        if (PassFor(visit) is not { } pass)
        {
            await visit.GoTo("/find-order");
            return null;
        }
        var reply = await visit.Ask(path, pass);
        if (reply.IsFine)
        {
            return reply.Read(ShopJson.Default.OrderShown);
        }
        await (pass != visit.Session && reply.Status == StatusCodes.Status401Unauthorized ? visit.GoTo("/find-order") : visit.ShowTrouble(reply));
        return null;
    }

    /// <summary>Who may see this order: who found it by its number, else who is signed in.</summary>
    private static Session? PassFor(Visit visit)
    {
        try
        {
            if (visit.Unseal(FoundCookie) is { } json
                && JsonSerializer.Deserialize(json, ShopJson.Default.FoundPass) is { } pass && pass.Order == visit.Part("id"))
            {
                return new Session(pass.Token, "", "customer");
            }
        }
        catch (JsonException)
        {
            return visit.Session;
        }
        return visit.Session;
    }
}

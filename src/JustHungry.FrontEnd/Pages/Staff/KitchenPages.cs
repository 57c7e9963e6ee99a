using System.Globalization;
using System.Text.Json.Nodes;
using JustHungry.FrontEnd.BackEnd;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>The kitchens' pages: the board and all that is done with orders, stock, takings. Who may, the back end decides.</summary>
internal static class KitchenPages
{
    /// <summary>Orders on one board.</summary>
    private const int MostOnBoard = 500;

    private static readonly string[] Actions = ["accept", "reject", "ready", "dispatch", "deliver", "collect", "cancel", "promise"];

    /// <summary><c>GET /kitchen</c>: which kitchen? Who works for one is there at once.</summary>
    public static async Task Choose(Visit visit)
    {
        if (visit.Session is not { } session)
        {
            await visit.SignInFirst();
            return;
        }
        if (session.MustChangePassword)
        {
            await visit.GoTo("/profile?password=1#password");
            return;
        }
        if (!session.IsStaff)
        {
            await visit.ShowForbidden();
            return;
        }
        if (session.Restaurants is [var only])
        {
            await visit.GoTo($"/kitchen/{Uri.EscapeDataString(only)}");
            return;
        }
        if (session.Restaurants.Count > 0)
        {
            await visit.Show<KitchenChoicePage>(new() { [nameof(KitchenChoicePage.Slugs)] = session.Restaurants });
            return;
        }
        await visit.GoTo("/operator/restaurants");
    }

    /// <summary><c>GET /kitchen/{slug}</c>: the board.</summary>
    public static async Task Board(Visit visit)
    {
        if (await Place(visit) is not { } place)
        {
            return;
        }
        var open = new List<BoardOrder>();
        for (string? next = $"restaurants/{Slug(visit)}/orders?status=open&limit=100"; next is not null && open.Count < MostOnBoard;)
        {
            // Whoever looks because an order came must see it, whichever replica answers.
            var orders = await visit.Ask(new ReadRequest(next, Visit.CallerOf(visit.Session), null, "linearizable"));
            if (!orders.IsFine)
            {
                await visit.ShowTrouble(orders);
                return;
            }
            var page = orders.Read(StaffJson.Default.OrdersOfKitchen);
            open.AddRange(page.Items);
            next = page.Next?["/api/v1/".Length..];
        }
        await visit.Show<BoardPage>(new()
        {
            [nameof(BoardPage.Place)] = place,
            [nameof(BoardPage.Orders)] = (IReadOnlyList<BoardOrder>)open,
            [nameof(BoardPage.Said)] = visit.Query("said"),
        });
    }

    /// <summary><c>GET /kitchen/{slug}/orders</c>: all orders, the latest first.</summary>
    public static async Task Orders(Visit visit)
    {
        if (await Place(visit) is not { } place)
        {
            return;
        }
        var after = visit.Query("after") is { Length: > 0 } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : "";
        var orders = await visit.Ask($"restaurants/{Slug(visit)}/orders?limit=25{after}");
        if (!orders.IsFine)
        {
            await visit.ShowTrouble(orders);
            return;
        }
        await visit.Show<PastOrdersPage>(new()
        {
            [nameof(PastOrdersPage.Place)] = place,
            [nameof(PastOrdersPage.Page)] = orders.Read(StaffJson.Default.OrdersOfKitchen),
        });
    }

    /// <summary><c>GET /kitchen/{slug}/orders/{id}</c>: one order, with all that can be done with it.</summary>
    public static async Task Order(Visit visit) => await ShowOrder(visit, null);

    /// <summary><c>GET /kitchen/{slug}/orders/{id}/ticket</c>: to print.</summary>
    public static async Task Ticket(Visit visit)
    {
        if (await Place(visit) is { } place && await Find(visit) is { } order)
        {
            await visit.Show<TicketPage>(new() { [nameof(TicketPage.Place)] = place, [nameof(TicketPage.Order)] = order });
        }
    }

    /// <summary><c>POST /kitchen/{slug}/orders/{id}/{action}</c>.</summary>
    public static async Task Move(Visit visit)
    {
        var action = visit.Part("action");
        if (!Actions.Contains(action))
        {
            await visit.ShowNotFound();
            return;
        }
        var body = new JsonObject { ["order"] = visit.Part("id"), ["action"] = action };
        if (int.TryParse(visit.Field("minutes"), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            body["minutes"] = minutes;
        }
        foreach (var name in (ReadOnlySpan<string>)["reason", "note"])
        {
            if (visit.Field(name) is { Length: > 0 } text)
            {
                body[name] = text;
            }
        }
        var reply = await visit.Send("moveOrder", body);
        if (reply.IsFine)
        {
            await visit.GoTo($"/kitchen/{Slug(visit)}?said={action}");
        }
        else if (reply.Status is StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity)
        {
            await ShowOrder(visit, reply.Trouble);
        }
        else
        {
            await visit.ShowTrouble(reply);
        }
    }

    /// <summary><c>GET /kitchen/{slug}/stock</c>: what has run out.</summary>
    public static async Task Stock(Visit visit)
    {
        if (await Place(visit) is { } place && await Moment(visit) is { } moment)
        {
            await visit.Show<StockPage>(new()
            {
                [nameof(StockPage.Place)] = place,
                [nameof(StockPage.Moment)] = moment,
                [nameof(StockPage.Filter)] = visit.Query("q"),
            });
        }
    }

    /// <summary><c>POST /kitchen/{slug}/stock</c>: a switch, or a count.</summary>
    public static async Task SetStock(Visit visit)
    {
        var body = new JsonObject { ["restaurant"] = visit.Part("slug") };
        foreach (var name in (ReadOnlySpan<string>)["item", "variation", "group", "modifier"])
        {
            if (visit.Field(name) is { Length: > 0 } text)
            {
                body[name] = text;
            }
        }
        if (int.TryParse(visit.Field("left"), NumberStyles.None, CultureInfo.InvariantCulture, out var left))
        {
            body["left"] = left;
        }
        else
        {
            body["available"] = visit.Field("available") == "true";
            if (visit.Field("for") is { Length: > 0 } hours && int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                body["until"] = visit.Site.Time.GetUtcNow().AddHours(Math.Min(count, 24 * 7)).ToString("O", CultureInfo.InvariantCulture);
            }
        }
        var reply = await visit.Send("setStock", body);
        var filter = visit.Field("q") is { Length: > 0 } q ? $"?q={Uri.EscapeDataString(q)}" : "";
        await (reply.IsFine ? visit.GoTo($"/kitchen/{Slug(visit)}/stock{filter}") : visit.ShowTrouble(reply));
    }

    /// <summary><c>GET /kitchen/{slug}/takings</c>.</summary>
    public static async Task Takings(Visit visit)
    {
        if (await Place(visit) is not { } place)
        {
            return;
        }
        var day = visit.Query("day") is { Length: > 0 } asked ? $"?day={Uri.EscapeDataString(asked)}" : "";
        var reply = await visit.Ask($"restaurants/{Slug(visit)}/takings{day}");
        if (!reply.IsFine)
        {
            await visit.ShowTrouble(reply);
            return;
        }
        await visit.Show<TakingsPage>(new()
        {
            [nameof(TakingsPage.Place)] = place,
            [nameof(TakingsPage.Day)] = reply.Read(StaffJson.Default.DayTaken),
        });
    }

    /// <summary>The restaurant of the address; null where the visitor may not, or there is none, and has been told so.</summary>
    internal static async Task<KitchenPlace?> Place(Visit visit)
    {
        if (visit.Session is not { } session)
        {
            await visit.SignInFirst();
            return null;
        }
        if (session.MustChangePassword)
        {
            await visit.GoTo("/profile?password=1#password");
            return null;
        }
        if (!session.IsStaff)
        {
            await visit.ShowForbidden();
            return null;
        }
        if (session.Role != "operator" && !session.Restaurants.Contains(visit.Part("slug")))
        {
            await visit.ShowNotFound();
            return null;
        }
        var reply = await visit.Ask($"restaurants/{Slug(visit)}");
        if (!reply.IsFine)
        {
            await visit.ShowTrouble(reply);
            return null;
        }
        return reply.Read(StaffJson.Default.KitchenPlace);
    }

    /// <summary>What the kitchen says of the moment; null where that was refused, and it has been told.</summary>
    internal static async Task<KitchenMoment?> Moment(Visit visit)
    {
        var reply = await visit.Ask($"restaurants/{Slug(visit)}/kitchen");
        if (!reply.IsFine)
        {
            await visit.ShowTrouble(reply);
            return null;
        }
        return reply.Read(StaffJson.Default.KitchenMoment);
    }

    /// <summary>The slug of the address, as it may stand in another one.</summary>
    internal static string Slug(Visit visit) => Uri.EscapeDataString(visit.Part("slug"));

    private static async Task ShowOrder(Visit visit, Trouble? trouble)
    {
        if (await Place(visit) is { } place && await Find(visit) is { } order)
        {
            await visit.Show<KitchenOrderPage>(
                new()
                {
                    [nameof(KitchenOrderPage.Place)] = place,
                    [nameof(KitchenOrderPage.Order)] = order,
                    [nameof(KitchenOrderPage.Trouble)] = trouble,
                },
                trouble?.Status ?? StatusCodes.Status200OK);
        }
    }

    private static async Task<BoardOrder?> Find(Visit visit)
    {
        var slug = visit.Part("slug");
        var reply = await visit.Ask($"restaurants/{Slug(visit)}/orders/{Uri.EscapeDataString(visit.Part("id"))}");
        if (!reply.IsFine)
        {
            await visit.ShowTrouble(reply);
            return null;
        }
        var order = reply.Read(StaffJson.Default.BoardOrder);
        if (order.Restaurant == slug)
        {
            return order;
        }
        await visit.ShowNotFound();
        return null;
    }
}

using JustHungry.FrontEnd.Api;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>Where the kitchens' pages are.</summary>
internal static class KitchenRouting
{
    public static void Map(PageRouting pages, KitchenEvents events)
    {
        pages.Site.Links.Add(new SiteLink("/kitchen", "nav.kitchen", static session => session.Role is "kitchen" or "owner"));
        pages.Get("/kitchen", KitchenPages.Choose);
        pages.Get("/kitchen/{slug}", KitchenPages.Board);
        pages.Get("/kitchen/{slug}/orders", KitchenPages.Orders);
        pages.Get("/kitchen/{slug}/orders/{id}", KitchenPages.Order);
        pages.Get("/kitchen/{slug}/orders/{id}/ticket", KitchenPages.Ticket);
        pages.Post("/kitchen/{slug}/orders/{id}/{action}", KitchenPages.Move);
        pages.Raw("/kitchen/{slug}/events", visit => Follow(visit, events));
        pages.Get("/kitchen/{slug}/stock", KitchenPages.Stock);
        pages.Post("/kitchen/{slug}/stock", KitchenPages.SetStock);
        pages.Get("/kitchen/{slug}/hours", HoursPages.Show);
        pages.Post("/kitchen/{slug}/hours", HoursPages.SetWeek);
        pages.Post("/kitchen/{slug}/exceptions", HoursPages.SetException);
        pages.Post("/kitchen/{slug}/pause", HoursPages.Pause);
        pages.Post("/kitchen/{slug}/busy", HoursPages.Busy);
        pages.Get("/kitchen/{slug}/takings", KitchenPages.Takings);
        pages.Get("/kitchen/{slug}/menu", MenuEditing.Show);
        pages.Get("/kitchen/{slug}/menu/{category}/{item}", MenuEditing.ShowDish);
        pages.Post("/kitchen/{slug}/menu/{category}/{item}", MenuEditing.SaveDish);
        pages.Post("/kitchen/{slug}/menu", MenuEditing.ChangeList);
        pages.Get("/kitchen/{slug}/menu/{category}/{item}/remove", MenuEditing.AskRemoval);
    }

    /// <summary>The board's events, for the browser: its cookie stands for the token.</summary>
    private static Task Follow(Visit visit, KitchenEvents events)
    {
        if (visit.Session is not { } session)
        {
            visit.Http.Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        visit.Http.Request.Headers.Authorization = $"Bearer {session.Token}";
        return events.Follow(visit.Http);
    }
}

using JustHungry.FrontEnd.Api;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>What customers see: every page, every form.</summary>
internal static class ShopRoutes
{
    public static void Map(PageRouting pages, OrderEvents events)
    {
        var orders = new OrderPages(events);
        pages.Get("/", SearchPages.Home);
        pages.Get("/restaurants", SearchPages.Search);
        pages.Get("/restaurants/{slug}", MenuPages.Show);
        pages.Get("/restaurants/{slug}/items/{item}", MenuPages.Options);
        pages.Get("/basket", BasketPages.Show);
        pages.Post("/basket/add", MenuPages.Add);
        pages.Post("/basket/line", BasketPages.Change);
        pages.Post("/basket/service", BasketPages.Service);
        pages.Get("/checkout", CheckoutPages.Show);
        pages.Post("/checkout/update", CheckoutPages.Update);
        pages.Post("/checkout/keep", CheckoutPages.Keep);
        pages.Post("/checkout", CheckoutPages.Place);
        pages.Get("/orders", OrderPages.List);
        pages.Get("/orders/{id}", OrderPages.Show);
        pages.Raw("/orders/{id}/events", orders.Follow);
        pages.Get("/orders/{id}/receipt", OrderPages.Receipt);
        pages.Post("/orders/{id}/cancel", OrderPages.Cancel);
        pages.Post("/orders/{id}/again", OrderPages.Again);
        pages.Get("/find-order", static visit => visit.Show<FindOrderPage>());
        pages.Post("/find-order", OrderPages.Find);
        pages.Get("/sign-in", static visit => visit.Show<SignInPage>());
        pages.Post("/sign-in", AccountPages.SignIn);
        pages.Post("/sign-out", AccountPages.SignOut);
        pages.Get("/register", static visit => visit.Show<RegisterPage>());
        pages.Post("/register", AccountPages.Register);
        pages.Get("/profile", AccountPages.Profile);
        pages.Post("/profile", AccountPages.Change);
        pages.Post("/profile/account", AccountPages.Open);
        pages.Post("/profile/password", AccountPages.ChangePassword);
        pages.Post("/profile/erase", AccountPages.Erase);
        pages.Get("/profile/export", AccountPages.Export);
        pages.Get("/robots.txt", SearchMachines.Robots);
        pages.Get("/sitemap.xml", SearchMachines.Sitemap);
    }
}

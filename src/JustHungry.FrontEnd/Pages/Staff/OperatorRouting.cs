using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.BackEnd;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>Where the operators' pages are, and those that owners share with them.</summary>
internal static class OperatorRouting
{
    private const int MostDocumentBytes = 12 * 1024 * 1024;

    public static void Map(PageRouting pages, ClusterCall cluster, IBackEnd backEnd, TownKeeper keeper, CommandLatencies latencies, CancellationToken stopping)
    {
        pages.Site.Links.Add(new SiteLink("/operator", "nav.operator", static session => session.Role == "operator"));
        var town = new TownPages(cluster, backEnd, keeper, latencies, stopping);
        pages.Get("/operator", town.Show);
        pages.Raw("/operator/events", town.Tick);
        pages.Get("/operator/hand-over", TownPages.AskHandOver);
        pages.Post("/operator/hand-over", town.HandOver);
        pages.Get("/operator/replicas/{id}/remove", TownPages.AskRemoval);
        pages.Post("/operator/replicas/{id}/remove", town.Remove);
        pages.Post("/operator/verify", town.Verify);
        pages.Post("/operator/backup", town.BackUp);
        pages.Get("/operator/restaurants", PeoplePages.Restaurants);
        pages.Post("/operator/restaurants", PeoplePages.AddRestaurant, MostDocumentBytes);
        pages.Get("/operator/trail", PeoplePages.Trail);
        pages.Get("/staff", PeoplePages.Staff);
        pages.Post("/staff/invitations", PeoplePages.Invite);
        pages.Post("/staff/invitations/{id}/withdraw", PeoplePages.Withdraw);
        pages.Get("/staff/{id}/remove", PeoplePages.AskDismissal);
        pages.Post("/staff/{id}/remove", PeoplePages.Dismiss);
        pages.Get("/staff/join", static visit => visit.Show<JoinPage>());
        pages.Post("/staff/join", PeoplePages.Join);
        pages.Get("/vouchers", VoucherPages.List);
        pages.Post("/vouchers", VoucherPages.Put);
        pages.Get("/vouchers/{code}/end", VoucherPages.AskEnd);
        pages.Post("/vouchers/{code}/end", VoucherPages.End);
    }
}

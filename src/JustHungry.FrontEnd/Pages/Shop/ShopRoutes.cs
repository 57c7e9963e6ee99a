namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>What customers see.</summary>
internal static class ShopRoutes
{
    public static void Map(PageRouting pages)
    {
        pages.Get("/", static visit => visit.Show<HomePage>());
    }
}

using System.Globalization;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>The basket: what is in it, and what it comes to.</summary>
internal static class BasketPages
{
    /// <summary>What can only be said at the checkout, and is no reason to be uneasy before.</summary>
    private static readonly HashSet<string> LaterIssues = ["address_incomplete", "age_check_needed", "postcode_missing"];

    public static async Task Show(Visit visit)
    {
        var basket = Basket.Of(visit);
        await visit.Show<BasketPage>(new()
        {
            [nameof(BasketPage.Basket)] = basket,
            [nameof(BasketPage.Quote)] = await Quote(visit, basket),
        });
    }

    /// <summary><c>POST /basket/line</c>: another quantity of a line.</summary>
    public static Task Change(Visit visit)
    {
        var basket = Basket.Of(visit);
        if (int.TryParse(visit.Field("line"), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(visit.Field("quantity"), NumberStyles.None, CultureInfo.InvariantCulture, out var quantity))
        {
            basket = basket.With(index, quantity);
            basket.Keep(visit);
        }
        return visit.GoTo(Visit.Back(visit.Field("back")));
    }

    /// <summary><c>POST /basket/service</c>: brought or collected, and where to.</summary>
    public static Task Service(Visit visit)
    {
        var basket = Basket.Of(visit) with { Service = visit.Field("service") == "collection" ? "collection" : "delivery", Time = null };
        if (Ordering.Customers.Postcode.TryParse(visit.Field("postcode"), out var postcode, out _))
        {
            basket = basket with { Postcode = postcode.ToString() };
        }
        basket.Keep(visit);
        return visit.GoTo(Visit.Back(visit.Field("back")));
    }

    /// <summary>What it comes to now; null where it is empty, or nobody can say.</summary>
    public static async Task<QuoteShown?> Quote(Visit visit, Basket basket)
    {
        if (basket.Lines.Count == 0 || basket.Restaurant is null)
        {
            return null;
        }
        var reply = await visit.Quote(basket.AsOrder());
        return reply.IsFine ? reply.Read(ShopJson.Default.QuoteShown) : null;
    }

    /// <summary>Of a quote's issues, those that one can and should see to before the checkout.</summary>
    public static IEnumerable<FieldFault> IssuesNow(QuoteShown? quote) => quote?.Issues.Where(static issue => !LaterIssues.Contains(issue.Code)) ?? [];
}

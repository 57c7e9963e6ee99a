using System.Text;
using JustHungry.Ordering.Customers;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>The start, and the search for restaurants.</summary>
internal static class SearchPages
{
    private const int PerPage = 40;
    private const int MostForCuisines = 100;

    public static readonly IReadOnlyList<string> Diets = ["vegan", "vegetarian", "halal", "kosher"];

    public static readonly IReadOnlyList<string> Allergens =
    [
        "celery", "crustaceans", "eggs", "fish", "gluten", "lupin", "milk", "molluscs", "mustard", "nuts", "peanuts", "sesame", "soya",
        "sulphites",
    ];

    public static readonly IReadOnlyList<string> Sorts = ["distance", "time", "fee", "rating", "name"];

    public static async Task Home(Visit visit)
    {
        var some = await visit.Ask("restaurants?open=true&limit=6");
        await visit.Show<HomePage>(new()
        {
            [nameof(HomePage.Postcode)] = Basket.Of(visit).Postcode,
            [nameof(HomePage.Open)] = some.IsFine ? some.Read(ShopJson.Default.Found).Items : [],
        });
    }

    public static async Task Search(Visit visit)
    {
        var wanted = Wanted.Of(visit);
        var basket = Basket.Of(visit);
        if (wanted.Postcode.Length > 0 && !Postcode.TryParse(wanted.Postcode, out _, out var problem))
        {
            await ShowHome(visit, wanted.Postcode, visit.Texts.Problem("postcode_malformed", problem));
            return;
        }
        var all = visit.Ask($"restaurants?limit={MostForCuisines}{wanted.Where}");
        var found = wanted.HasFilters ? visit.Ask($"restaurants?{wanted.ForApi(PerPage)}") : null;
        var place = wanted.Postcode.Length > 0 ? visit.Ask($"postcodes/{Uri.EscapeDataString(wanted.Postcode)}") : null;
        var (everything, result) = (await all, found is null ? await all : await found);
        if (!result.IsFine)
        {
            await (result.Status is StatusCodes.Status404NotFound or StatusCodes.Status422UnprocessableEntity or StatusCodes.Status400BadRequest
                ? ShowHome(visit, wanted.Postcode, result.Trouble.In(visit.Texts))
                : visit.ShowTrouble(result));
            return;
        }
        var where = place is null ? null : await place;
        if (wanted.Postcode.Length > 0 && (basket.Postcode != wanted.Postcode || basket.Service != wanted.Service))
        {
            (basket with { Postcode = wanted.Postcode, Service = wanted.Service }).Keep(visit);
        }
        var page = result.Read(ShopJson.Default.Found);
        await visit.Show<SearchPage>(new()
        {
            [nameof(SearchPage.Wanted)] = wanted,
            [nameof(SearchPage.Found)] = page,
            [nameof(SearchPage.Cuisines)] = everything.IsFine
                ? everything.Read(ShopJson.Default.Found).Items.SelectMany(static one => one.Cuisines).Distinct().Order(StringComparer.Ordinal).ToList()
                : [],
            [nameof(SearchPage.Place)] = where is { IsFine: true } ? where.Read(ShopJson.Default.Place) : null,
        });
    }

    private static Task ShowHome(Visit visit, string postcode, string error) => visit.Show<HomePage>(
        new() { [nameof(HomePage.Postcode)] = postcode, [nameof(HomePage.Error)] = error }, StatusCodes.Status422UnprocessableEntity);
}

/// <summary>What is searched for, as it stands in the address. Immutable.</summary>
public sealed record Wanted
{
    public string Postcode { get; init; } = "";

    public string Words { get; init; } = "";

    public string Cuisine { get; init; } = "";

    public string Service { get; init; } = "delivery";

    public string Sort { get; init; } = "distance";

    public bool Open { get; init; }

    public IReadOnlyList<string> Diets { get; init; } = [];

    public IReadOnlyList<string> Avoid { get; init; } = [];

    public string After { get; init; } = "";

    public bool HasFilters => Words.Length > 0 || Cuisine.Length > 0 || Open || Diets.Count > 0 || Avoid.Count > 0 || Sort != "distance" || After.Length > 0;

    /// <summary>How many filters are set besides place and service.</summary>
    public int FilterCount => (Cuisine.Length > 0 ? 1 : 0) + (Open ? 1 : 0) + Diets.Count + Avoid.Count;

    /// <summary>The part of the API's query that says where and how.</summary>
    public string Where
    {
        get
        {
            var text = new StringBuilder();
            Add(text, "postcode", Postcode);
            Add(text, "service", Service == "collection" ? Service : "");
            return text.ToString();
        }
    }

    internal static Wanted Of(Visit visit)
    {
        var written = visit.Query("postcode");
        return new Wanted
        {
            Postcode = JustHungry.Ordering.Customers.Postcode.TryParse(written, out var postcode, out _) ? postcode.ToString() : written,
            Words = visit.Query("q"),
            Cuisine = visit.Query("cuisine"),
            Service = visit.Query("service") == "collection" ? "collection" : "delivery",
            Sort = SearchPages.Sorts.Contains(visit.Query("sort")) ? visit.Query("sort") : "distance",
            Open = visit.Query("open") == "true",
            Diets = [.. visit.Http.Request.Query["diet"].OfType<string>().Intersect(SearchPages.Diets)],
            Avoid = [.. visit.Http.Request.Query["avoid"].OfType<string>().Intersect(SearchPages.Allergens)],
            After = visit.Query("after"),
        };
    }

    internal string ForApi(int limit)
    {
        var text = new StringBuilder($"limit={limit}{Where}");
        Add(text, "q", Words);
        Add(text, "cuisine", Cuisine);
        Add(text, "open", Open ? "true" : "");
        Add(text, "diet", string.Join(',', Diets));
        Add(text, "avoid", string.Join(',', Avoid));
        Add(text, "sort", Sort == "distance" ? "" : Sort);
        Add(text, "after", After);
        return text.ToString();
    }

    /// <summary>The address of the page of the site that shows this.</summary>
    public string Address
    {
        get
        {
            var text = new StringBuilder("/restaurants?");
            Add(text, "postcode", Postcode);
            Add(text, "service", Service == "delivery" ? "" : Service);
            Add(text, "q", Words);
            Add(text, "cuisine", Cuisine);
            Add(text, "open", Open ? "true" : "");
            Add(text, "sort", Sort == "distance" ? "" : Sort);
            foreach (var diet in Diets)
            {
                Add(text, "diet", diet);
            }
            foreach (var allergen in Avoid)
            {
                Add(text, "avoid", allergen);
            }
            Add(text, "after", After);
            return text.ToString().Replace("?&", "?", StringComparison.Ordinal);
        }
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>A restaurant's menu, a dish's options, and what goes into the basket from there.</summary>
internal static class MenuPages
{
    /// <summary>What can be mended on the page of the dish's options, and nowhere else.</summary>
    private static readonly HashSet<string> AboutOptions =
    [
        "variation_missing", "variation_unknown", "variation_unavailable", "modifier_missing", "too_many_modifiers", "modifier_unknown",
        "modifier_unavailable", "note_too_long", "note_malformed", "quantity_out_of_range", "item_unavailable",
    ];

    private static readonly JsonSerializerOptions SchemaOptions = new() { Encoder = JavaScriptEncoder.Default };

    public static async Task Show(Visit visit)
    {
        var basket = Basket.Of(visit);
        if (await Known(visit, basket) is not { } known)
        {
            return;
        }
        var restaurant = known.Restaurant;
        var isWhole = visit.Query("q").Length == 0 && visit.Query("diet").Length == 0;
        await visit.Show<MenuPage>(new()
        {
            [nameof(MenuPage.Restaurant)] = restaurant,
            [nameof(MenuPage.Sections)] = isWhole ? await known.Sections(visit) : null,
            [nameof(MenuPage.Basket)] = basket,
            [nameof(MenuPage.Quote)] = basket.Restaurant == restaurant.Slug ? await BasketPages.Quote(visit, basket) : null,
        });
    }

    /// <summary>A dish with all that can be chosen; over the menu with a script, a page without.</summary>
    public static async Task Options(Visit visit)
    {
        var basket = Basket.Of(visit);
        if (await Restaurant(visit, basket) is { } restaurant)
        {
            await ShowOptions(visit, restaurant, visit.Part("item"), []);
        }
    }

    /// <summary><c>POST /basket/add</c>.</summary>
    public static async Task Add(Visit visit)
    {
        var basket = Basket.Of(visit);
        if (await Restaurant(visit, basket, visit.Field("restaurant")) is not { } restaurant)
        {
            return;
        }
        if (OptionFields.Read(visit.Form, restaurant) is not { } line)
        {
            await visit.ShowNotFound();
            return;
        }
        var item = restaurant.Item(line.Item);
        if (item is { HasOptions: true } && !visit.Form.ContainsKey("chosen"))
        {
            await visit.GoTo($"/restaurants/{restaurant.Slug}/items/{line.Item}");
            return;
        }
        var alone = await visit.Quote(new PlaceOrder(restaurant.Slug, [line], Service: basket.Service));
        var faults = alone.IsFine
            ? alone.Read(ShopJson.Default.QuoteShown).Issues.Where(static issue => AboutOptions.Contains(issue.Code)).ToList()
            : [];
        if (faults.Count > 0)
        {
            await ShowOptions(visit, restaurant, line.Item, faults, StatusCodes.Status422UnprocessableEntity);
            return;
        }
        if (basket.Restaurant is not null && basket.Restaurant != restaurant.Slug && basket.Lines.Count > 0 && visit.Field("replace") != "yes")
        {
            await visit.Show<ReplacePage>(new() { [nameof(ReplacePage.Basket)] = basket, [nameof(ReplacePage.Restaurant)] = restaurant });
            return;
        }
        var begun = basket.Restaurant == restaurant.Slug ? basket : basket.Cleared() with { Restaurant = restaurant.Slug, RestaurantName = restaurant.Name };
        var filled = begun.With(line);
        if (filled.Lines.Count > Basket.MostLines || !filled.Keep(visit))
        {
            await visit.Show<ErrorPage>(
                new() { [nameof(ErrorPage.Status)] = 422, [nameof(ErrorPage.Trouble)] = new Trouble(422, "basket_full", "", visit.Texts["basket.full"], []) },
                StatusCodes.Status422UnprocessableEntity);
            return;
        }
        await visit.GoTo($"/restaurants/{restaurant.Slug}?added={Uri.EscapeDataString(line.Item)}");
    }

    /// <summary>What search machines read. The encoder escapes everything that could end the script.</summary>
    public static string Schema(Visit visit, Shown restaurant)
    {
        var sections = restaurant.Menu.Categories.Select(category => (JsonNode)new JsonObject
        {
            ["@type"] = "MenuSection",
            ["name"] = category.Name,
            ["hasMenuItem"] = new JsonArray([.. category.Items.Select(item => (JsonNode)new JsonObject
            {
                ["@type"] = "MenuItem",
                ["name"] = item.Name,
                ["offers"] = new JsonObject
                {
                    ["@type"] = "Offer",
                    ["price"] = (item.LowestPrice / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture),
                    ["priceCurrency"] = restaurant.Currency,
                },
            })]),
        });
        var data = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Restaurant",
            ["name"] = restaurant.Name,
            ["description"] = restaurant.Description,
            ["url"] = $"{visit.Origin}/restaurants/{restaurant.Slug}",
            ["telephone"] = restaurant.Phone,
            ["servesCuisine"] = new JsonArray([.. restaurant.Cuisines.Select(static one => (JsonNode)one)]),
            ["hasMenu"] = new JsonObject { ["@type"] = "Menu", ["hasMenuSection"] = new JsonArray([.. sections]) },
        };
        if (restaurant.Address is { } address)
        {
            data["address"] = new JsonObject
            {
                ["@type"] = "PostalAddress",
                ["streetAddress"] = string.Join(", ", address.Lines),
                ["addressLocality"] = address.Town,
                ["postalCode"] = address.Postcode,
            };
        }
        if (restaurant.Location is { } at)
        {
            data["geo"] = new JsonObject { ["@type"] = "GeoCoordinates", ["latitude"] = at.Latitude, ["longitude"] = at.Longitude };
        }
        return data.ToJsonString(SchemaOptions);
    }

    /// <summary>The restaurant, for where the visitor is; null where there is none, and that is said already.</summary>
    private static async Task<Shown?> Restaurant(Visit visit, Basket basket, string? slug = null) =>
        (await Known(visit, basket, slug))?.Restaurant;

    private static async Task<KnownMenu?> Known(Visit visit, Basket basket, string? slug = null)
    {
        var where = basket.Postcode is { } postcode ? $"?postcode={Uri.EscapeDataString(postcode)}" : "";
        var path = $"restaurants/{Uri.EscapeDataString(slug ?? visit.Part("slug"))}";
        var reply = await visit.Ask(path + where);
        if (!reply.IsFine && where.Length > 0 && reply.Status is 400 or 404 or 422)
        {
            reply = await visit.Ask(path);
        }
        if (reply.IsFine)
        {
            return visit.Site.Menus.Of(path + where, reply.Body, _ => new KnownMenu(reply.Read(ShopJson.Default.Shown)));
        }
        await visit.ShowTrouble(reply);
        return null;
    }

    private static Task ShowOptions(Visit visit, Shown restaurant, string id, IReadOnlyList<FieldFault> faults, int status = 200) =>
        restaurant.Item(id) is null && restaurant.Deal(id) is null
            ? visit.ShowNotFound()
            : visit.Show<OptionsPage>(
                new()
                {
                    [nameof(OptionsPage.Restaurant)] = restaurant,
                    [nameof(OptionsPage.Item)] = restaurant.Item(id),
                    [nameof(OptionsPage.Deal)] = restaurant.Deal(id),
                    [nameof(OptionsPage.Faults)] = faults,
                },
                status);
}

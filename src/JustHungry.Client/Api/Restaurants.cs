using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>One page of a list, and the path of the next one.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public static Page<T> From(JsonElement json, Func<JsonElement, T> item) =>
        new([.. json.List("items").Select(item)], json.TextOrNull("next"));
}

/// <summary>A restaurant as lists show it. <see cref="DistanceMetres"/> is null where nobody knows.</summary>
internal sealed record Restaurant(
    string Slug,
    string Name,
    string Description,
    IReadOnlyList<string> Cuisines,
    string Postcode,
    string Currency,
    bool Open,
    long? DistanceMetres,
    DeliveryTerms? Delivery)
{
    public static Restaurant From(JsonElement json) => new(
        json.Text("slug"),
        json.TextOrNull("name") ?? json.Text("slug"),
        json.Text("description"),
        json.Texts("cuisines"),
        json.Text("postcode"),
        json.TextOrNull("currency") ?? "GBP",
        json.Flag("open", otherwise: true),
        json.WholeOrNull("distanceMetres"),
        json.Field("delivery") is { } delivery ? DeliveryTerms.From(delivery) : null);
}

/// <summary>What delivery to the asked postcode costs, in minor units, as far as the front end tells it.</summary>
/// <param name="Minimum">Dishes come to so much; below it the charge is added, or the order refused if there is none.</param>
/// <param name="FreeFrom">From so much on there is no fee; null: always.</param>
/// <param name="Minutes">About how long it takes; null where it is not told.</param>
internal sealed record DeliveryTerms(long Fee, long Minimum, long? FreeFrom, long? SmallOrderCharge, long? Minutes)
{
    public static DeliveryTerms? From(JsonElement json) => json.WholeOrNull("fee") is { } fee
        ? new(
            fee,
            json.Whole("minimum"),
            json.WholeOrNull("freeFrom"),
            json.WholeOrNull("smallOrderCharge"),
            json.WholeOrNull("minutes"))
        : null;

    public long FeeFor(long items) => FreeFrom is { } free && items >= free ? 0 : Fee;

    public long ChargeFor(long items) => items < Minimum ? SmallOrderCharge ?? 0 : 0;

    /// <summary>The restaurant would refuse it.</summary>
    public bool IsTooSmall(long items) => items < Minimum && SmallOrderCharge is null;
}

/// <summary>A restaurant with all that it cooks.</summary>
/// <param name="Hygiene">The food hygiene rating as it is told, "0" to "5" or a word; null where it is not.</param>
internal sealed record RestaurantMenu(
    Restaurant Restaurant, IReadOnlyList<MenuCategory> Categories, string? Phone, string? Hygiene)
{
    public static RestaurantMenu From(JsonElement json) => new(
        Restaurant.From(json),
        json.Field("menu") is { } menu ? MenuCategory.All(menu) : [],
        json.TextOrNull("phone"),
        json.Field("hygiene")?.TextOrNull("rating"));
}

internal sealed record MenuCategory(string Id, string Name, IReadOnlyList<MenuItem> Items)
{
    /// <summary>All of a menu, the meal deals first, if there are any.</summary>
    public static IReadOnlyList<MenuCategory> All(JsonElement menu)
    {
        IReadOnlyList<MenuCategory> dishes = [.. menu.List("categories").Select(From)];
        var items = dishes.SelectMany(category => category.Items).ToLookup(item => item.Id);
        IReadOnlyList<MenuItem> deals =
            [.. menu.List("deals").Select(deal => DealReading.Read(deal, id => items[id].FirstOrDefault()))];
        return deals.Count == 0 ? dishes : [new MenuCategory("deals", "Meal deals", deals), .. dishes];
    }

    public static MenuCategory From(JsonElement json) =>
        new(json.Text("id"), json.Text("name"), [.. json.List("items").Select(MenuItem.From)]);
}

/// <summary>A dish. Prices are in minor units; a variation's price replaces the item's.</summary>
internal sealed record MenuItem(
    string Id,
    string Name,
    string Description,
    long Price,
    bool Available,
    IReadOnlyList<string> Labels,
    Allergens Allergens,
    IReadOnlyList<Variation> Variations,
    IReadOnlyList<ModifierGroup> Groups)
{
    /// <summary>Something obligatory is chosen with it, and brings allergens of its own.</summary>
    public bool AllergensDependOnChoice => Groups.Any(group => group.Min > 0);

    /// <summary>Cannot go into a basket as it is: something has to be chosen first.</summary>
    public bool NeedsChoice => Variations.Count > 0 || Groups.Any(group => group.Min > 0);

    public bool HasChoice => Variations.Count > 0 || Groups.Count > 0;

    /// <summary>The smallest price it can be had for, before options.</summary>
    public long PriceFrom => Variations.Count > 0 ? Variations.Min(variation => variation.Price) : Price;

    public static MenuItem From(JsonElement json) => new(
        json.Text("id"),
        json.Text("name"),
        json.Text("description"),
        json.Whole("price"),
        json.Flag("available", otherwise: true),
        json.Texts("labels"),
        Allergens.From(json),
        [.. json.List("variations").Select(Variation.From)],
        [.. json.List("modifierGroups").Select(ModifierGroup.From)]);
}

internal sealed record Variation(string Id, string Name, long Price, bool Available)
{
    public static Variation From(JsonElement json) =>
        new(json.Text("id"), json.Text("name"), json.Whole("price"), json.Flag("available", otherwise: true));
}

/// <summary>Options of which at least <see cref="Min"/> and at most <see cref="Max"/> are chosen.</summary>
internal sealed record ModifierGroup(string Id, string Name, int Min, int Max, IReadOnlyList<Modifier> Modifiers)
{
    public static ModifierGroup From(JsonElement json)
    {
        IReadOnlyList<Modifier> modifiers = [.. json.List("modifiers").Select(Modifier.From)];
        return new(
            json.Text("id"),
            json.Text("name"),
            (int)json.Whole("min"),
            (int)(json.WholeOrNull("max") ?? modifiers.Count),
            modifiers);
    }
}

/// <summary>One option. <see cref="Max"/> of it can be had ("double cheese"); it may have options of its own.</summary>
internal sealed record Modifier(
    string Id, string Name, long Price, int Max, bool Available, Allergens Allergens, IReadOnlyList<ModifierGroup> Groups)
{
    /// <summary>The dish of a meal deal that this is; null: it is an option of a dish.</summary>
    public DealPick? Deal { get; init; }

    public static Modifier From(JsonElement json) => new(
        json.Text("id"),
        json.Text("name"),
        json.Whole("price"),
        (int)Math.Max(1, json.WholeOrNull("max") ?? 1),
        json.Flag("available", otherwise: true),
        Allergens.From(json),
        [.. json.List("modifierGroups").Select(ModifierGroup.From)]);
}

/// <summary>Of the 14 that UK law names: those that are in it, and those that may be.</summary>
internal sealed record Allergens(IReadOnlyList<string> Contains, IReadOnlyList<string> MayContain)
{
    public static readonly Allergens Untold = new([], []) { Told = false };

    /// <summary>False where the menu says nothing at all, which is not the same as "none".</summary>
    public bool Told { get; init; } = true;

    public static Allergens From(JsonElement holder) => holder.Field("allergens") is { } json
        ? new(json.Texts("contains"), json.Texts("mayContain"))
        : Untold;
}

using System.Collections.Frozen;
using JustHungry.Ordering.Restaurants;
using NodaTime;

namespace JustHungry.Ordering.Menus;

/// <summary>A restaurant's menu. Immutable; prices are in pence of the restaurant's currency and include VAT.</summary>
public sealed record Menu
{
    /// <summary>In the order of the menu.</summary>
    public required IReadOnlyList<Category> Categories { get; init; }

    /// <summary>All groups of choices, by id.</summary>
    public required FrozenDictionary<string, ModifierGroup> ModifierGroups { get; init; }

    /// <summary>Set meals; may be empty.</summary>
    public required IReadOnlyList<Deal> Deals { get; init; }

    /// <summary>The set meals by id; none has the id of an item.</summary>
    public required FrozenDictionary<string, Deal> DealsById { get; init; }

    /// <summary>All items of all categories, by id.</summary>
    public required FrozenDictionary<string, Item> Items { get; init; }
}

/// <summary>A part of the menu. Immutable.</summary>
/// <param name="Id">Unique on the menu.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">May be empty.</param>
/// <param name="Availability">When it is served; empty: whenever the restaurant is open.</param>
/// <param name="Items">In the order of the menu.</param>
public sealed record Category(
    string Id,
    string Name,
    string Description,
    IReadOnlyList<AvailabilityWindow> Availability,
    IReadOnlyList<Item> Items);

/// <summary>When a category is served. Immutable.</summary>
/// <param name="Window">Days and times, on the restaurant's clock.</param>
/// <param name="Services">For which services; both by default.</param>
public sealed record AvailabilityWindow(WeeklyWindow Window, IReadOnlyList<ServiceType> Services)
{
    /// <summary>True where one of the windows contains the moment for the service, or there is none at all.</summary>
    public static bool AnyHolds(
        IReadOnlyList<AvailabilityWindow> windows, ServiceType service, DateTimeOffset now, DateTimeZone zone)
    {
        if (windows.Count == 0)
        {
            return true;
        }

        var instant = Instant.FromDateTimeOffset(now);
        var today = instant.InZone(zone).Date;
        return windows.Any(window => window.Services.Contains(service)
            && (On(window.Window, today, instant, zone) || On(window.Window, today.PlusDays(-1), instant, zone)));
    }

    private static bool On(WeeklyWindow week, LocalDate date, Instant instant, DateTimeZone zone) =>
        week.On(date.DayOfWeek) && week.Window.Contains(date, instant, zone);
}

/// <summary>Something to eat or drink. Immutable.</summary>
public sealed record Item
{
    /// <summary>Unique on the menu.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>May be empty.</summary>
    public required string Description { get; init; }

    /// <summary>Pence; where there are variations, theirs count.</summary>
    public required long Price { get; init; }

    /// <summary>VAT within the price, in basis points: 2000 is 20 %.</summary>
    public required int VatRate { get; init; }

    /// <summary>False where it is sold out.</summary>
    public required bool Available { get; init; }

    /// <summary>Such as <c>vegan</c>; may be empty.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How many there are; null: not counted.</summary>
    public required int? Stock { get; init; }

    /// <summary>What is in it.</summary>
    public required AllergenInfo Allergens { get; init; }

    /// <summary>Sizes; one must be chosen where there are any.</summary>
    public required IReadOnlyList<Variation> Variations { get; init; }

    /// <summary>Ids of the groups of choices that are offered with it.</summary>
    public required IReadOnlyList<string> ModifierGroups { get; init; }

    /// <summary>When its category is served; empty: whenever the restaurant is open.</summary>
    public required IReadOnlyList<AvailabilityWindow> Availability { get; init; }

    /// <summary>The label of what may not be sold to the young.</summary>
    public const string AgeCheckLabel = "alcohol";

    /// <summary>True where a driver must ask for somebody's age.</summary>
    public required bool NeedsAgeCheck { get; init; }

    /// <summary>True where its category is served at that moment for that service.</summary>
    public bool IsServed(ServiceType service, DateTimeOffset now, DateTimeZone zone) =>
        AvailabilityWindow.AnyHolds(Availability, service, now, zone);
}

/// <summary>A size of an item. Immutable.</summary>
/// <param name="Id">Unique within the item.</param>
/// <param name="Name">For people.</param>
/// <param name="Price">Pence; replaces the item's.</param>
/// <param name="KitchenNumber">What the kitchen calls it, or null.</param>
/// <param name="Available">False where it is sold out.</param>
public sealed record Variation(string Id, string Name, long Price, string? KitchenNumber, bool Available);

/// <summary>A group of choices. Immutable.</summary>
/// <param name="Id">Unique on the menu.</param>
/// <param name="Name">For people.</param>
/// <param name="Min">The least that must be chosen, quantities counted.</param>
/// <param name="Max">The most that may be chosen, quantities counted.</param>
/// <param name="Modifiers">The choices, in the order of the menu.</param>
public sealed record ModifierGroup(string Id, string Name, int Min, int Max, IReadOnlyList<Modifier> Modifiers);

/// <summary>One choice. Immutable.</summary>
/// <param name="Id">Unique within its group.</param>
/// <param name="Name">For people.</param>
/// <param name="Price">Pence on top, 0 or more.</param>
/// <param name="Allergens">What is in it.</param>
/// <param name="Max">The most of it, for one of the item.</param>
/// <param name="Available">False where it is sold out.</param>
/// <param name="ModifierGroups">Ids of the groups of choices that come with this one.</param>
public sealed record Modifier(
    string Id,
    string Name,
    long Price,
    AllergenInfo Allergens,
    int Max,
    bool Available,
    IReadOnlyList<string> ModifierGroups);

/// <summary>A set meal: some choices of each group for one price. Immutable.</summary>
/// <param name="Id">Unique on the menu.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">May be empty.</param>
/// <param name="Price">Pence, before surcharges.</param>
/// <param name="Groups">What is chosen from.</param>
/// <param name="Availability">When it is sold; empty: whenever the restaurant is open.</param>
public sealed record Deal(
    string Id,
    string Name,
    string Description,
    long Price,
    IReadOnlyList<DealGroup> Groups,
    IReadOnlyList<AvailabilityWindow> Availability);

/// <summary>A group of a set meal. Immutable.</summary>
public sealed record DealGroup(string Id, string Name, int Min, int Max, IReadOnlyList<DealChoice> Choices);

/// <summary>An item of a set meal's group. Immutable.</summary>
/// <param name="Item">Id of the item.</param>
/// <param name="Variation">Id of its variation, or null.</param>
/// <param name="Surcharge">Pence on top of the meal's price.</param>
public sealed record DealChoice(string Item, string? Variation, long Surcharge);

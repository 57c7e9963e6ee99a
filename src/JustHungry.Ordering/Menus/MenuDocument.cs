using System.Collections.Frozen;
using System.Text.Json;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Menus;

/// <summary>Reads the menu of a restaurant's document.</summary>
internal static class MenuDocument
{
    private const int MaxName = 100;
    private const int MaxText = 2_000;
    private const int MaxPence = 100_000;
    private const int MaxGroups = 500;
    private const int MaxChoices = 100;
    private const int MaxCategories = 100;
    private const int MaxItems = 1_000;
    private const int MaxVat = 10_000;

    private static readonly IReadOnlyList<ServiceType> Both = [ServiceType.Delivery, ServiceType.Collection];

    public static Menu Read(ObjectReader? reader)
    {
        if (reader is null)
        {
            return new Menu
            {
                Categories = [],
                ModifierGroups = FrozenDictionary<string, ModifierGroup>.Empty,
                Deals = [],
                DealsById = FrozenDictionary<string, Deal>.Empty,
                Items = FrozenDictionary<string, Item>.Empty,
            };
        }

        var groups = reader.Objects("modifierGroups", 0, MaxGroups, ReadGroup);
        var categories = reader.Objects("categories", 1, MaxCategories, ReadCategory);
        var deals = reader.Objects("deals", 0, MaxChoices, ReadDeal);
        reader.End();
        MenuRules.Check(reader, groups, categories, deals);
        return new Menu
        {
            Categories = categories,
            ModifierGroups = groups.DistinctBy(group => group.Id).ToFrozenDictionary(group => group.Id),
            Deals = deals,
            DealsById = deals.DistinctBy(deal => deal.Id).ToFrozenDictionary(deal => deal.Id),
            Items = categories
                .SelectMany(category => category.Items)
                .DistinctBy(item => item.Id)
                .ToFrozenDictionary(item => item.Id),
        };
    }

    private static ModifierGroup ReadGroup(ObjectReader reader)
    {
        var group = new ModifierGroup(
            reader.Id("id"),
            reader.Text("name", MaxName),
            reader.Integer("min", 0, MaxChoices),
            reader.Integer("max", 1, MaxChoices),
            reader.Objects("modifiers", 1, MaxChoices, ReadModifier));
        if (group.Min > group.Max)
        {
            reader.Fault("min", "The least that must be chosen is more than the most that may be.");
        }

        return group;
    }

    private static Modifier ReadModifier(ObjectReader reader) => new(
        reader.Id("id"),
        reader.Text("name", MaxName),
        reader.Integer("price", 0, MaxPence),
        ReadAllergens(reader.Object("allergens")),
        reader.OptionalInteger("max", 1, MaxChoices) ?? 1,
        reader.Boolean("available", otherwise: true),
        reader.Texts("modifierGroups", 0, MaxChoices, MaxName));

    private static Category ReadCategory(ObjectReader reader)
    {
        var availability = reader.Objects("availability", 0, 50, window =>
            new AvailabilityWindow(HoursDocument.Weekly(window), ReadServices(window)));
        return new Category(
            reader.Id("id"),
            reader.Text("name", MaxName),
            reader.Optional("description") is null ? "" : reader.Text("description", MaxText, min: 0),
            availability,
            reader.Objects("items", 1, MaxItems, item => ReadItem(item, availability)));
    }

    private static IReadOnlyList<ServiceType> ReadServices(ObjectReader reader)
    {
        if (reader.Optional("services") is null)
        {
            return Both;
        }

        var services = new List<ServiceType>();
        foreach (var (index, name) in reader.Texts("services", 1, 2, 10).Index())
        {
            if (name is "delivery" or "collection")
            {
                services.Add(name == "delivery" ? ServiceType.Delivery : ServiceType.Collection);
            }
            else
            {
                reader.Fault($"services[{index}]", "A service is delivery or collection.");
            }
        }

        return services;
    }

    private static Item ReadItem(ObjectReader reader, IReadOnlyList<AvailabilityWindow> availability)
    {
        var item = new Item
        {
            Id = reader.Id("id"),
            Name = reader.Text("name", MaxName),
            Description = reader.Text("description", MaxText, min: 0),
            Price = reader.Integer("price", 0, MaxPence),
            VatRate = reader.Integer("vatRate", 0, MaxVat),
            Available = reader.Boolean("available"),
            Labels = reader.Texts("labels", 0, 20, 30),
            Stock = reader.OptionalInteger("stock", 0, 1_000_000),
            Allergens = ReadAllergens(reader.Object("allergens")),
            Variations = reader.Objects("variations", 0, MaxChoices, ReadVariation),
            ModifierGroups = reader.Texts("modifierGroups", 0, MaxChoices, MaxName),
            Availability = availability,
            NeedsAgeCheck = false,
        };
        return item with { NeedsAgeCheck = item.Labels.Contains(Item.AgeCheckLabel) };
    }

    private static Variation ReadVariation(ObjectReader reader) => new(
        reader.Id("id"),
        reader.Text("name", MaxName),
        reader.Integer("price", 0, MaxPence),
        reader.OptionalText("kitchenNumber", 20),
        reader.Boolean("available", otherwise: true));

    private static AllergenInfo ReadAllergens(ObjectReader? reader)
    {
        if (reader is null)
        {
            return default;
        }

        var allergens = new AllergenInfo(ReadSet(reader, "contains"), ReadSet(reader, "mayContain"));
        reader.End();
        return allergens;
    }

    private static Allergens ReadSet(ObjectReader reader, string name)
    {
        // Said even where there are none: forgotten and free of allergens must not look the same.
        if (reader.Optional(name) is not { ValueKind: JsonValueKind.Array })
        {
            reader.Fault(name, "A list of allergens is needed here, be it empty.");
            return Allergens.None;
        }

        var set = Allergens.None;
        foreach (var (index, text) in reader.Texts(name, 0, 14, 20).Index())
        {
            if (AllergenInfo.TryParse(text, out var allergen))
            {
                set |= allergen;
            }
            else
            {
                reader.Fault($"{name}[{index}]", "That is none of the fourteen allergens that UK law names.");
            }
        }

        return set;
    }

    private static Deal ReadDeal(ObjectReader reader) => new(
        reader.Id("id"),
        reader.Text("name", MaxName),
        reader.Optional("description") is null ? "" : reader.Text("description", MaxText, min: 0),
        reader.Integer("price", 0, MaxPence),
        reader.Objects("groups", 1, MaxChoices, ReadDealGroup),
        reader.Objects("availability", 0, 50, window =>
            new AvailabilityWindow(HoursDocument.Weekly(window), ReadServices(window))));

    private static DealGroup ReadDealGroup(ObjectReader reader)
    {
        var group = new DealGroup(
            reader.Id("id"),
            reader.Text("name", MaxName),
            reader.Integer("min", 0, MaxChoices),
            reader.Integer("max", 1, MaxChoices),
            reader.Objects("choices", 1, MaxChoices, choice => new DealChoice(
                choice.Id("item"),
                choice.OptionalText("variation", MaxName),
                choice.OptionalInteger("surcharge", 0, MaxPence) ?? 0)));
        if (group.Min > group.Max)
        {
            reader.Fault("min", "The least that must be chosen is more than the most that may be.");
        }

        return group;
    }
}

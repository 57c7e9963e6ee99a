using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JustHungry.Ordering.Menus;

namespace JustHungry.Ordering.Restaurants;

/// <summary>
/// What a restaurant is searched by: its document without the menu, what can be eaten there by whom, and the words of its
/// dishes. Made of a document that was found good when it was put; what a later rule would not let in is left out, never a
/// reason to fail. Deterministic; safe for any thread.
/// </summary>
public static class CatalogueSummary
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>The summary as JSON, and all words that the restaurant is to be found by.</summary>
    public static (byte[] Json, string Words) Of(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document);
        using var parsed = JsonDocument.ParseValue(ref reader);
        var root = parsed.RootElement;
        var words = new StringBuilder();
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("restaurant"u8);
            foreach (var member in root.EnumerateObject().Where(member => !member.NameEquals("menu"u8)))
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
            json.WriteStartArray("dishes"u8);
            foreach (var dish in Dishes(root, words))
            {
                json.WriteStringValue(dish);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        AddText(words, root, "name");
        foreach (var cuisine in Elements(root, "cuisines").Where(each => each.ValueKind == JsonValueKind.String))
        {
            words.Append(cuisine.GetString()).Append('\n');
        }

        return (buffer.WrittenSpan.ToArray(), words.ToString());
    }

    /// <summary>Reads a summary; null where nothing can be shown of it.</summary>
    public static CatalogueEntry? Parse(ReadOnlyMemory<byte> summary)
    {
        using var json = JsonDocument.Parse(summary);
        return RestaurantDocument.ReadWithoutMenu(json.RootElement.GetProperty("restaurant"u8)) is { } restaurant
            ? new CatalogueEntry(
                restaurant,
                [.. json.RootElement.GetProperty("dishes"u8).EnumerateArray().Select(dish => DishProfile.Parse(dish.GetString()!))])
            : null;
    }

    /// <summary>The different sorts of dishes that are to be had.</summary>
    private static IEnumerable<string> Dishes(JsonElement root, StringBuilder words)
    {
        if (!root.TryGetProperty("menu"u8, out var menu) || menu.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var groups = new Dictionary<string, JsonElement>();
        foreach (var group in Elements(menu, "modifierGroups"))
        {
            groups.TryAdd(Text(group, "id"), group);
        }

        var dishes = new List<string>();
        var seen = new HashSet<string>();
        foreach (var category in Elements(menu, "categories"))
        {
            foreach (var item in Elements(category, "items"))
            {
                AddText(words, item, "name");
                AddText(words, item, "description");
                var isThere = !item.TryGetProperty("available"u8, out var available) || available.ValueKind != JsonValueKind.False;
                if (isThere && Profile(item, groups) is var profile && seen.Add(profile))
                {
                    dishes.Add(profile);
                }
            }
        }

        foreach (var deal in Elements(menu, "deals"))
        {
            AddText(words, deal, "name");
        }

        return dishes;
    }

    private static string Profile(JsonElement item, Dictionary<string, JsonElement> groups)
    {
        var labels = Diets.None;
        foreach (var label in Elements(item, "labels").Where(each => each.ValueKind == JsonValueKind.String))
        {
            labels |= DietWords.TryParse(label.GetString()!, out var diet) ? diet : Diets.None;
        }

        var profile = new StringBuilder();
        profile.Append(CultureInfo.InvariantCulture, $"{(int)labels}:{(int)AllergensOf(item)}");
        foreach (var id in Elements(item, "modifierGroups"))
        {
            if (id.ValueKind == JsonValueKind.String && groups.TryGetValue(id.GetString()!, out var group)
                && group.TryGetProperty("min"u8, out var min) && min.TryGetInt32(out var least) && least > 0)
            {
                var options = Elements(group, "modifiers").Select(each => (int)AllergensOf(each)).Distinct().Order();
                profile.Append(':').AppendJoin(',', options);
            }
        }

        return profile.ToString();
    }

    /// <summary>What is in it and what may be: whoever avoids something avoids both.</summary>
    private static Allergens AllergensOf(JsonElement dish)
    {
        var all = Allergens.None;
        if (dish.TryGetProperty("allergens"u8, out var allergens) && allergens.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in Elements(allergens, "contains").Concat(Elements(allergens, "mayContain")))
            {
                all |= name.ValueKind == JsonValueKind.String && AllergenInfo.TryParse(name.GetString()!, out var one)
                    ? one
                    : Allergens.None;
            }
        }

        return all;
    }

    private static IEnumerable<JsonElement> Elements(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
            && parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : Enumerable.Empty<JsonElement>();

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
            && parent.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    private static void AddText(StringBuilder words, JsonElement parent, string name) =>
        words.Append(Text(parent, name)).Append('\n');
}

/// <summary>A restaurant as the search sees it. Immutable.</summary>
/// <param name="Restaurant">With an empty menu.</param>
/// <param name="Dishes">The different sorts of dishes that are to be had.</param>
public sealed record CatalogueEntry(Restaurant Restaurant, IReadOnlyList<DishProfile> Dishes)
{
    /// <summary>True where a dish is to be had that suits the diets and has nothing of what is avoided.</summary>
    public bool Suits(Diets diets, Allergens avoided)
    {
        foreach (var dish in Dishes)
        {
            if (dish.Suits(diets, avoided))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>For whom dishes are. The numbers stand in stores and never change.</summary>
[Flags]
public enum Diets
{
    None = 0,
    Vegan = 1,
    Vegetarian = 2,
    Halal = 4,
    Kosher = 8,
}

/// <summary>The diets' names in documents and in the API.</summary>
public static class DietWords
{
    /// <summary>Reads a label; what is vegan is vegetarian too. False for labels that are no diets.</summary>
    public static bool TryParse(string label, out Diets diet)
    {
        diet = label switch
        {
            "vegan" => Diets.Vegan | Diets.Vegetarian,
            "vegetarian" => Diets.Vegetarian,
            "halal" => Diets.Halal,
            "kosher" => Diets.Kosher,
            _ => Diets.None,
        };
        return diet != Diets.None;
    }
}

/// <summary>For whom a dish is, and what is in it. Immutable.</summary>
/// <param name="Diets">Whom it suits.</param>
/// <param name="Allergens">What is, or may be, in the dish itself.</param>
/// <param name="Obligatory">For each choice that must be made: what is in its options.</param>
public sealed record DishProfile(Diets Diets, Allergens Allergens, IReadOnlyList<IReadOnlyList<Allergens>> Obligatory)
{
    /// <summary>
    /// True where it suits all those diets, and can be had without any of what is avoided: it has none itself, and each
    /// obligatory choice has an option with none.
    /// </summary>
    public bool Suits(Diets diets, Allergens avoided)
    {
        if ((Diets & diets) != diets || (Allergens & avoided) != 0)
        {
            return false;
        }

        foreach (var options in Obligatory)
        {
            if (!HasOption(options, avoided))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasOption(IReadOnlyList<Allergens> options, Allergens avoided)
    {
        foreach (var option in options)
        {
            if ((option & avoided) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads what a summary has: <c>diets:allergens:option,option:…</c>, as numbers.</summary>
    internal static DishProfile Parse(string text)
    {
        var parts = text.Split(':');
        return new DishProfile(
            (Diets)Number(parts[0]),
            (Allergens)Number(parts[1]),
            parts.Length == 2
                ? []
                : [.. parts.Skip(2).Select(group => (IReadOnlyList<Allergens>)[.. group.Split(',').Select(one => (Allergens)Number(one))])]);
    }

    private static int Number(string text) => text.Length == 0 ? 0 : int.Parse(text, CultureInfo.InvariantCulture);
}

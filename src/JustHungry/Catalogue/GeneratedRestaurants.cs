using System.Globalization;
using System.Text.Json;

namespace JustHungry.Catalogue;

/// <summary>
/// Restaurants out of a seed, for measuring: documents that <c>restaurant import</c> takes, spread over towns as people are, the
/// largest with a good part of them. The same seed gives the same restaurants.
/// </summary>
/// <param name="seed">For the whole of it.</param>
/// <param name="towns">How many towns; 1: all restaurants are within some kilometres.</param>
/// <param name="first">Where the first town lies; null: anywhere, as the others.</param>
internal sealed class GeneratedRestaurants(int seed, int towns, (double Latitude, double Longitude)? first = null)
{
    private const double South = 50.6;
    private const double North = 55.9;
    private const double West = -4.0;
    private const double East = 0.9;
    private const double TownSpreadDegrees = 0.03;
    private const int ItemsOfACategory = 12;

    private static readonly string[] Cuisines =
        ["Italian", "Indian", "Chinese", "Thai", "British", "Greek", "Turkish", "Japanese", "Mexican", "Vegan", "Burgers", "Breakfast"];

    private static readonly string[] Firsts =
        ["Golden", "Old", "Blue", "Little", "Royal", "Hidden", "Corner", "River", "Silver", "Green", "Copper", "Merry"];

    private static readonly string[] Lasts =
        ["Kettle", "Lantern", "Table", "Oven", "Garden", "Spoon", "Larder", "Hearth", "Anchor", "Olive", "Pan", "Mill"];

    private static readonly string[] Ways =
        ["grilled", "roasted", "braised", "crispy", "smoked", "pickled", "spiced", "stuffed", "baked", "steamed", "slow-cooked", "fried"];

    private static readonly string[] Foods =
        ["aubergine", "chicken", "lamb", "paneer", "prawns", "tofu", "mushrooms", "halloumi", "salmon", "lentils", "pork", "noodles", "rice", "cauliflower", "duck", "squid"];

    private static readonly string[] Sauces =
        ["tahini", "satay", "tomato", "garlic", "chimichurri", "black bean", "mustard", "coconut", "miso", "lemon butter", "harissa", "pesto"];

    private static readonly string[] Allergens =
        ["celery", "crustaceans", "eggs", "fish", "gluten", "lupin", "milk", "molluscs", "mustard", "nuts", "peanuts", "sesame", "soya", "sulphites"];

    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>What somebody may look for: a way and a food.</summary>
    public static string SomeWords(Random random) => $"{One(random, Ways)} {One(random, Foods)}";

    /// <summary>Where a town lies: the first is the largest.</summary>
    public (double Latitude, double Longitude) Town(int town)
    {
        if (town == 0 && first is { } given)
        {
            return given;
        }
        var random = new Random(HashCode(seed, -1 - town));
        return (South + (random.NextDouble() * (North - South)), West + (random.NextDouble() * (East - West)));
    }

    /// <summary>One restaurant's slug and document.</summary>
    public (string Slug, byte[] Document) Make(int number, int items)
    {
        var random = new Random(HashCode(seed, number));
        var slug = string.Create(CultureInfo.InvariantCulture, $"generated-{number:00000}");
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteHead(json, random, slug);
            WriteHours(json, random);
            WriteDelivery(json, random);
            json.WriteNumber("preparationMinutes", random.Next(10, 41));
            json.WriteNumber("deliveryMinutes", random.Next(10, 31));
            WriteMenu(json, random, items);
            json.WriteEndObject();
        }
        return (slug, stream.ToArray());
    }

    /// <summary>Zipf's way: the second town has half as many as the first, the third a third.</summary>
    private int TownOf(Random random) => (int)Math.Min(towns - 1, Math.Exp(random.NextDouble() * Math.Log(towns + 1)) - 1);

    private void WriteHead(Utf8JsonWriter json, Random random, string slug)
    {
        var (latitude, longitude) = Town(TownOf(random));
        json.WriteString("slug", slug);
        json.WriteString("name", $"{One(random, Firsts)} {One(random, Lasts)} {slug[^5..]}");
        WriteTexts(json, "cuisines", [One(random, Cuisines), One(random, Cuisines)]);
        json.WriteString("description", "Made for measuring: nobody cooks here.");
        json.WriteString("phone", "0191 498 0000");
        json.WriteStartObject("address");
        WriteTexts(json, "lines", [$"{random.Next(1, 200)} Measured Street"]);
        json.WriteString("town", "Measured");
        json.WriteString("postcode", "DH1 3LE");
        json.WriteEndObject();
        json.WriteStartObject("location");
        json.WriteNumber("latitude", Math.Round(latitude + ((random.NextDouble() - 0.5) * 2 * TownSpreadDegrees), 5));
        json.WriteNumber("longitude", Math.Round(longitude + ((random.NextDouble() - 0.5) * 2 * TownSpreadDegrees), 5));
        json.WriteEndObject();
        json.WriteString("currency", "GBP");
        json.WriteString("zone", "Europe/London");
        json.WriteStartObject("hygiene");
        json.WriteString("rating", random.Next(0, 6).ToString(CultureInfo.InvariantCulture));
        json.WriteString("date", "2026-01-02");
        json.WriteString("source", "Generated");
        json.WriteEndObject();
    }

    private static void WriteHours(Utf8JsonWriter json, Random random)
    {
        json.WriteStartObject("hours");
        foreach (var service in (string[])["delivery", "collection"])
        {
            json.WriteStartArray(service);
            json.WriteStartObject();
            WriteTexts(json, "days", Days);
            json.WriteString("from", string.Create(CultureInfo.InvariantCulture, $"{random.Next(7, 18):00}:00"));
            json.WriteString("to", string.Create(CultureInfo.InvariantCulture, $"{random.Next(20, 27) % 24:00}:30"));
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteDelivery(Utf8JsonWriter json, Random random)
    {
        json.WriteStartObject("delivery");
        json.WriteStartArray("rings");
        for (var ring = 1; ring <= 3; ring++)
        {
            json.WriteStartObject();
            json.WriteNumber("upToMetres", ring * random.Next(1_800, 2_000));
            json.WriteNumber("fee", ring * random.Next(0, 200));
            json.WriteNumber("minimum", 1_000);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("smallOrderCharge", 150);
        json.WriteEndObject();
    }

    private static void WriteMenu(Utf8JsonWriter json, Random random, int items)
    {
        json.WriteStartObject("menu");
        json.WriteStartArray("modifierGroups");
        WriteGroup(json, random, "sides", min: 0);
        WriteGroup(json, random, "sauces", min: 1);
        json.WriteEndArray();
        json.WriteStartArray("categories");
        for (var first = 0; first < items; first += ItemsOfACategory)
        {
            json.WriteStartObject();
            json.WriteString("id", $"category-{first}");
            json.WriteString("name", $"Plates {(first / ItemsOfACategory) + 1}");
            json.WriteStartArray("items");
            for (var item = first; item < Math.Min(first + ItemsOfACategory, items); item++)
            {
                WriteItem(json, random, item);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, Random random, string id, int min)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("name", id);
        json.WriteNumber("min", min);
        json.WriteNumber("max", 3);
        json.WriteStartArray("modifiers");
        for (var modifier = 0; modifier < 5; modifier++)
        {
            json.WriteStartObject();
            json.WriteString("id", $"{id}-{modifier}");
            json.WriteString("name", $"{One(random, Sauces)} {modifier}");
            json.WriteNumber("price", random.Next(0, 200));
            WriteAllergens(json, random);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, Random random, int item)
    {
        var (way, food, sauce) = (One(random, Ways), One(random, Foods), One(random, Sauces));
        json.WriteStartObject();
        json.WriteString("id", $"item-{item}");
        json.WriteString("name", $"{way} {food} with {sauce}");
        json.WriteString("description", $"A plate of {food}, {way} over a low fire and finished with {sauce} and fresh herbs.");
        json.WriteNumber("price", random.Next(400, 1_800));
        json.WriteNumber("vatRate", 2_000);
        json.WriteBoolean("available", true);
        WriteTexts(json, "labels", random.Next(6) switch { 0 => ["vegan", "vegetarian"], 1 => ["vegetarian"], 2 => ["halal"], _ => [] });
        WriteAllergens(json, random);
        WriteTexts(json, "modifierGroups", random.Next(3) == 0 ? ["sides", "sauces"] : ["sides"]);
        json.WriteEndObject();
    }

    private static void WriteAllergens(Utf8JsonWriter json, Random random)
    {
        json.WriteStartObject("allergens");
        WriteTexts(json, "contains", [.. Allergens.Where(_ => random.Next(7) == 0)]);
        WriteTexts(json, "mayContain", [.. Allergens.Where(_ => random.Next(14) == 0)]);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts.Distinct())
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }

    private static string One(Random random, string[] of) => of[random.Next(of.Length)];

    private static int HashCode(int one, int other) => unchecked((one * 397) ^ (other * 486_187_739));
}

using System.Text.Json;
using JustHungry.Up;

namespace JustHungry.Bench;

/// <summary>Makes full orders, of two or three lines with options, out of the menus that the town really has.</summary>
internal static class OrderMenu
{
    private const int PerRestaurant = 16;
    private const int LeastTotal = 1_500;
    private const int MostTries = 1_000;

    /// <summary>Bodies of orders at one restaurant, given the answer to <c>GET /restaurants/{slug}</c>.</summary>
    public static List<byte[]> Orders(JsonElement restaurant, Random random)
    {
        var slug = restaurant.GetProperty("slug").GetString()!;
        var counted = Counted(slug);
        var items = restaurant.GetProperty("menu").GetProperty("categories").EnumerateArray()
            .SelectMany(category => category.GetProperty("items").EnumerateArray())
            .Where(item => item.GetProperty("available").GetBoolean() && !counted.Contains(item.GetProperty("id").GetString()!))
            .ToList();
        var orders = new List<byte[]>();
        for (var tries = 0; orders.Count < PerRestaurant && tries < MostTries && items.Count > 0; tries++)
        {
            var lines = Enumerable.Range(0, random.Next(2, 4)).Select(_ => Line.Choose(items[random.Next(items.Count)], random)).ToList();
            if (lines.Sum(line => line.Total) >= LeastTotal)
            {
                orders.Add(Body(slug, lines));
            }
        }
        return orders;
    }

    /// <summary>Dishes of a sample restaurant of which there are only so many: a load would soon be told that they are sold out.</summary>
    private static HashSet<string> Counted(string slug)
    {
        var file = SampleTown.Files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == slug);
        if (file is null)
        {
            return [];
        }
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("menu").GetProperty("categories").EnumerateArray()
            .SelectMany(category => category.GetProperty("items").EnumerateArray())
            .Where(item => item.TryGetProperty("stock", out _))
            .Select(item => item.GetProperty("id").GetString()!)];
    }

    private static byte[] Body(string slug, List<Line> lines)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("restaurant", slug);
            json.WriteStartArray("lines");
            foreach (var line in lines)
            {
                line.Write(json);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private sealed record Line(string Item, string? Variation, List<Option> Options, int Quantity, int Total)
    {
        public static Line Choose(JsonElement item, Random random)
        {
            var price = item.GetProperty("price").GetInt32();
            string? variation = null;
            if (item.TryGetProperty("variations", out var variations) && variations.GetArrayLength() > 0)
            {
                var chosen = variations[random.Next(variations.GetArrayLength())];
                variation = chosen.GetProperty("id").GetString();
                price = chosen.GetProperty("price").GetInt32();
            }
            var options = Option.Choose(item, random);
            var quantity = random.Next(1, 4);
            return new Line(
                item.GetProperty("id").GetString()!, variation, options, quantity, (price + options.Sum(option => option.Price)) * quantity);
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("item", Item);
            if (Variation is not null)
            {
                json.WriteString("variation", Variation);
            }
            Option.Write(json, Options);
            json.WriteNumber("quantity", Quantity);
            json.WriteEndObject();
        }
    }

    private sealed record Option(string Id, int OwnPrice, List<Option> Options)
    {
        public int Price => OwnPrice + Options.Sum(option => option.Price);

        /// <summary>Chooses in every group of an item, or of an option that brings further choices.</summary>
        public static List<Option> Choose(JsonElement owner, Random random)
        {
            var options = new List<Option>();
            foreach (var group in owner.TryGetProperty("modifierGroups", out var groups) ? groups.EnumerateArray() : default)
            {
                options.AddRange(ChooseIn(group, random).Select(modifier => new Option(
                    modifier.GetProperty("id").GetString()!,
                    modifier.GetProperty("price").GetInt32(),
                    Choose(modifier, random))));
            }
            return options;
        }

        public static void Write(Utf8JsonWriter json, List<Option> options)
        {
            if (options.Count == 0)
            {
                return;
            }
            json.WriteStartArray("modifiers");
            foreach (var option in options)
            {
                json.WriteStartObject();
                json.WriteString("id", option.Id);
                Write(json, option.Options);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }

        // As many as the group needs, and sometimes one more where it allows that.
        private static IEnumerable<JsonElement> ChooseIn(JsonElement group, Random random)
        {
            var all = group.GetProperty("modifiers").EnumerateArray().ToArray();
            var least = Number(group, "min") ?? 0;
            var most = Math.Min(Number(group, "max") ?? all.Length, all.Length);
            random.Shuffle(all);
            return all.Take(Math.Clamp(least + random.Next(2), least, Math.Max(least, most)));
        }

        private static int? Number(JsonElement element, string name) =>
            element.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : null;
    }
}

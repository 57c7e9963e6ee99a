using System.Text.Json.Nodes;

namespace JustHungry.Web.Tests.Town;

/// <summary>A restaurant of 150 dishes in ten categories, open at all hours; and names that try to be more than names.</summary>
internal static class LargeRestaurant
{
    private const int Categories = 10;
    private const int Dishes = 15;

    private static readonly string[] First = ["Smoked", "Braised", "Crisp", "Charred", "Slow-roast", "Golden", "Spiced", "Buttered", "Pickled", "Hand-rolled"];

    private static readonly string[] Second =
    [
        "aubergine", "brisket", "cauliflower", "dumplings", "eel", "fennel", "gnocchi", "hake", "kohlrabi", "lamb", "mushrooms", "noodles", "octopus",
        "peppers", "quail",
    ];

    private static readonly string[] Allergens = ["gluten", "milk", "eggs", "soya", "sesame", "nuts", "mustard"];

    public static string Document(string slug)
    {
        var categories = new JsonArray();
        for (var category = 0; category < Categories; category++)
        {
            var items = new JsonArray();
            for (var dish = 0; dish < Dishes; dish++)
            {
                items.Add(Item(category, dish));
            }
            categories.Add(new JsonObject { ["id"] = $"course-{category + 1}", ["name"] = $"Course {category + 1}", ["items"] = items });
        }
        var always = new JsonArray(new JsonObject { ["days"] = new JsonArray("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ["from"] = "00:00", ["to"] = "00:00" });
        return new JsonObject
        {
            ["slug"] = slug,
            ["name"] = "The Long Table <script>alert(1)</script>",
            ["cuisines"] = new JsonArray("European"),
            ["description"] = "A hundred and fifty dishes & \"nothing\" hidden.</script><script>alert(2)</script>",
            ["phone"] = "0191 498 0199",
            ["address"] = new JsonObject { ["lines"] = new JsonArray("1 Long Row"), ["town"] = "Durham", ["postcode"] = "DH1 3NU" },
            ["location"] = new JsonObject { ["latitude"] = 54.7771, ["longitude"] = -1.5719 },
            ["currency"] = "GBP",
            ["zone"] = "Europe/London",
            ["hours"] = new JsonObject { ["delivery"] = always.DeepClone(), ["collection"] = always },
            ["delivery"] = new JsonObject { ["rings"] = new JsonArray(new JsonObject { ["upToMetres"] = 9000, ["fee"] = 200, ["minimum"] = 500 }) },
            ["preparationMinutes"] = 20,
            ["deliveryMinutes"] = 15,
            ["menu"] = new JsonObject { ["categories"] = categories },
        }.ToJsonString();
    }

    private static JsonObject Item(int category, int dish) => new()
    {
        ["id"] = $"dish-{(category * Dishes) + dish + 1}",
        ["name"] = $"{First[category]} {Second[dish]}",
        ["description"] = $"{Second[dish]} from a farm nearby, with {Second[(dish + category + 1) % Dishes]}, herbs and a sauce of its own, number {(category * Dishes) + dish + 1}.",
        ["price"] = 500 + (dish * 45) + (category * 30),
        ["vatRate"] = 2000,
        ["available"] = true,
        ["allergens"] = new JsonObject
        {
            ["contains"] = new JsonArray(Allergens[(dish + category) % Allergens.Length]), ["mayContain"] = new JsonArray(Allergens[(dish + category + 2) % Allergens.Length]),
        },
        ["labels"] = dish % 3 == 0 ? new JsonArray("vegan") : new JsonArray(),
    };
}

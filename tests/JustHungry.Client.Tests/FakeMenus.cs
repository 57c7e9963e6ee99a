using System.Text.Json.Nodes;

namespace JustHungry.Client.Tests;

/// <summary>Two small restaurants with everything a menu can have, and one that is closed.</summary>
internal static class FakeMenus
{
    public static JsonArray Restaurants() => JsonNode.Parse("""
        [
          {
            "slug": "shut", "name": "The Shut Door", "cuisines": ["British"], "postcode": "DH1 3LE", "currency": "GBP",
            "open": false, "distanceMetres": 300, "menu": { "categories": [] }
          },
          {
            "slug": "ask", "name": "ASK", "cuisines": ["Italian", "Pizza"], "postcode": "DH1 3NU", "currency": "GBP",
            "open": true, "distanceMetres": 450,
            "menu": { "categories": [
              { "id": "starters", "name": "Starters", "items": [
                { "id": "garlic-bread", "name": "Garlic bread", "description": "Stone-baked, with parsley.", "price": 525,
                  "available": true, "allergens": { "contains": ["gluten", "milk"], "mayContain": ["sesame"] },
                  "variations": [], "modifierGroups": [] },
                { "id": "olives", "name": "Olives", "description": "Green ones.", "price": 400, "available": false,
                  "allergens": { "contains": [], "mayContain": [] }, "variations": [], "modifierGroups": [] } ] },
              { "id": "pizza", "name": "Pizza", "items": [
                { "id": "margherita", "name": "Margherita", "description": "Tomato, mozzarella, basil.", "price": 900,
                  "available": true, "allergens": { "contains": ["gluten", "milk"], "mayContain": [] },
                  "variations": [ { "id": "small", "name": "Small", "price": 900 }, { "id": "large", "name": "Large", "price": 1200 } ],
                  "modifierGroups": [
                    { "id": "extras", "name": "Extra toppings", "min": 0, "max": 3, "modifiers": [
                      { "id": "mozzarella", "name": "Mozzarella", "price": 150, "max": 2, "allergens": { "contains": ["milk"], "mayContain": [] } },
                      { "id": "anchovies", "name": "Anchovies", "price": 175, "allergens": { "contains": ["fish"], "mayContain": [] } } ] } ] } ] } ] }
          },
          {
            "slug": "pies", "name": "Pies & Peas", "cuisines": ["British"], "postcode": "DH1 1AA", "currency": "GBP",
            "open": true, "distanceMetres": null,
            "menu": { "categories": [
              { "id": "pies", "name": "Pies", "items": [
                { "id": "steak-pie", "name": "Steak pie", "description": "Slow-cooked.", "price": 800, "available": true,
                  "allergens": { "contains": ["gluten", "celery"], "mayContain": ["mustard"] }, "variations": [],
                  "modifierGroups": [
                    { "id": "gravy", "name": "Choose your gravy", "min": 1, "max": 1, "modifiers": [
                      { "id": "beef-gravy", "name": "Beef gravy", "price": 0, "allergens": { "contains": ["celery"], "mayContain": [] } },
                      { "id": "no-gravy", "name": "No gravy", "price": 0, "allergens": { "contains": [], "mayContain": [] } } ] } ] } ] } ] }
          }
        ]
        """)!.AsArray();

    /// <summary>A restaurant with a meal deal of a main and up to two drinks.</summary>
    public static JsonNode Diner() => JsonNode.Parse("""
        {
          "slug": "diner", "name": "The Diner", "cuisines": ["Lunch"], "postcode": "DH1 3NU", "currency": "GBP",
          "open": true, "distanceMetres": 900,
          "menu": {
            "categories": [
              { "id": "all", "name": "All", "items": [
                { "id": "soup", "name": "Soup", "description": "", "price": 600, "available": true,
                  "allergens": { "contains": ["celery"], "mayContain": [] }, "variations": [], "modifierGroups": [] },
                { "id": "pizza", "name": "Pizza", "description": "", "price": 900, "available": true,
                  "allergens": { "contains": ["gluten"], "mayContain": [] },
                  "variations": [ { "id": "small", "name": "Small", "price": 900 }, { "id": "large", "name": "Large", "price": 1200 } ],
                  "modifierGroups": [ { "id": "extras", "name": "On top", "min": 0, "max": 2, "modifiers": [
                    { "id": "ham", "name": "Ham", "price": 100, "allergens": { "contains": [], "mayContain": [] } } ] } ] },
                { "id": "water", "name": "Water", "description": "", "price": 150, "available": true,
                  "allergens": { "contains": [], "mayContain": [] }, "variations": [], "modifierGroups": [] } ] } ],
            "deals": [
              { "id": "lunch", "name": "Lunch for one", "description": "A main, and something to drink.", "price": 1000, "available": true,
                "groups": [
                  { "id": "main", "name": "The main", "min": 1, "max": 1, "choices": [
                    { "item": "soup", "name": "Soup", "variation": null, "surcharge": 0, "available": true,
                      "allergens": { "contains": ["celery"], "mayContain": [] } },
                    { "item": "pizza", "name": "Pizza", "variation": null, "surcharge": 200, "available": true,
                      "allergens": { "contains": ["gluten"], "mayContain": [] } } ] },
                  { "id": "drink", "name": "A drink", "min": 1, "max": 2, "choices": [
                    { "item": "water", "name": "Water", "variation": null, "surcharge": 0, "available": true,
                      "allergens": { "contains": [], "mayContain": [] } } ] } ] } ] }
        }
        """)!;

    public static JsonNode? Item(JsonNode restaurant, string id) => restaurant["menu"]!["categories"]!.AsArray()
        .SelectMany(category => category!["items"]!.AsArray())
        .Concat(restaurant["menu"]!["deals"]?.AsArray() ?? [])
        .FirstOrDefault(item => item!["id"]!.GetValue<string>() == id);

    public static JsonObject Price(JsonNode item, JsonNode line)
    {
        var variation = item["variations"]?.AsArray().FirstOrDefault(one => one!["id"]!.GetValue<string>() == line["variation"]?.GetValue<string>());
        var unit = (variation ?? item)["price"]!.GetValue<long>();
        var options = new JsonArray();
        foreach (var chosen in line["modifiers"]?.AsArray() ?? [])
        {
            var option = item["modifierGroups"]!.AsArray().SelectMany(group => group!["modifiers"]!.AsArray())
                .First(one => one!["id"]!.GetValue<string>() == chosen!["id"]!.GetValue<string>())!;
            var count = chosen!["quantity"]?.GetValue<long>() ?? 1;
            unit += option["price"]!.GetValue<long>() * count;
            options.Add(new JsonObject { ["id"] = option["id"]!.DeepClone(), ["name"] = option["name"]!.DeepClone(), ["quantity"] = count });
        }

        foreach (var chosen in line["choices"]?.AsArray() ?? [])
        {
            var group = item["groups"]!.AsArray().First(one => (string?)one!["id"] == (string?)chosen!["group"])!;
            var choice = group["choices"]!.AsArray().First(one => (string?)one!["item"] == (string?)chosen!["item"])!;
            var count = chosen!["quantity"]?.GetValue<long>() ?? 1;
            unit += (choice["surcharge"]!.GetValue<long>() + (100 * (chosen["modifiers"]?.AsArray().Count ?? 0))) * count;
            options.Add(new JsonObject { ["id"] = choice["item"]!.DeepClone(), ["name"] = choice["name"]!.DeepClone(), ["quantity"] = count });
        }

        var quantity = line["quantity"]!.GetValue<long>();
        return new()
        {
            ["item"] = item["id"]!.DeepClone(),
            ["name"] = item["name"]!.DeepClone(),
            ["variation"] = variation?["name"]?.DeepClone(),
            ["modifiers"] = options,
            ["quantity"] = quantity,
            ["unitPrice"] = unit,
            ["total"] = unit * quantity,
            ["note"] = line["note"]?.DeepClone(),
        };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Tests;

/// <summary>A small restaurant with one of everything, a customer nearby, and a Wednesday noon.</summary>
internal static class TestKitchen
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    public static readonly Customer Nearby = At(54.7760, -1.5750);

    public const string Document = """
        {
          "slug": "kitchen", "name": "The Kitchen", "cuisines": ["Test"], "description": "", "phone": "0191 498 0000",
          "address": { "lines": ["1 North Road"], "town": "Durham", "postcode": "DH1 4SQ" },
          "location": { "latitude": 54.7757, "longitude": -1.5748 },
          "currency": "GBP", "zone": "Europe/London",
          "hours": {
            "delivery": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "11:00", "to": "23:00" }],
            "collection": []
          },
          "delivery": {
            "rings": [
              { "upToMetres": 2000, "fee": 150, "minimum": 1000, "freeFrom": 3000 },
              { "upToMetres": 5000, "fee": 300, "minimum": 2000 }
            ]
          },
          "preparationMinutes": 20, "deliveryMinutes": 15,
          "menu": {
            "modifierGroups": [
              { "id": "extras", "name": "Extras", "min": 0, "max": 3, "modifiers": [
                { "id": "cheese", "name": "Cheese", "price": 100, "allergens": { "contains": ["milk"], "mayContain": [] }, "max": 2 },
                { "id": "nuts", "name": "Nuts", "price": 50, "allergens": { "contains": ["nuts"], "mayContain": ["peanuts"] } },
                { "id": "gone", "name": "Gone", "price": 50, "allergens": { "contains": [], "mayContain": [] }, "available": false }
              ] },
              { "id": "sides", "name": "A side", "min": 1, "max": 1, "modifiers": [
                { "id": "chips", "name": "Chips", "price": 200, "allergens": { "contains": [], "mayContain": ["gluten"] }, "modifierGroups": ["sauces"] },
                { "id": "salad", "name": "Salad", "price": 0, "allergens": { "contains": [], "mayContain": [] } }
              ] },
              { "id": "sauces", "name": "A sauce", "min": 1, "max": 2, "modifiers": [
                { "id": "ketchup", "name": "Ketchup", "price": 10, "allergens": { "contains": ["celery"], "mayContain": [] } },
                { "id": "mayonnaise", "name": "Mayonnaise", "price": 20, "allergens": { "contains": ["eggs"], "mayContain": [] } }
              ] }
            ],
            "categories": [
              { "id": "mains", "name": "Mains", "items": [
                { "id": "plain", "name": "Plain", "description": "", "price": 500, "vatRate": 2000, "available": true,
                  "allergens": { "contains": ["gluten"], "mayContain": ["nuts"] } },
                { "id": "burger", "name": "Burger", "description": "", "price": 1000, "vatRate": 2000, "available": true,
                  "allergens": { "contains": ["gluten"], "mayContain": [] }, "modifierGroups": ["extras"] },
                { "id": "dinner", "name": "Dinner", "description": "", "price": 1200, "vatRate": 2000, "available": true,
                  "allergens": { "contains": [], "mayContain": [] }, "modifierGroups": ["sides"] },
                { "id": "pizza", "name": "Pizza", "description": "", "price": 800, "vatRate": 2000, "available": true,
                  "allergens": { "contains": ["milk"], "mayContain": [] },
                  "variations": [{ "id": "small", "name": "Small", "price": 800 }, { "id": "large", "name": "Large", "price": 1400 }] },
                { "id": "pie", "name": "Pie", "description": "", "price": 700, "vatRate": 2000, "available": false,
                  "allergens": { "contains": [], "mayContain": [] } }
              ] },
              { "id": "breakfast", "name": "Breakfast", "availability": [{ "days": ["sat", "sun"], "from": "11:00", "to": "13:00" }], "items": [
                { "id": "porridge", "name": "Porridge", "description": "", "price": 450, "vatRate": 2000, "available": true,
                  "allergens": { "contains": [], "mayContain": [] } }
              ] }
            ]
          }
        }
        """;

    public static readonly Restaurant Kitchen = Read(Document).Happened!;

    public static Verdict<Restaurant> Read(string document)
    {
        using var json = JsonDocument.Parse(document);
        return RestaurantDocument.Read(json.RootElement);
    }

    /// <summary>The document, changed.</summary>
    public static Verdict<Restaurant> With(Action<JsonNode> change)
    {
        var document = JsonNode.Parse(Document)!;
        change(document);
        return Read(document.ToJsonString());
    }

    public static Customer At(double latitude, double longitude, bool approximate = false) => new(
        Guid.Empty, "Ada", "DH1 3LE", new Whereabouts(new Coordinates(latitude, longitude), approximate));

    public static BasketLine Line(string item, int quantity = 1, string? variation = null, string? note = null, params ChosenModifier[] modifiers) =>
        new(item, quantity, variation, modifiers, note);

    public static PlaceOrder Basket(params BasketLine[] lines) => new("kitchen", lines);
}

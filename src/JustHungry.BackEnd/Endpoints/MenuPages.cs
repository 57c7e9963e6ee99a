using System.Collections.Concurrent;
using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Menus as the public API shows them, groups of choices written out wherever they are offered. Rendered once for each
/// revision of a restaurant. Safe for any thread.
/// </summary>
internal sealed class MenuPages
{
    private readonly ConcurrentDictionary<string, Page> _bySlug = [];

    /// <summary>The menu as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Of(StoredRestaurant stored)
    {
        var slug = stored.Restaurant.Slug;
        if (!_bySlug.TryGetValue(slug, out var page) || page.Revision != stored.Revision)
        {
            page = new Page(stored.Revision, ReadAnswer.Json(json => Write(json, stored.Restaurant.Menu)));
            _bySlug[slug] = page;
        }

        return page.Menu;
    }

    private static void Write(Utf8JsonWriter json, Menu menu)
    {
        json.WriteStartObject();
        json.WriteStartArray("categories"u8);
        foreach (var category in menu.Categories)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, category.Id);
            json.WriteString("name"u8, category.Name);
            json.WriteString("description"u8, category.Description);
            WriteAvailability(json, category.Availability);
            json.WriteStartArray("items"u8);
            foreach (var item in category.Items)
            {
                Write(json, menu, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAvailability(Utf8JsonWriter json, IReadOnlyList<AvailabilityWindow> windows)
    {
        if (windows.Count == 0)
        {
            return;
        }

        json.WriteStartArray("availability"u8);
        foreach (var window in windows)
        {
            json.WriteStartObject();
            json.WriteStartArray("days"u8);
            foreach (var day in window.Window.DayNames)
            {
                json.WriteStringValue(day);
            }

            json.WriteEndArray();
            json.WriteString("from"u8, window.Window.Window.From.ToString("HH:mm", null));
            json.WriteString("to"u8, window.Window.Window.To.ToString("HH:mm", null));
            json.WriteStartArray("services"u8);
            foreach (var service in window.Services)
            {
                json.WriteStringValue(service == ServiceType.Delivery ? "delivery" : "collection");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Menu menu, Item item)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("name"u8, item.Name);
        json.WriteString("description"u8, item.Description);
        json.WriteNumber("price"u8, item.Price);
        json.WriteBoolean("available"u8, item.Available);
        json.WriteStartArray("labels"u8);
        foreach (var label in item.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        json.WritePropertyName("allergens"u8);
        item.Allergens.Write(json);
        json.WriteStartArray("variations"u8);
        foreach (var variation in item.Variations)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, variation.Id);
            json.WriteString("name"u8, variation.Name);
            json.WriteNumber("price"u8, variation.Price);
            json.WriteBoolean("available"u8, variation.Available);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteGroups(json, menu, item.ModifierGroups);
        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, Menu menu, IReadOnlyList<string> ids)
    {
        json.WriteStartArray("modifierGroups"u8);
        foreach (var id in ids)
        {
            var group = menu.ModifierGroups[id];
            json.WriteStartObject();
            json.WriteString("id"u8, group.Id);
            json.WriteString("name"u8, group.Name);
            json.WriteNumber("min"u8, group.Min);
            json.WriteNumber("max"u8, group.Max);
            json.WriteStartArray("modifiers"u8);
            foreach (var modifier in group.Modifiers)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, modifier.Id);
                json.WriteString("name"u8, modifier.Name);
                json.WriteNumber("price"u8, modifier.Price);
                json.WriteNumber("max"u8, modifier.Max);
                json.WriteBoolean("available"u8, modifier.Available);
                json.WritePropertyName("allergens"u8);
                modifier.Allergens.Write(json);
                WriteGroups(json, menu, modifier.ModifierGroups);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed record Page(long Revision, ReadOnlyMemory<byte> Menu);
}

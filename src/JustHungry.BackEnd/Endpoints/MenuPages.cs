using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Menus as the public API shows them, groups of choices written out wherever they are offered. Rendered once for each
/// revision of a restaurant and what has run out there. Safe for any thread.
/// </summary>
internal sealed class MenuPages
{
    private readonly ConcurrentDictionary<string, Page> _bySlug = [];

    /// <summary>The menu as UTF-8 JSON.</summary>
    /// <param name="stored">Whose.</param>
    /// <param name="left">How many portions are left of the dishes that are counted and were ordered.</param>
    /// <param name="now">When.</param>
    public ReadOnlyMemory<byte> Of(
        StoredRestaurant stored, IReadOnlyDictionary<string, long> left, DateTimeOffset now)
    {
        var slug = stored.Restaurant.Slug;
        var gone = Gone(stored, left, now);
        if (!_bySlug.TryGetValue(slug, out var page) || page.Revision != stored.Revision || !page.Gone.SetEquals(gone))
        {
            var writing = new MenuWriting(stored.Restaurant.Menu, gone);
            page = new Page(stored.Revision, gone, ReadAnswer.Json(writing.Write));
            _bySlug[slug] = page;
        }

        return page.Menu;
    }

    private static FrozenSet<string> Gone(
        StoredRestaurant stored, IReadOnlyDictionary<string, long> left, DateTimeOffset now)
    {
        var live = stored.Live;
        var counted = stored.Restaurant.Menu.Items.Values.Where(item => item.Stock is not null);
        return live.Out.Keys.Where(key => live.IsOut(key, now))
            .Concat(counted
                .Where(item => (left.TryGetValue(item.Id, out var portions) ? portions : item.Stock) <= 0)
                .Select(item => MenuKey.Item(item.Id)))
            .ToFrozenSet();
    }

    private sealed record Page(long Revision, FrozenSet<string> Gone, ReadOnlyMemory<byte> Menu);
}

/// <summary>Writes one menu, and what of it has run out.</summary>
internal sealed class MenuWriting(Menu menu, FrozenSet<string> gone)
{
    public void Write(Utf8JsonWriter json)
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
                Write(json, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("deals"u8);
        foreach (var deal in menu.Deals)
        {
            Write(json, deal);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A meal deal: what is chosen from, and what of that costs more.</summary>
    private void Write(Utf8JsonWriter json, Deal deal)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, deal.Id);
        json.WriteString("name"u8, deal.Name);
        json.WriteString("description"u8, deal.Description);
        json.WriteNumber("price"u8, deal.Price);
        json.WriteBoolean("available"u8, !gone.Contains(MenuKey.Item(deal.Id)));
        WriteAvailability(json, deal.Availability);
        json.WriteStartArray("groups"u8);
        foreach (var group in deal.Groups)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, group.Id);
            json.WriteString("name"u8, group.Name);
            json.WriteNumber("min"u8, group.Min);
            json.WriteNumber("max"u8, group.Max);
            json.WriteStartArray("choices"u8);
            foreach (var choice in group.Choices)
            {
                var item = menu.Items[choice.Item];
                json.WriteStartObject();
                json.WriteString("item"u8, choice.Item);
                json.WriteString("name"u8, item.Name);
                json.WriteString("variation"u8, choice.Variation);
                json.WriteNumber("surcharge"u8, choice.Surcharge);
                json.WriteBoolean("available"u8, item.Available && !gone.Contains(MenuKey.Item(item.Id)));
                json.WritePropertyName("allergens"u8);
                item.Allergens.Write(json);
                json.WriteEndObject();
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

    private void Write(Utf8JsonWriter json, Item item)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("name"u8, item.Name);
        json.WriteString("description"u8, item.Description);
        json.WriteNumber("price"u8, item.Price);
        json.WriteBoolean("available"u8, item.Available && !gone.Contains(MenuKey.Item(item.Id)));
        if (item.Stock is not null)
        {
            json.WriteBoolean("counted"u8, true);
        }

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
            json.WriteBoolean(
                "available"u8, variation.Available && !gone.Contains(MenuKey.Variation(item.Id, variation.Id)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteGroups(json, item.ModifierGroups);
        json.WriteEndObject();
    }

    private void WriteGroups(Utf8JsonWriter json, IReadOnlyList<string> ids)
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
                json.WriteBoolean(
                    "available"u8, modifier.Available && !gone.Contains(MenuKey.Modifier(id, modifier.Id)));
                json.WritePropertyName("allergens"u8);
                modifier.Allergens.Write(json);
                WriteGroups(json, modifier.ModifierGroups);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

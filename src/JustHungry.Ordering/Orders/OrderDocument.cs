using System.Globalization;
using System.Text.Json;
using JustHungry.Ordering.Pricing;

namespace JustHungry.Ordering.Orders;

/// <summary>
/// The frozen part of an order as the public API shows it: everything but <c>status</c> and <c>history</c>. Written
/// once, when the order is placed; log, stores and answers carry these bytes.
/// </summary>
public static class OrderDocument
{
    /// <summary>Writes the document as one JSON object.</summary>
    public static void Write(Utf8JsonWriter json, OrderPlaced placed)
    {
        var (order, quote) = (placed.Order, placed.Quote);
        json.WriteStartObject();
        json.WriteString("id"u8, order.Id);
        json.WriteString("number"u8, order.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteString("restaurant"u8, quote.Restaurant.Slug);
        json.WriteString("restaurantName"u8, quote.Restaurant.Name);
        json.WriteString("service"u8, "delivery"u8);
        json.WriteStartObject("deliverTo"u8);
        json.WriteString("name"u8, quote.Customer.Name);
        json.WriteString("postcode"u8, quote.Customer.Postcode);
        json.WriteEndObject();
        json.WriteStartArray("lines"u8);
        foreach (var line in quote.Lines)
        {
            WriteLine(json, line);
        }

        json.WriteEndArray();
        WriteTotals(json, quote.Totals);
        json.WriteNumber("total"u8, quote.Totals.Total);
        json.WriteString("currency"u8, quote.Restaurant.Currency);
        WriteTime(json, "placedAt"u8, placed.At);
        json.WriteEndObject();
    }

    /// <summary>Writes a time as RFC 3339 in UTC, to the millisecond.</summary>
    public static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> property, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[TimeLength];
        FormatTime(time, text);
        json.WriteString(property, text);
    }

    /// <summary>How many bytes a time takes.</summary>
    public const int TimeLength = 24;

    /// <summary>Writes a time such as <c>2026-11-22T13:22:01.123Z</c>.</summary>
    public static void FormatTime(DateTimeOffset time, Span<byte> utf8) =>
        time.UtcDateTime.TryFormat(utf8, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteLine(Utf8JsonWriter json, PricedLine line)
    {
        json.WriteStartObject();
        json.WriteString("item"u8, line.Item.Id);
        json.WriteString("name"u8, line.Item.Name);
        if (line.Variation is { } variation)
        {
            json.WriteStartObject("variation"u8);
            json.WriteString("id"u8, variation.Id);
            json.WriteString("name"u8, variation.Name);
            json.WriteNumber("price"u8, variation.Price);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("variation"u8);
        }

        WriteModifiers(json, line.Modifiers);
        json.WriteNumber("quantity"u8, line.Quantity);
        json.WriteNumber("unitPrice"u8, line.UnitPrice);
        json.WriteNumber("total"u8, line.Total);
        json.WriteNumber("vatRate"u8, line.Item.VatRate);
        json.WritePropertyName("allergens"u8);
        line.Allergens.Write(json);
        if (line.Note is null)
        {
            json.WriteNull("note"u8);
        }
        else
        {
            json.WriteString("note"u8, line.Note);
        }

        json.WriteEndObject();
    }

    private static void WriteModifiers(Utf8JsonWriter json, IReadOnlyList<PricedModifier> modifiers)
    {
        json.WriteStartArray("modifiers"u8);
        foreach (var chosen in modifiers)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, chosen.Modifier.Id);
            json.WriteString("name"u8, chosen.Modifier.Name);
            json.WriteNumber("quantity"u8, chosen.Quantity);
            json.WriteNumber("price"u8, chosen.Modifier.Price);
            json.WritePropertyName("allergens"u8);
            chosen.Modifier.Allergens.Write(json);
            WriteModifiers(json, chosen.Modifiers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotals(Utf8JsonWriter json, Totals totals)
    {
        json.WriteStartObject("totals"u8);
        json.WriteNumber("items"u8, totals.Items);
        json.WriteNumber("discount"u8, totals.Discount);
        json.WriteNumber("delivery"u8, totals.Delivery);
        json.WriteNumber("smallOrderCharge"u8, totals.SmallOrderCharge);
        json.WriteNumber("tip"u8, totals.Tip);
        json.WriteEndObject();
    }
}

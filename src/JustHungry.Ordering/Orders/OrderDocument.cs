using System.Globalization;
using System.Text.Json;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Orders;

/// <summary>
/// The frozen part of an order as the public API shows it: everything but <c>status</c> and <c>history</c>. Written
/// once, when the order is placed; log, stores and answers carry these bytes.
/// </summary>
public static class OrderDocument
{
    /// <summary>Writes the document as one JSON object. The restaurant's slug stays its third member.</summary>
    public static void Write(Utf8JsonWriter json, OrderPlaced placed)
    {
        var (order, quote) = (placed.Order, placed.Quote);
        json.WriteStartObject();
        json.WriteString("id"u8, order.Id);
        json.WriteString("number"u8, order.Number.ToString(CultureInfo.InvariantCulture));
        WriteContent(json, quote);
        WriteTime(json, "placedAt"u8, placed.At);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes what order and quote have in common: what it is, what it comes to and how, for whom, and for when. From
    /// this alone every sum can be reckoned again, whatever becomes of the menu.
    /// </summary>
    public static void WriteContent(Utf8JsonWriter json, Quote quote)
    {
        json.WriteString("restaurant"u8, quote.Restaurant.Slug);
        json.WriteString("restaurantName"u8, quote.Restaurant.Name);
        json.WriteString("service"u8, quote.Service.Code());
        WriteRecipient(json, quote);
        json.WriteStartArray("lines"u8);
        for (var index = 0; index < quote.Lines.Count; index++)
        {
            WriteLine(json, quote.Lines[index], quote.LineDiscounts?[index] ?? 0);
        }

        json.WriteEndArray();
        WriteTotals(json, quote.Totals);
        json.WriteNumber("total"u8, quote.Totals.Total);
        json.WriteString("currency"u8, quote.Restaurant.Currency);
        WriteVat(json, quote);
        if (quote.Voucher is { } used)
        {
            json.WriteStartObject("voucher"u8);
            json.WriteString("code"u8, used.Voucher.Code);
            json.WriteString("name"u8, used.Voucher.Name);
            json.WriteNumber("worth"u8, used.Worth);
            json.WriteEndObject();
        }

        if (quote.NeedsAgeCheck)
        {
            json.WriteBoolean("ageCheck"u8, true);
        }

        if (quote.Slot is { } slot)
        {
            json.WriteStartObject("slot"u8);
            WriteTime(json, "from"u8, slot.Begins);
            WriteTime(json, "to"u8, slot.Ends);
            json.WriteEndObject();
        }

        WriteTime(json, "expectedAt"u8, quote.ExpectedAt);
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
    public static void FormatTime(DateTimeOffset time, Span<byte> utf8)
    {
        // The round-trip form, which the framework writes some five times as fast as one that is spelt out, has four digits more.
        Span<byte> roundTrip = stackalloc byte[TimeLength + 4];
        time.UtcDateTime.TryFormat(roundTrip, out _, "O", CultureInfo.InvariantCulture);
        roundTrip[..(TimeLength - 1)].CopyTo(utf8);
        utf8[TimeLength - 1] = (byte)'Z';
    }

    private static void WriteRecipient(Utf8JsonWriter json, Quote quote)
    {
        var (recipient, isDelivery) = (quote.Recipient, quote.Service == ServiceType.Delivery);
        json.WriteStartObject("deliverTo"u8);
        json.WriteString("name"u8, recipient.Name);
        json.WriteString("postcode"u8, recipient.Postcode);
        if (recipient.Address is { } address && isDelivery)
        {
            json.WriteStartArray("lines"u8);
            foreach (var line in address.Lines.Where(line => !string.IsNullOrWhiteSpace(line)))
            {
                json.WriteStringValue(line.Trim());
            }

            json.WriteEndArray();
            json.WriteString("town"u8, address.Town?.Trim());
        }

        if (recipient.Address?.Phone is { } phone)
        {
            json.WriteString("phone"u8, phone.Trim());
        }

        json.WriteEndObject();
    }

    private static void WriteVat(Utf8JsonWriter json, Quote quote)
    {
        json.WriteStartArray("vat"u8);
        foreach (var line in quote.Vat)
        {
            json.WriteStartObject();
            json.WriteNumber("rate"u8, line.Rate);
            json.WriteNumber("total"u8, line.Total);
            json.WriteNumber("vat"u8, line.Vat);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (quote.Totals.Delivery + quote.Totals.SmallOrderCharge + quote.Totals.Tip > 0)
        {
            json.WriteStartObject("vatRates"u8);
            json.WriteNumber("delivery"u8, quote.Restaurant.VatRates.Delivery);
            json.WriteNumber("tip"u8, quote.Restaurant.VatRates.Tip);
            json.WriteEndObject();
        }
    }

    private static void WriteLine(Utf8JsonWriter json, PricedLine line, long discount)
    {
        json.WriteStartObject();
        json.WriteString("item"u8, line.Id);
        json.WriteString("name"u8, line.Name);
        WriteVariation(json, line.Variation);
        WriteModifiers(json, line.Modifiers);
        if (line.Choices.Count > 0)
        {
            WriteChoices(json, line);
        }

        json.WriteNumber("quantity"u8, line.Quantity);
        json.WriteNumber("unitPrice"u8, line.UnitPrice);
        json.WriteNumber("total"u8, line.Total);
        if (discount > 0)
        {
            json.WriteNumber("discount"u8, discount);
        }

        json.WriteNumber("vatRate"u8, line.VatRate);
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

    private static void WriteVariation(Utf8JsonWriter json, Variation? chosen)
    {
        if (chosen is null)
        {
            json.WriteNull("variation"u8);
            return;
        }

        json.WriteStartObject("variation"u8);
        json.WriteString("id"u8, chosen.Id);
        json.WriteString("name"u8, chosen.Name);
        json.WriteNumber("price"u8, chosen.Price);
        if (chosen.KitchenNumber is { } kitchen)
        {
            json.WriteString("kitchenNumber"u8, kitchen);
        }

        json.WriteEndObject();
    }

    /// <summary>What is in a meal deal, each with its part of the deal's price.</summary>
    private static void WriteChoices(Utf8JsonWriter json, PricedLine line)
    {
        var parts = line.TaxedParts();
        json.WriteStartArray("choices"u8);
        for (var index = 0; index < line.Choices.Count; index++)
        {
            var choice = line.Choices[index];
            json.WriteStartObject();
            json.WriteString("group"u8, choice.Group.Id);
            json.WriteString("item"u8, choice.Item.Id);
            json.WriteString("name"u8, choice.Item.Name);
            WriteVariation(json, choice.Variation);
            WriteModifiers(json, choice.Modifiers);
            json.WriteNumber("quantity"u8, choice.Quantity);
            json.WriteNumber("surcharge"u8, choice.Surcharge);
            json.WriteNumber("total"u8, parts[index].Total);
            json.WriteNumber("vatRate"u8, parts[index].Rate);
            json.WritePropertyName("allergens"u8);
            choice.Allergens.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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

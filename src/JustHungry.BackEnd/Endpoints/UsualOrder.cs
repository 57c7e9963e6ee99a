using System.Text.Json;
using JustHungry.Ordering.Orders;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Reads the body of an order as nearly all of them are, faster than the serializer, which is slow with records of more than four
/// members: that was a fourteenth of the primary's time. What is in any way unusual (unknown, doubled, missing or null members, other
/// types, meal deals, an address, a confirmed age) is left to the serializer, which says what is wrong with it. Pure; thread-safe.
/// </summary>
internal static class UsualOrder
{
    /// <summary>The order, as the serializer would read it; null where it is to be asked.</summary>
    public static PlaceOrder? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            return json.Read() && Order(ref json) is { } order && !json.Read() ? order : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static PlaceOrder? Order(ref Utf8JsonReader json)
    {
        string? restaurant = null, service = null, postcode = null, time = null, voucher = null;
        List<BasketLine>? lines = null;
        long? total = null, tip = null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUsual =
                json.ValueTextEquals("restaurant"u8) ? Text(ref json, ref restaurant)
                : json.ValueTextEquals("lines"u8) ? lines is null && (lines = List(ref json, Line)) is not null
                : json.ValueTextEquals("expectedTotal"u8) ? Number(ref json, ref total)
                : json.ValueTextEquals("service"u8) ? Text(ref json, ref service)
                : json.ValueTextEquals("postcode"u8) ? Text(ref json, ref postcode)
                : json.ValueTextEquals("time"u8) ? Text(ref json, ref time)
                : json.ValueTextEquals("voucher"u8) ? Text(ref json, ref voucher)
                : json.ValueTextEquals("tip"u8) && Number(ref json, ref tip);
            if (!isUsual)
            {
                return null;
            }
        }

        return json.TokenType == JsonTokenType.EndObject && restaurant is not null && lines is not null
            ? new PlaceOrder(restaurant, lines, total, service, postcode, null, time, voucher, tip)
            : null;
    }

    private static BasketLine? Line(ref Utf8JsonReader json)
    {
        string? item = null, variation = null, note = null;
        long? quantity = null;
        List<ChosenModifier>? modifiers = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUsual =
                json.ValueTextEquals("item"u8) ? Text(ref json, ref item)
                : json.ValueTextEquals("quantity"u8) ? Number(ref json, ref quantity)
                : json.ValueTextEquals("variation"u8) ? Text(ref json, ref variation)
                : json.ValueTextEquals("modifiers"u8) ? modifiers is null && (modifiers = List(ref json, Modifier)) is not null
                : json.ValueTextEquals("note"u8) && Text(ref json, ref note);
            if (!isUsual)
            {
                return null;
            }
        }

        return json.TokenType == JsonTokenType.EndObject && item is not null && quantity is >= int.MinValue and <= int.MaxValue
            ? new BasketLine(item, (int)quantity, variation, modifiers, note)
            : null;
    }

    private static ChosenModifier? Modifier(ref Utf8JsonReader json)
    {
        string? id = null;
        long? quantity = null;
        List<ChosenModifier>? modifiers = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUsual =
                json.ValueTextEquals("id"u8) ? Text(ref json, ref id)
                : json.ValueTextEquals("quantity"u8) ? Number(ref json, ref quantity)
                : json.ValueTextEquals("modifiers"u8) && modifiers is null && (modifiers = List(ref json, Modifier)) is not null;
            if (!isUsual)
            {
                return null;
            }
        }

        return json.TokenType == JsonTokenType.EndObject && id is not null && (quantity ?? 1) is >= int.MinValue and <= int.MaxValue and var count
            ? new ChosenModifier(id, (int)count, modifiers)
            : null;
    }

    /// <summary>A list of objects; null where it, or one of them, is not as usual.</summary>
    private static List<T>? List<T>(ref Utf8JsonReader json, ReadOne<T> read)
        where T : class
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var list = new List<T>();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            if (read(ref json) is not { } one)
            {
                return null;
            }

            list.Add(one);
        }

        return json.TokenType == JsonTokenType.EndArray ? list : null;
    }

    private static bool Text(ref Utf8JsonReader json, ref string? value)
    {
        if (value is not null || !json.Read() || json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        value = json.GetString();
        return true;
    }

    private static bool Number(ref Utf8JsonReader json, ref long? value)
    {
        if (value is not null || !json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var number))
        {
            return false;
        }

        value = number;
        return true;
    }

    private delegate T? ReadOne<T>(ref Utf8JsonReader json);
}

using System.Text.Json;
using JustHungry.Client.Ordering;

namespace JustHungry.Client.Api;

/// <summary>Writes the bodies of requests. Optional fields that were not chosen are left out.</summary>
internal static class RequestBodies
{
    public static byte[] Customer(string name, string postcode) => Write(json =>
    {
        json.WriteString("name", name);
        json.WriteString("postcode", postcode);
    });

    public static byte[] Order(string restaurant, IEnumerable<ChosenLine> lines, long? expectedTotal) => Write(json =>
    {
        json.WriteString("restaurant", restaurant);
        json.WriteStartArray("lines");
        foreach (var line in lines)
        {
            Line(json, line);
        }

        json.WriteEndArray();
        if (expectedTotal is { } total)
        {
            json.WriteNumber("expectedTotal", total);
        }
    });

    private static void Line(Utf8JsonWriter json, ChosenLine line)
    {
        json.WriteStartObject();
        json.WriteString("item", line.Item);
        if (line.Variation is not null)
        {
            json.WriteString("variation", line.Variation);
        }

        Options(json, line.Options);
        json.WriteNumber("quantity", line.Quantity);
        if (line.Note is not null)
        {
            json.WriteString("note", line.Note);
        }

        json.WriteEndObject();
    }

    private static void Options(Utf8JsonWriter json, IReadOnlyList<ChosenOption> options)
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
            if (option.Quantity != 1)
            {
                json.WriteNumber("quantity", option.Quantity);
            }

            Options(json, option.Options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}

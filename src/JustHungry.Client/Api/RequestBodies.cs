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

    /// <summary>An object of texts; those that are null are left out.</summary>
    public static byte[] Of(params ReadOnlySpan<(string Name, string? Text)> members)
    {
        var given = members.ToArray();
        return Write(json =>
        {
            foreach (var (name, text) in given)
            {
                if (text is not null)
                {
                    json.WriteString(name, text);
                }
            }
        });
    }

    /// <summary>A change of what is known of somebody; what is null stays.</summary>
    public static byte[] Change(string? name, string? postcode, string? phone, IReadOnlyList<string>? address) => Write(json =>
    {
        foreach (var (field, text) in ((string, string?)[])[("name", name), ("postcode", postcode), ("phone", phone)])
        {
            if (text is not null)
            {
                json.WriteString(field, text);
            }
        }

        if (address is not null)
        {
            json.WriteStartArray("address");
            foreach (var line in address)
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
        }
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

        Choices(json, line.Options);
        Options(json, [.. line.Options.Where(option => option.Deal is null)]);
        json.WriteNumber("quantity", line.Quantity);
        if (line.Note is not null)
        {
            json.WriteString("note", line.Note);
        }

        json.WriteEndObject();
    }

    /// <summary>The dishes of a meal deal.</summary>
    private static void Choices(Utf8JsonWriter json, IReadOnlyList<ChosenOption> options)
    {
        if (!options.Any(option => option.Deal is not null))
        {
            return;
        }

        json.WriteStartArray("choices");
        foreach (var option in options.Where(option => option.Deal is not null))
        {
            json.WriteStartObject();
            json.WriteString("group", option.Deal!.Group);
            json.WriteString("item", option.Deal.Item);
            if (option.Deal.Variation is { } variation)
            {
                json.WriteString("variation", variation);
            }

            if (option.Quantity != 1)
            {
                json.WriteNumber("quantity", option.Quantity);
            }

            Options(json, option.Options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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

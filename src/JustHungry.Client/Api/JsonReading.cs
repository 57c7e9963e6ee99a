using System.Text;
using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>
/// Reads the API's JSON leniently: the contract grows by addition, so unknown fields are passed over and missing ones are
/// empty. Text is cleaned of control characters on the way in, so that no menu can write to somebody's terminal.
/// </summary>
internal static class JsonReading
{
    /// <summary>A string field; numbers are told as text, an object by its "name", its "slug" or its "id".</summary>
    public static string Text(this JsonElement element, string field) => element.TextOrNull(field) ?? "";

    public static string? TextOrNull(this JsonElement element, string field) =>
        element.Field(field) is { } value ? value.AsText() : null;

    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Clean(value.GetString()!),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object => value.TextOrNull("name") ?? value.TextOrNull("slug") ?? value.TextOrNull("id"),
        _ => null,
    };

    public static long? WholeOrNull(this JsonElement element, string field) =>
        element.Field(field) is { ValueKind: JsonValueKind.Number } value
            ? value.TryGetInt64(out var whole) ? whole : (long)value.GetDouble()
            : null;

    public static long Whole(this JsonElement element, string field) => element.WholeOrNull(field) ?? 0;

    public static bool Flag(this JsonElement element, string field, bool otherwise = false) =>
        element.Field(field)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => otherwise,
        };

    public static DateTimeOffset? TimeOrNull(this JsonElement element, string field) =>
        element.Field(field) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var at)
            ? at
            : null;

    /// <summary>The elements of an array field; none where it is missing.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string field) =>
        element.Field(field) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, string field) =>
        [.. element.List(field).Select(AsText).OfType<string>()];

    public static JsonElement? Field(this JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(field, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    /// <summary>Control characters become spaces; line breaks too, because every text stands on a line of ours.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            clean.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return clean.ToString().Trim();
    }
}

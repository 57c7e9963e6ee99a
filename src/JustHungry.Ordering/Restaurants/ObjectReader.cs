using System.Text.Json;

namespace JustHungry.Ordering.Restaurants;

/// <summary>
/// Reads one object of a document, member by member. A fault is noted and a harmless value given back, so that reading
/// goes on to the next. <see cref="End"/> finds the members that nobody asked for.
/// </summary>
internal sealed class ObjectReader(DocumentReader document, JsonElement element, string path)
{
    private const int IdLength = 64;

    private readonly HashSet<string> _known = [];

    /// <summary>Path of a member.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Notes a fault at a member.</summary>
    public void Fault(string name, string message) => document.Fault(PathOf(name), message);

    /// <summary>The member, or null where it is missing or null.</summary>
    public JsonElement? Optional(string name)
    {
        _known.Add(name);
        return element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    /// <summary>A text of <paramref name="min"/> to <paramref name="max"/> characters.</summary>
    public string Text(string name, int max, int min = 1)
    {
        if (Required(name) is not { } member)
        {
            return "";
        }

        return min == 0 && member.ValueKind == JsonValueKind.String && member.GetString() is ""
            ? ""
            : document.Text(member, PathOf(name), max);
    }

    /// <summary>A text that may be missing.</summary>
    public string? OptionalText(string name, int max) =>
        Optional(name) is { } member ? document.Text(member, PathOf(name), max) : null;

    /// <summary>An id: 1–64 lower-case letters, digits and hyphens, not at its ends.</summary>
    public string Id(string name)
    {
        var id = Text(name, IdLength);
        var isGood = id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && !id.StartsWith('-') && !id.EndsWith('-');
        if (!isGood)
        {
            Fault(
                name,
                "An id has lower-case letters, digits and hyphens alone, and does not begin or end with a hyphen.");
        }

        return id;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Integer(string name, int min, int max) =>
        Required(name) is { } member ? Integer(name, member, min, max) : min;

    /// <summary>A whole number that may be missing.</summary>
    public int? OptionalInteger(string name, int min, int max) =>
        Optional(name) is { } member ? Integer(name, member, min, max) : null;

    /// <summary>A number within bounds.</summary>
    public double Number(string name, double min, double max)
    {
        if (Required(name) is { } member)
        {
            if (member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var number) && number >= min && number <= max)
            {
                return number;
            }

            Fault(name, $"A number from {min} to {max} is needed here.");
        }

        return min;
    }

    /// <summary>True or false; <paramref name="otherwise"/> where it may be missing and is.</summary>
    public bool Boolean(string name, bool? otherwise = null)
    {
        if ((otherwise is null ? Required(name) : Optional(name)) is not { } member)
        {
            return otherwise ?? false;
        }

        if (member.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fault(name, "Either true or false is needed here.");
            return false;
        }

        return member.GetBoolean();
    }

    /// <summary>An object that must be there; null, with a fault, where it is not.</summary>
    public ObjectReader? Object(string name) =>
        Required(name) is { } member ? document.Object(member, PathOf(name)) : null;

    /// <summary>An object that may be missing.</summary>
    public ObjectReader? OptionalObject(string name) =>
        Optional(name) is { } member ? document.Object(member, PathOf(name)) : null;

    /// <summary>A list with so many elements; those that could not be read (null) are left out.</summary>
    public IReadOnlyList<T> List<T>(string name, int min, int max, Func<JsonElement, string, T?> read)
        where T : class
    {
        if ((min > 0 ? Required(name) : Optional(name)) is not { } member)
        {
            return [];
        }

        if (member.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "A list is needed here.");
            return [];
        }

        var length = member.GetArrayLength();
        if (length < min || length > max)
        {
            Fault(name, $"The list must have {min} to {max} elements; it has {length}.");
        }

        var elements = new List<T>();
        foreach (var (index, each) in member.EnumerateArray().Take(max).Index())
        {
            if (read(each, $"{PathOf(name)}[{index}]") is { } value)
            {
                elements.Add(value);
            }
        }

        return elements;
    }

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int min, int max, Func<ObjectReader, T?> read)
        where T : class =>
        List(name, min, max, (each, at) =>
        {
            if (document.Object(each, at) is not { } reader)
            {
                return null;
            }

            var value = read(reader);
            reader.End();
            return value;
        });

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name, int min, int max, int length) =>
        List(name, min, max, (each, at) => document.Text(each, at, length));

    /// <summary>Notes every member that nobody asked for, or that stands there twice.</summary>
    public void End()
    {
        var seen = new HashSet<string>();
        foreach (var member in element.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
            {
                Fault(member.Name, "There is no such field.");
            }
            else if (!seen.Add(member.Name))
            {
                Fault(member.Name, "The field stands here twice.");
            }
        }
    }

    private JsonElement? Required(string name)
    {
        if (Optional(name) is { } member)
        {
            return member;
        }

        Fault(name, "The field is missing.");
        return null;
    }

    private int Integer(string name, JsonElement member, int min, int max)
    {
        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(name, $"A whole number from {min} to {max} is needed here.");
        return min;
    }
}

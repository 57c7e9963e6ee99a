using System.Text.Json;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Restaurants;

/// <summary>Collects the faults of one document, so that all are told at once.</summary>
internal sealed class DocumentReader
{
    /// <summary>Whoever has so many has one mistake many times: a thousand lines say so as well as ten thousand.</summary>
    public const int MaxFaults = 1_000;

    private readonly List<Fault> _faults = [];

    /// <summary>What is wrong, in the order of finding; empty where all is well.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Notes a fault at a path.</summary>
    public void Fault(string path, string message)
    {
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(new Fault(path, Reason.DocumentInvalid, message));
        }
    }

    /// <summary>Begins an object; null, with a fault, where it is none.</summary>
    public ObjectReader? Object(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return new ObjectReader(this, element, path);
        }

        Fault(path, "An object is needed here.");
        return null;
    }

    /// <summary>Reads a text that stands in a list.</summary>
    public string Text(JsonElement element, string path, int max)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            Fault(path, "A text is needed here.");
            return "";
        }

        var text = element.GetString()!;
        if (text.Trim().Length == 0 || text.Length > max)
        {
            Fault(path, $"The text must have 1 to {max} characters.");
        }
        else if (text.Any(char.IsControl))
        {
            Fault(path, "The text has control characters.");
        }

        return text;
    }
}

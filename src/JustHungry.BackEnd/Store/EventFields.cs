using System.Text;
using System.Text.Json;

namespace JustHungry.BackEnd.Store;

/// <summary>The members of one event, whichever it is.</summary>
internal ref struct EventFields
{
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> Restaurant;
    public ReadOnlySpan<byte> Document;
    public Guid Id;
    public long Day;
    public long Number;
    public long Through;
    public long Before;
    public long AcceptedFor;
    public long Expires;
    public bool IsLast;

    public EventFields()
    {
    }

    /// <summary>Made when they are needed: the frequent events have none.</summary>
    public Dictionary<string, string> Texts => _texts ??= [];

    private Dictionary<string, string>? _texts;

    public Dictionary<string, double> Numbers => field ??= [];

    /// <summary>A text; null where the event has none of that name.</summary>
    public readonly string? TextOrNull(string name) => _texts?.GetValueOrDefault(name);

    /// <summary>Takes the member at whose name the reader stands; the large ones are not its matter.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        reader.Read();
        if (name.SequenceEqual("type"u8))
        {
            Type = reader.ValueSpan;
        }
        else if (name.SequenceEqual("id"u8))
        {
            Id = reader.GetGuid();
        }
        else if (name.SequenceEqual("restaurant"u8))
        {
            Restaurant = reader.ValueSpan;
        }
        else if (name.SequenceEqual("day"u8))
        {
            Day = reader.GetInt64();
        }
        else if (name.SequenceEqual("acceptedFor"u8))
        {
            AcceptedFor = reader.GetInt64();
        }
        else if (name.SequenceEqual("number"u8))
        {
            Number = reader.GetInt64();
        }
        else if (reader.TokenType is JsonTokenType.Number)
        {
            Numbers[Encoding.UTF8.GetString(name)] = reader.GetDouble();
            if (reader.TryGetInt64(out var whole))
            {
                Through = name.SequenceEqual("through"u8) ? whole : Through;
                Before = name.SequenceEqual("before"u8) ? whole : Before;
                Expires = name.SequenceEqual("expires"u8) ? whole : Expires;
            }
        }
        else
        {
            Texts[Encoding.UTF8.GetString(name)] =
                reader.TokenType == JsonTokenType.String ? reader.GetString()! : reader.GetBoolean() ? "true" : "false";
        }
    }
}

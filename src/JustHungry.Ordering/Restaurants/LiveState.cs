using System.Collections.Frozen;
using System.Text.Json;

namespace JustHungry.Ordering.Restaurants;

/// <summary>
/// What the kitchen says of the moment, beside the restaurant's document: a pause, being busy, what has run out.
/// Immutable; safe for any thread.
/// </summary>
public sealed record LiveState
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static readonly LiveState Usual = new();

    /// <summary>No orders until then; null: orders are taken.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Minutes that everything takes longer, 0–240.</summary>
    public int BusyMinutes { get; init; }

    /// <summary>Until when it is so; null: until it is said otherwise.</summary>
    public DateTimeOffset? BusyUntil { get; init; }

    /// <summary>What has run out, by <see cref="MenuKey"/>, and until when; null: until it is said otherwise.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> Out { get; init; } =
        FrozenDictionary<string, DateTimeOffset?>.Empty;

    /// <summary>True where no orders are taken at that moment.</summary>
    public bool IsPaused(DateTimeOffset now) => PausedUntil is { } until && now < until;

    /// <summary>Minutes that are added at that moment.</summary>
    public int Busy(DateTimeOffset now) => BusyUntil is { } until && now >= until ? 0 : BusyMinutes;

    /// <summary>True where something has run out for food that is wanted at that moment.</summary>
    public bool IsOut(string key, DateTimeOffset wanted) =>
        Out.Count > 0 && Out.TryGetValue(key, out var until) && (until is null || wanted < until);

    /// <summary>The same without what has passed, so that it does not grow for ever.</summary>
    public LiveState Pruned(DateTimeOffset now) => this with
    {
        PausedUntil = IsPaused(now) ? PausedUntil : null,
        BusyMinutes = Busy(now),
        BusyUntil = Busy(now) == 0 ? null : BusyUntil,
        Out = Out.Where(each => each.Value is null || each.Value > now).ToFrozenDictionary(),
    };

    /// <summary>Writes it as one JSON object, as stores and the log have it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteTime(json, "pausedUntil", PausedUntil);
        json.WriteNumber("busyMinutes", BusyMinutes);
        WriteTime(json, "busyUntil", BusyUntil);
        json.WriteStartObject("out");
        foreach (var (key, until) in Out.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            WriteTime(json, key, until);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LiveState Parse(ReadOnlyMemory<byte> utf8)
    {
        using var json = JsonDocument.Parse(utf8);
        var root = json.RootElement;
        return new LiveState
        {
            PausedUntil = Time(root.GetProperty("pausedUntil")),
            BusyMinutes = root.GetProperty("busyMinutes").GetInt32(),
            BusyUntil = Time(root.GetProperty("busyUntil")),
            Out = root.GetProperty("out").EnumerateObject()
                .ToFrozenDictionary(each => each.Name, each => Time(each.Value)),
        };
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString(name, value.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static DateTimeOffset? Time(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? null : element.GetDateTimeOffset();
}

/// <summary>What the parts of a menu are called where something has run out.</summary>
public static class MenuKey
{
    /// <summary>An item.</summary>
    public static string Item(string item) => item;

    /// <summary>A size of an item.</summary>
    public static string Variation(string item, string variation) => $"{item}:{variation}";

    /// <summary>A choice of a group.</summary>
    public static string Modifier(string group, string modifier) => $"{group}#{modifier}";
}

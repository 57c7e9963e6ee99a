using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Log;

/// <summary>
/// How an entry is written: one UTF-8 JSON object that a person can read,
/// <c>{"position","view","time","previous","schema","newView"?,"sizes":[…],"commands":[…]}</c>, where the sizes are those of the commands,
/// in bytes. Pure; thread-safe.
/// </summary>
public static class EntryFormat
{
    /// <summary>The version of this format; an entry with a higher one was written by a newer program.</summary>
    public const int Schema = 1;

    /// <summary>The most that a batch of several commands may take, in bytes.</summary>
    public const int BatchBytes = 256 * 1024;

    /// <summary>The most that a single command may take, in bytes.</summary>
    public const int CommandBytes = 1024 * 1024;

    /// <summary>The hash of an entry, and so of a head: SHA-256, 64 lower-case hex digits.</summary>
    public static string Hash(ReadOnlySpan<byte> entry) => Convert.ToHexStringLower(SHA256.HashData(entry));

    /// <summary>The head of a log without entries.</summary>
    public static LogHead Origin(string lineage) => new(lineage, 0, Hash(Encoding.UTF8.GetBytes(lineage)));

    /// <summary>Writes the entry that follows <paramref name="previous"/>.</summary>
    public static ReadOnlyMemory<byte> Write(
        LogHead previous, long view, DateTimeOffset time, View? newView, IReadOnlyList<ReadOnlyMemory<byte>> commands)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("position", previous.Position + 1);
            json.WriteNumber("view", view);
            json.WriteString("time", Time(time));
            json.WriteString("previous", previous.Hash);
            json.WriteNumber("schema", Schema);
            if (newView is not null)
            {
                json.WritePropertyName("newView");
                JsonSerializer.Serialize(json, newView, ReplicationJson.Default.View);
            }
            json.WriteStartArray("sizes");
            foreach (var command in commands)
            {
                json.WriteNumberValue(command.Length);
            }
            json.WriteEndArray();
            json.WriteStartArray("commands");
        }
        return Join(buffer.WrittenSpan, commands);
    }

    /// <summary>The commands behind what stands before them, in one buffer of just that size.</summary>
    private static byte[] Join(ReadOnlySpan<byte> start, IReadOnlyList<ReadOnlyMemory<byte>> commands)
    {
        var separators = Math.Max(0, commands.Count - 1);
        var entry = GC.AllocateUninitializedArray<byte>(start.Length + commands.Sum(command => command.Length) + separators + End.Length);
        start.CopyTo(entry);
        var at = start.Length;
        for (var i = 0; i < commands.Count; i++)
        {
            if (i > 0)
            {
                entry[at++] = (byte)',';
            }
            commands[i].Span.CopyTo(entry.AsSpan(at));
            at += commands[i].Length;
        }
        End.CopyTo(entry.AsSpan(at));
        return entry;
    }

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="FormatException">The bytes are no entry, or one of a newer program; the message says which.</exception>
    public static LogEntry Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadSized(bytes) ?? ReadWhole(bytes);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is no entry of a log: {error.Message}", error);
        }
    }

    /// <summary>By the sizes of its commands, without reading through them; null for an entry that does not tell them.</summary>
    private static LogEntry? ReadSized(ReadOnlyMemory<byte> bytes)
    {
        long? position = null, view = null;
        DateTimeOffset? time = null;
        string? previous = null;
        View? newView = null;
        List<int>? sizes = null;
        var json = new Utf8JsonReader(bytes.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "position":
                    position = json.GetInt64();
                    break;
                case "view":
                    view = json.GetInt64();
                    break;
                case "time":
                    time = json.GetDateTimeOffset();
                    break;
                case "previous":
                    previous = json.GetString();
                    break;
                case "schema":
                    CheckSchema(json.GetInt32());
                    break;
                case "newView":
                    newView = JsonSerializer.Deserialize(ref json, ReplicationJson.Default.View);
                    break;
                case "sizes":
                    sizes = Numbers(ref json);
                    break;
                case "commands" when sizes is not null && position is not null && view is not null && time is not null && previous is not null:
                    return new LogEntry(
                        position.Value, view.Value, time.Value, previous, Hash(bytes.Span), newView,
                        Slices(bytes, (int)json.BytesConsumed, sizes), bytes);
                default:
                    json.Skip();
                    break;
            }
        }
        return null;
    }

    private static List<int> Numbers(ref Utf8JsonReader json)
    {
        var numbers = new List<int>();
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            numbers.Add(json.GetInt32());
        }
        return numbers;
    }

    /// <summary>The commands as slices of the entry's own bytes: nothing is copied, nothing inside is parsed.</summary>
    private static List<ReadOnlyMemory<byte>> Slices(ReadOnlyMemory<byte> bytes, int at, List<int> sizes)
    {
        var slices = new List<ReadOnlyMemory<byte>>(sizes.Count);
        foreach (var size in sizes)
        {
            var start = slices.Count == 0 ? at : at + 1;
            if (size <= 0 || size > bytes.Length - start || (slices.Count > 0 && bytes.Span[at] != (byte)','))
            {
                throw new JsonException("The sizes of its commands are not theirs.");
            }
            slices.Add(bytes.Slice(start, size));
            at = start + size;
        }
        return bytes.Span[at..].SequenceEqual(End) ? slices : throw new JsonException("The sizes of its commands are not theirs.");
    }

    /// <summary>As programs before 2026-11-22 wrote them.</summary>
    private static LogEntry ReadWhole(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var entry = document.RootElement;
        CheckSchema(entry.GetProperty("schema").GetInt32());
        var newView = entry.TryGetProperty("newView", out var view)
            ? view.Deserialize(ReplicationJson.Default.View)
            : null;
        return new LogEntry(
            entry.GetProperty("position").GetInt64(),
            entry.GetProperty("view").GetInt64(),
            entry.GetProperty("time").GetDateTimeOffset(),
            entry.GetProperty("previous").GetString()!,
            Hash(bytes.Span),
            newView,
            Slices(entry.GetProperty("commands"), bytes),
            bytes);
    }

    private static void CheckSchema(int schema)
    {
        if (schema > Schema)
        {
            throw new FormatException($"The entry has schema {schema}; this program reads up to {Schema}. Upgrade it.");
        }
    }

    private static ReadOnlySpan<byte> End => "]}"u8;

    /// <summary>Whole milliseconds, so that a time read back equals the time that was written.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static List<ReadOnlyMemory<byte>> Slices(JsonElement commands, ReadOnlyMemory<byte> bytes)
    {
        var slices = new List<ReadOnlyMemory<byte>>(commands.GetArrayLength());
        foreach (var command in commands.EnumerateArray())
        {
            var raw = JsonMarshal.GetRawUtf8Value(command);
            bytes.Span.Overlaps(raw, out var offset);
            slices.Add(bytes.Slice(offset, raw.Length));
        }
        return slices;
    }
}

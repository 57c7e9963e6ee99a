using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Log;

/// <summary>
/// How an entry is written: one UTF-8 JSON object that a person can read,
/// <c>{"position","view","time","previous","schema","newView"?,"commands":[…]}</c>. Pure; thread-safe.
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
        var size = 512 + commands.Sum(command => command.Length + 1);
        var buffer = new ArrayBufferWriter<byte>(size);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
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
        json.WriteStartArray("commands");
        foreach (var command in commands)
        {
            json.WriteRawValue(command.Span, skipInputValidation: true);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="FormatException">The bytes are no entry, or one of a newer program; the message says which.</exception>
    public static LogEntry Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var entry = document.RootElement;
            var schema = entry.GetProperty("schema").GetInt32();
            if (schema > Schema)
            {
                throw new FormatException($"The entry has schema {schema}; this program reads up to {Schema}. Upgrade it.");
            }
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
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is no entry of a log: {error.Message}", error);
        }
    }

    /// <summary>Whole milliseconds, so that a time read back equals the time that was written.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The commands as slices of the entry's own bytes: nothing is copied, nothing inside is parsed.</summary>
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

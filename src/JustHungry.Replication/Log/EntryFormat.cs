using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Log;

/// <summary>
/// How an entry is written: one UTF-8 JSON object that a person can read,
/// <c>{"position","view","time","previous","schema","newView"?,"attached"?,"sizes":[…],"commands":[…]}</c>, where the sizes are those of the
/// commands, in bytes. A large one is packed where the town's feature level allows it: <c>"packed":"br"}</c> stands in place of the
/// commands, and what stands there otherwise follows as a Brotli stream (<see cref="Packing"/>). So many bytes as are attached stand at
/// the very end: they are the state machine's, which attaches nothing below the level at which it may. Pure; thread-safe.
/// </summary>
public static class EntryFormat
{
    /// <summary>The newest version of this format that this program reads.</summary>
    public const int Schema = AttachedSchema;

    /// <summary>From this feature level on (<see cref="View.Level"/>), every replica reads packed entries.</summary>
    public const int PackedLevel = 2;

    /// <summary>The most that a batch of several commands may take, in bytes.</summary>
    public const int BatchBytes = 768 * 1024;

    /// <summary>The most that a single command may take, in bytes.</summary>
    public const int CommandBytes = 1024 * 1024;

    /// <summary>What is shorter gains nothing by being packed, and is left for people to read.</summary>
    private const int LeastPacked = 4 * 1024;

    /// <summary>More than any entry takes: what claims to be larger is not unpacked.</summary>
    private const int MostText = BatchBytes + CommandBytes;

    private const int PlainSchema = 1;
    private const int PackedSchema = 2;
    private const int AttachedSchema = 3;

    /// <summary>The hash of an entry, and so of a head: SHA-256, 64 lower-case hex digits.</summary>
    public static string Hash(ReadOnlySpan<byte> entry) => Convert.ToHexStringLower(SHA256.HashData(entry));

    /// <summary>The head of a log without entries.</summary>
    public static LogHead Origin(string lineage) => new(lineage, 0, Hash(Encoding.UTF8.GetBytes(lineage)));

    /// <summary>Writes the entry that follows <paramref name="previous"/>.</summary>
    /// <param name="previous">The head that it is built on.</param>
    /// <param name="view">The number of its view.</param>
    /// <param name="time">When it was decided.</param>
    /// <param name="newView">The view that it begins; null: none.</param>
    /// <param name="commands">One JSON object for each.</param>
    /// <param name="level">The town's feature level before this entry.</param>
    /// <param name="attachment">What stands beside the commands.</param>
    public static ReadOnlyMemory<byte> Write(
        LogHead previous, long view, DateTimeOffset time, View? newView, IReadOnlyList<ReadOnlyMemory<byte>> commands,
        int level = View.FirstLevel, ReadOnlyMemory<byte> attachment = default)
    {
        var text = Text(commands);
        var isPacked = level >= PackedLevel && text.Length >= LeastPacked;
        var start = Start(previous, view, time, newView, commands, isPacked, attachment.Length);
        return isPacked ? Packing.Pack(start, text, attachment.Span) : (byte[])[.. start, .. text, .. attachment.Span];
    }

    /// <summary>Everything that stands before the commands.</summary>
    private static ReadOnlySpan<byte> Start(
        LogHead previous, long view, DateTimeOffset time, View? newView, IReadOnlyList<ReadOnlyMemory<byte>> commands, bool isPacked, int attached)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("position", previous.Position + 1);
            json.WriteNumber("view", view);
            json.WriteString("time", Time(time));
            json.WriteString("previous", previous.Hash);
            json.WriteNumber("schema", attached > 0 ? AttachedSchema : isPacked ? PackedSchema : PlainSchema);
            if (newView is not null)
            {
                json.WritePropertyName("newView");
                JsonSerializer.Serialize(json, newView, ReplicationJson.Default.View);
            }
            if (attached > 0)
            {
                json.WriteNumber("attached", attached);
            }
            json.WriteStartArray("sizes");
            foreach (var command in commands)
            {
                json.WriteNumberValue(command.Length);
            }
            json.WriteEndArray();
            if (isPacked)
            {
                json.WriteString("packed", "br");
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartArray("commands");
            }
        }
        return buffer.WrittenSpan;
    }

    /// <summary>How long the text of commands of these sizes is.</summary>
    /// <exception cref="OverflowException">No entry is so large.</exception>
    private static int TextBytes(List<int> sizes) => checked(sizes.Sum() + Math.Max(0, sizes.Count - 1) + End.Length);

    /// <summary>The commands one after the other, and the end of the entry.</summary>
    private static byte[] Text(IReadOnlyList<ReadOnlyMemory<byte>> commands)
    {
        var text = GC.AllocateUninitializedArray<byte>(TextBytes([.. commands.Select(command => command.Length)]));
        var at = 0;
        foreach (var command in commands)
        {
            if (at > 0)
            {
                text[at++] = (byte)',';
            }
            command.Span.CopyTo(text.AsSpan(at));
            at += command.Length;
        }
        End.CopyTo(text.AsSpan(at));
        return text;
    }

    /// <summary>Reads an entry back.</summary>
    /// <exception cref="FormatException">The bytes are no entry, or one of a newer program; the message says which.</exception>
    public static LogEntry Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadSized(bytes) ?? ReadWhole(bytes);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException)
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
        var attached = 0;
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
                case "attached":
                    attached = json.GetInt32();
                    break;
                case "sizes":
                    sizes = Numbers(ref json);
                    break;
                case "commands" or "packed" when sizes is not null && position is not null && view is not null && time is not null && previous is not null:
                    var (commands, attachment) = Split(bytes, attached);
                    return new LogEntry(
                        position.Value, view.Value, time.Value, previous, Hash(bytes.Span), newView,
                        Slices(Text(commands, ref json, sizes), sizes), bytes) { Attachment = attachment };
                default:
                    json.Skip();
                    break;
            }
        }
        return null;
    }

    /// <summary>What is attached, and what stands before it.</summary>
    private static (ReadOnlyMemory<byte> Commands, ReadOnlyMemory<byte> Attachment) Split(ReadOnlyMemory<byte> bytes, int attached) =>
        attached >= 0 && attached <= bytes.Length
            ? (bytes[..^attached], bytes[^attached..])
            : throw new JsonException("It does not hold what it says is attached.");

    /// <summary>The text of the commands: what follows the start of their list, or what follows the object, unpacked.</summary>
    private static ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> bytes, ref Utf8JsonReader json, List<int> sizes)
    {
        var isPacked = json.TokenType == JsonTokenType.String;
        if (isPacked)
        {
            json.Read();
        }
        if (json.BytesConsumed > bytes.Length)
        {
            throw new JsonException("What it says is attached is not.");
        }
        var rest = bytes[(int)json.BytesConsumed..];
        return isPacked ? Unpack(rest.Span, TextBytes(sizes)) : rest;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, int bytes) =>
        (bytes is > 0 and <= MostText ? Packing.Unpack(packed, bytes) : null) ?? throw new JsonException("What was packed does not give its commands.");

    private static List<int> Numbers(ref Utf8JsonReader json)
    {
        var numbers = new List<int>();
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            numbers.Add(json.GetInt32());
        }
        return numbers;
    }

    /// <summary>The commands as slices of their text: nothing is copied, nothing inside is parsed.</summary>
    private static List<ReadOnlyMemory<byte>> Slices(ReadOnlyMemory<byte> bytes, List<int> sizes)
    {
        var at = 0;
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

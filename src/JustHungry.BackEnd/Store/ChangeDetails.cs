using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JustHungry.Ordering.Orders;

namespace JustHungry.BackEnd.Store;

/// <summary>What is said of an order's change, as JSON: <c>{"reason","note","promisedAt"}</c>, what is not said missing.</summary>
internal static class ChangeDetails
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the members into an object that is open.</summary>
    public static void Write(Utf8JsonWriter json, ChangeDetail detail)
    {
        if (detail.Reason is not null)
        {
            json.WriteString("reason"u8, detail.Reason);
        }

        if (detail.Note is not null)
        {
            json.WriteString("note"u8, detail.Note);
        }

        if (detail.PromisedAt is { } promised)
        {
            OrderDocument.WriteTime(json, "promisedAt"u8, promised);
        }
    }

    /// <summary>As one text; null where nothing is said.</summary>
    public static string? Text(ChangeDetail detail)
    {
        if (detail == ChangeDetail.None)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            Write(json, detail);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    public static ChangeDetail Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var detail = JsonElement.ParseValue(ref reader);
        return new ChangeDetail(
            detail.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
            detail.TryGetProperty("note", out var note) ? note.GetString() : null,
            detail.TryGetProperty("promisedAt", out var promised) ? promised.GetDateTimeOffset() : null);
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JustHungry.Ordering.Refusals;

/// <summary>Writes refusals as problem documents (RFC 9457, <c>application/problem+json</c>).</summary>
public static class Problem
{
    /// <summary>The media type of a problem document.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What every problem's <c>type</c> begins with; the code follows.</summary>
    public const string TypePrefix = "/problems/";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The problem document as UTF-8 JSON.</summary>
    public static byte[] ToBytes(Refusal refusal)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, refusal);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the problem document as one JSON object.</summary>
    public static void Write(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteStartObject();
        json.WriteString("type", TypePrefix + refusal.Reason.Code());
        json.WriteString("title", refusal.Reason.Title());
        json.WriteNumber("status", refusal.Reason.Status());
        json.WriteString("detail", refusal.Detail);
        if (refusal.Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var fault in refusal.Errors)
            {
                json.WriteStartObject();
                json.WriteString("path", fault.Path);
                json.WriteString("code", fault.Reason.Code());
                json.WriteString("message", fault.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (refusal.Total is { } total)
        {
            json.WriteNumber("total", total);
        }

        foreach (var (name, value) in refusal.Extras)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}

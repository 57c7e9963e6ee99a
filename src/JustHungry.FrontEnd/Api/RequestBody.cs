using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JustHungry.FrontEnd.Api;

/// <summary>A request's body as a command, or why it is none. Immutable.</summary>
internal readonly record struct Parsed<T>(T? Command, Refusal? Refusal)
    where T : class;

/// <summary>Reads requests' bodies.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 64 * 1024;

    private const string Json = "application/json";

    private static readonly Refusal TooLarge = new(
        Reason.BodyTooLarge, $"The body may have {MostBytes / 1024} KiB at most.");

    private static readonly Refusal NotJson = new(
        Reason.MediaTypeUnsupported, "Send the body with Content-Type: application/json, in UTF-8.");

    /// <summary>Reads, checks and parses the body.</summary>
    /// <exception cref="BadHttpRequestException">It broke off, came too slowly, or was larger than it said.</exception>
    public static async ValueTask<Parsed<T>> Read<T>(HttpContext http, JsonShape shape, JsonTypeInfo<T> type)
        where T : class
    {
        if (!IsJson(http.Request.ContentType))
        {
            return new(null, NotJson);
        }
        if (http.Request.ContentLength > MostBytes)
        {
            return new(null, TooLarge);
        }
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.IsCompleted && read.Buffer.Length <= MostBytes)
            {
                try
                {
                    return Parse(read.Buffer, shape, type);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }
            if (read.Buffer.Length > MostBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return new(null, TooLarge);
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Parsed<T> Parse<T>(ReadOnlySequence<byte> body, JsonShape shape, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.IsSingleSegment)
        {
            return Parse(body.FirstSpan, shape, type);
        }
        var whole = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(whole);
            return Parse(whole.AsSpan(0, (int)body.Length), shape, type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>The check finds every fault that the parser could, and says it in words.</summary>
    internal static Parsed<T> Parse<T>(ReadOnlySpan<byte> utf8, JsonShape shape, JsonTypeInfo<T> type)
        where T : class
    {
        if (JsonCheck.Run(utf8, shape) is { } refusal)
        {
            return new(null, refusal);
        }
        try
        {
            return new(JsonSerializer.Deserialize(utf8, type), null);
        }
        catch (JsonException e)
        {
            return new(null, new Refusal(Reason.MalformedRequest, $"The request cannot be read at {e.Path ?? "its start"}."));
        }
    }

    private static bool IsJson(string? contentType) =>
        string.Equals(contentType, Json, StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));
}

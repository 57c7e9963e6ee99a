using System.Buffers;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace JustHungry.FrontEnd.Api;

/// <summary>A command's JSON, or why there is none. Immutable.</summary>
internal readonly record struct Parsed(ReadOnlyMemory<byte> Command, Refusal? Refusal);

/// <summary>Reads requests' bodies.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>Most bytes of a restaurant's document.</summary>
    public const int MostDocumentBytes = 4 * 1024 * 1024;

    private const string Json = "application/json";


    private static readonly Refusal NotJson = new(
        Reason.MediaTypeUnsupported, "Send the body with Content-Type: application/json, in UTF-8.");

    /// <summary>Reads, checks and parses the body.</summary>
    /// <exception cref="BadHttpRequestException">It broke off, came too slowly, or was larger than it said.</exception>
    public static async ValueTask<Parsed> Read(HttpContext http, JsonShape shape, int most = MostBytes)
    {
        if (!IsJson(http.Request.ContentType))
        {
            return new(default, NotJson);
        }
        if (http.Request.ContentLength > most)
        {
            return new(default, TooLarge(most));
        }
        if (most > MostBytes && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most + 1;
        }
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.IsCompleted && read.Buffer.Length <= most)
            {
                try
                {
                    return Parse(read.Buffer, shape);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }
            if (read.Buffer.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return new(default, TooLarge(most));
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Refusal TooLarge(int most) =>
        new(Reason.BodyTooLarge, $"The body may have {most / 1024} KiB at most.");

    /// <summary>True where no JSON was sent, by a call that may go without.</summary>
    public static bool IsMissing(HttpContext http) =>
        !IsJson(http.Request.ContentType)
        || http.Request.ContentLength == 0
        || (http.Request.ContentLength is null && http.Request.Headers.TransferEncoding.Count == 0);

    private static Parsed Parse(ReadOnlySequence<byte> body, JsonShape shape)
    {
        if (body.IsSingleSegment)
        {
            return Parse(body.FirstSpan, shape);
        }
        var whole = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(whole);
            return Parse(whole.AsSpan(0, (int)body.Length), shape);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static Parsed Parse(ReadOnlySpan<byte> utf8, JsonShape shape)
    {
        using var command = new PooledWriter();
        return JsonCheck.Run(utf8, shape, command) is { } refusal ? new(default, refusal) : new(command.Written.ToArray(), null);
    }

    private static bool IsJson(string? contentType) =>
        string.Equals(contentType, Json, StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));
}

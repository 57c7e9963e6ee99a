using System.Buffers;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>Writes answers. Bodies of the back end go through byte for byte.</summary>
internal static class Answers
{
    /// <summary>Seconds after which a client should ask again, on every 503.</summary>
    public const string RetryAfter = "1";

    private const string Json = "application/json";

    private static readonly Refusal UnknownOutcome = new(
        Reason.OutcomeUnknown,
        "Outcome unknown, ask again with the same key: it is done once, however often you ask.");

    private static readonly Refusal TooBusy = new(
        Reason.Unavailable, "Too many requests are waiting. This one was not carried out; ask again in a moment.");

    private static readonly Refusal NoAnswer = new(
        Reason.Unavailable, "None of the replicas could answer in time. Ask again in a moment.");

    /// <summary>Writes JSON with a status; Kestrel sends it when the request is over.</summary>
    public static Task Write(HttpContext http, int status, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = status >= 400 ? Problem.MediaType : Json;
        response.ContentLength = body.Length;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfter;
        }
        response.BodyWriter.Write(body.Span);
        return Task.CompletedTask;
    }

    /// <summary>Writes a refusal as a problem document.</summary>
    public static Task Refuse(HttpContext http, Refusal refusal) =>
        Write(http, refusal.Reason.Status(), Problem.ToBytes(refusal));

    /// <summary>503: the deadline passed, and nobody knows yet what became of the command.</summary>
    public static Task OutcomeUnknown(HttpContext http, string key)
    {
        http.Response.Headers[RequestHeaders.IdempotencyKey] = key;
        return Refuse(http, UnknownOutcome);
    }

    /// <summary>503: not even taken up.</summary>
    public static Task Overloaded(HttpContext http) => Refuse(http, TooBusy);

    /// <summary>503: a read that nobody answered by the deadline.</summary>
    public static Task Unavailable(HttpContext http) => Refuse(http, NoAnswer);

    /// <summary>Adds what the answer saw.</summary>
    public static void SetPosition(HttpContext http, string? position)
    {
        if (!string.IsNullOrEmpty(position))
        {
            http.Response.Headers[InnerApi.PositionHeader] = position;
        }
    }
}

using System.Text;
using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>One HTTP answer, read to its end.</summary>
internal sealed record Answer
{
    public required Uri Server { get; init; }

    public required int Status { get; init; }

    public required string MediaType { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The <c>Hungry-Position</c>, "lineage:n"; null where the answer has none.</summary>
    public string? Position { get; init; }

    /// <summary>The answer to the same command was given before.</summary>
    public bool Replayed { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The town's lineage, as the position tells it.</summary>
    public string? Lineage => Position?.LastIndexOf(':') is > 0 and var colon ? Position[..colon] : null;

    /// <summary>
    /// Somebody of Just Hungry decided this. A page of a stranger's server, a half body or a 503 decides nothing: it
    /// must not end an order.
    /// </summary>
    public bool IsFinal => (Json is not null && Status is (>= 200 and < 300) or (>= 400 and < 500 and not (408 or 425 or 429)))
        || IsEnoughOfGuessing;

    /// <summary>Asking again soon would be one more wrong guess.</summary>
    private bool IsEnoughOfGuessing =>
        Status == 429 && Json is { ValueKind: JsonValueKind.Object } problem
            && problem.TextOrNull("type") == "/problems/too_many_attempts";

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON; null if it is something else.</summary>
    public JsonElement? Json => parsed.Value;

    private readonly Lazy<JsonElement?> parsed;

    public Answer() => parsed = new(Parse);

    private JsonElement? Parse()
    {
        if (!MediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JustHungry.FrontEnd.Pages;

/// <summary>What the back end answered to a page: a body, or a refusal in words. Immutable.</summary>
/// <param name="Status">HTTP; 503 where nobody answered in time.</param>
/// <param name="Body">JSON; a problem document from 400 on.</param>
internal sealed record Reply(int Status, ReadOnlyMemory<byte> Body)
{
    private Trouble? _trouble;

    /// <summary>True for a command that was answered before under its key, with that answer.</summary>
    public bool IsReplayed { get; init; }

    public bool IsFine => Status is >= 200 and < 300;

    /// <summary>What stood against it; only where it is not fine.</summary>
    public Trouble Trouble => _trouble ??= Trouble.Of(this);

    /// <summary>The body as a type of ours.</summary>
    /// <exception cref="InvalidOperationException">It is a refusal: look at <see cref="IsFine"/> first.</exception>
    public T Read<T>(JsonTypeInfo<T> type) => IsFine
        ? JsonSerializer.Deserialize(Body.Span, type) ?? throw new JsonException("null")
        : throw new InvalidOperationException($"The back end answered {Status}: {Trouble.Code}.");

    /// <summary>The body as it is.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }
}

/// <summary>A refusal. Immutable.</summary>
/// <param name="Status">HTTP.</param>
/// <param name="Code">Such as <c>restaurant_closed</c>.</param>
/// <param name="Title">The API's English words for the code.</param>
/// <param name="Words">The API's English words for the case.</param>
/// <param name="Faults">Each with the place in the request that it is about.</param>
public sealed record Trouble(int Status, string Code, string Title, string Words, IReadOnlyList<FieldFault> Faults)
{
    /// <summary>With <c>price_changed</c>: what it comes to now, in pence.</summary>
    public long? Total { get; init; }

    internal static Trouble Of(Reply reply)
    {
        try
        {
            using var document = JsonDocument.Parse(reply.Body);
            var root = document.RootElement;
            var faults = root.TryGetProperty("errors", out var errors)
                ? errors.EnumerateArray().Select(static one => new FieldFault(Text(one, "path"), Text(one, "code"), Text(one, "message"))).ToList()
                : [];
            return new Trouble(
                reply.Status, Text(root, "type").Split('/')[^1], Text(root, "title"), Text(root, "detail"), faults)
            {
                Total = root.TryGetProperty("total", out var total) && total.TryGetInt64(out var pence) ? pence : null,
            };
        }
        catch (JsonException)
        {
            return new Trouble(reply.Status, "unavailable", "", "", []);
        }
    }

    /// <summary>The first fault of a field, in a language.</summary>
    internal string? About(Texts texts, string path) =>
        Faults.FirstOrDefault(one => one.Path == path) is { } fault ? texts.Problem(fault.Code, fault.Message) : null;

    /// <summary>All of it in one sentence or two.</summary>
    internal string In(Texts texts) => texts.Problem(Code, Words.Length > 0 ? Words : Title);

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>One fault of a request: where, what, in which words.</summary>
public sealed record FieldFault(string Path, string Code, string Message);

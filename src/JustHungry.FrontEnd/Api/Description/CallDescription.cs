using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;

namespace JustHungry.FrontEnd.Api.Description;

/// <summary>What the OpenApi document says of a call beside its route. Immutable.</summary>
/// <param name="Tag">The chapter it stands in.</param>
/// <param name="Name">The operation's id, such as <c>placeOrder</c>.</param>
/// <param name="Summary">A few words.</param>
/// <param name="Text">Sentences; Markdown.</param>
internal sealed record CallDescription(string Tag, string Name, string Summary, string Text)
{
    /// <summary>Parameters of the path, the query and the headers that this call has for itself.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; init; } = [];

    /// <summary>The type that stands for the request's body; null where there is none.</summary>
    public Type? Request { get; init; }

    /// <summary>Statuses with the types that stand for the answers.</summary>
    public IReadOnlyList<(int Status, Type? Type, string Text)> Answers { get; init; } = [];

    /// <summary>Media type of the good answers.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>Why it may be refused, beside what may befall any call.</summary>
    public IReadOnlyList<Reason> Problems { get; init; } = [];

    /// <summary>True where the customer's token is needed.</summary>
    public bool NeedsToken { get; init; }

    /// <summary>True for a command: it takes an Idempotency-Key.</summary>
    public bool IsCommand { get; init; }

    /// <summary>True for a read that may be asked to be of some freshness.</summary>
    public bool IsRead { get; init; }
}

/// <summary>One parameter. Immutable.</summary>
internal sealed record ParameterDescription(string Name, string Text, string Example)
{
    /// <summary><c>path</c>, <c>query</c> or <c>header</c>.</summary>
    public string In { get; init; } = "path";

    public bool IsRequired { get; init; } = true;

    /// <summary>True for a whole number.</summary>
    public bool IsNumber { get; init; }
}

/// <summary>Puts descriptions to routes.</summary>
internal static class CallDescriptions
{
    /// <summary>The handler's method makes the route visible to the document; the description is read by the transformers.</summary>
    public static void Describe(this IEndpointConventionBuilder route, Delegate handler, CallDescription call) =>
        route.WithMetadata(handler.Method, call);
}

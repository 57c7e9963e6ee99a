namespace JustHungry.Ordering.Refusals;

/// <summary>
/// A refusal is a value: why, in words for the person, with all its single faults at once. Immutable.
/// </summary>
/// <param name="Reason">Why; gives code, status and title.</param>
/// <param name="Detail">A sentence or two about this very case.</param>
public sealed record Refusal(Reason Reason, string Detail)
{
    /// <summary>More faults than this help nobody, and an answer stays small.</summary>
    private const int MaxFaults = 50;

    /// <summary>The single faults, in the order of the request; may be empty.</summary>
    public IReadOnlyList<Fault> Errors { get; init; } = [];

    /// <summary>Further members of the problem, such as <c>orderStatus</c>: a name in camelCase and a text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extras { get; init; } = [];

    /// <summary>What the order comes to now, in pence, where a price has changed; else null.</summary>
    public long? Total { get; init; }

    /// <summary>One refusal out of faults that were found together: it takes the first one's reason.</summary>
    /// <param name="faults">One or more.</param>
    /// <param name="most">More are left out.</param>
    public static Refusal Of(IReadOnlyList<Fault> faults, int most = MaxFaults) => new(
        faults[0].Reason,
        faults.Count == 1 ? faults[0].Message : $"{faults[0].Message} (and {faults.Count - 1} more)")
    {
        Errors = faults.Count > most ? [.. faults.Take(most)] : faults,
    };
}

/// <summary>One fault of a request. Immutable.</summary>
/// <param name="Path">Where it is in the request, such as <c>lines[0].quantity</c>; empty for the whole.</param>
/// <param name="Reason">Why; its code is told.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record Fault(string Path, Reason Reason, string Message);

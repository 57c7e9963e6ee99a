using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering;

/// <summary>What a decision came to: one thing that happened, or a refusal. Immutable.</summary>
/// <typeparam name="T">What happens where it is not refused.</typeparam>
public sealed record Verdict<T>
    where T : class
{
    private Verdict(T? happened, Refusal? refusal)
    {
        Happened = happened;
        Refusal = refusal;
    }

    /// <summary>What happened; null where it was refused.</summary>
    public T? Happened { get; }

    /// <summary>Why not; null where it happened.</summary>
    public Refusal? Refusal { get; }

    public static implicit operator Verdict<T>(T happened) => new(happened, null);

    public static implicit operator Verdict<T>(Refusal refusal) => new(null, refusal);
}

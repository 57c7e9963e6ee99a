namespace JustHungry.Ordering;

/// <summary>What somebody wants: in the imperative. Decided by a pure function into events or a refusal.</summary>
public abstract record Command;

namespace JustHungry.Ordering;

/// <summary>
/// What happened: in the past tense. It stands in the log, and every replica changes the same rows for it.
/// </summary>
public abstract record DomainEvent;

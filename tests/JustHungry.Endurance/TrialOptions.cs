namespace JustHungry.Endurance;

/// <summary>What a trial is given. Immutable.</summary>
internal sealed record TrialOptions
{
    /// <summary>How long it goes on.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is drawn, and in which order. The town's processes are not simulated: a seed does not repeat a run exactly.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Told what happens, line by line.</summary>
    public Action<string> Say { get; init; } = static _ => { };
}

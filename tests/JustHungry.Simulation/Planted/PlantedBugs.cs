namespace JustHungry.Simulation.Planted;

/// <summary>The bugs that the checks must find, by name; each is made anew for each town.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyDictionary<string, Func<Planting>> All { get; } = new Dictionary<string, Func<Planting>>
    {
        ["skip-comparison"] = () => new SkipComparison(),
        ["answer-before-log"] = () => new AnswerBeforeLog(),
        ["timeout-is-no"] = () => new TimeoutIsNo(),
        ["trim-at-applied"] = () => new TrimAtApplied(),
        ["reuse-barrier"] = () => new ReuseBarrier(),
        ["claim-on-any-reset"] = () => new ClaimOnAnyReset(),
        ["tell-refusal-early"] = () => new TellRefusalEarly(),
        ["forget-answer"] = () => new ForgetAnswer(),
        ["clock-in-apply"] = () => new ClockInApply(),
        ["snapshot-without-position"] = () => new SnapshotWithoutPosition(),
    };
}

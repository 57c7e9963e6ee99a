namespace JustHungry.Doctor;

/// <summary>What was found of one thing. Immutable.</summary>
/// <param name="What">The thing, such as <c>clock</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Words">What was seen.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string What, FindingState State, string Words, string? Remedy = null)
{
    public static Finding Good(string what, string words) => new(what, FindingState.Good, words);

    public static Finding Doubtful(string what, string words, string remedy) => new(what, FindingState.Doubtful, words, remedy);

    public static Finding Bad(string what, string words, string remedy) => new(what, FindingState.Bad, words, remedy);

    public string Line => $"{Mark,-5} {What,-14} {Words}{(Remedy is null ? "" : $"\n{"",21}→ {Remedy}")}";

    /// <summary>One line on all of them, for the end.</summary>
    public static string Sum(IReadOnlyCollection<Finding> findings)
    {
        var bad = findings.Count(finding => finding.State == FindingState.Bad);
        var doubtful = findings.Count(finding => finding.State == FindingState.Doubtful);
        var wrong = bad switch
        {
            0 => doubtful == 0 ? "Nothing is wrong" : "Nothing is broken",
            1 => "1 thing is wrong",
            _ => $"{bad} things are wrong",
        };
        return doubtful switch
        {
            0 => $"{wrong}.",
            1 => $"{wrong}; 1 thing should be looked at.",
            _ => $"{wrong}; {doubtful} things should be looked at.",
        };
    }

    private string Mark => State switch
    {
        FindingState.Good => "ok",
        FindingState.Doubtful => "hm",
        _ => "BAD",
    };
}

/// <summary>How a thing is.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, and somebody should look.</summary>
    Doubtful,

    /// <summary>It does not work, or will not for long.</summary>
    Bad,
}

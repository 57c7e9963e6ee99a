namespace JustHungry.FrontEnd.BackEnd;

/// <summary>What the front end can tell of a command that it forwarded.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome() { }

    /// <summary>It was decided; this is the answer, to be passed on as it is.</summary>
    public sealed record Answered(CommandAnswer Answer, string Position) : CommandOutcome;

    /// <summary>The deadline passed first. It may have been decided, or may yet be: ask again with the same id.</summary>
    public sealed record Unknown : CommandOutcome
    {
        /// <summary>The only value.</summary>
        public static Unknown Value { get; } = new();
    }

    /// <summary>Too many wait already; it was not sent.</summary>
    public sealed record Overloaded : CommandOutcome
    {
        /// <summary>The only value.</summary>
        public static Overloaded Value { get; } = new();
    }
}

namespace JustHungry.Client;

/// <summary>How long the client waits for front ends before it says that they are gone.</summary>
internal sealed record Patience
{
    /// <summary>One attempt at one front end. It holds a command through a fail-over itself, so this is generous.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>To connect to one front end.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>All attempts at a command together: after that its outcome is unknown.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>All attempts at a read together.</summary>
    public TimeSpan Read { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The first pause after every front end was tried once; it doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An event stream that says nothing for this long is dead: the front end sends a comment every 15 s.</summary>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>To wait for another client of the same person that is just registering.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(25);
}

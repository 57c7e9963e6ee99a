namespace JustHungry.FrontEnd.BackEnd;

/// <summary>Settings of <see cref="CommandForwarder"/>. Immutable.</summary>
public sealed record ForwarderOptions
{
    /// <summary>How long a command is held before the answer is "outcome unknown". Default 15 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Batches on their way at the same time; commands gather meanwhile. Default 2.</summary>
    public int BatchesInFlight { get; init; } = 2;

    /// <summary>Commands that must go alone on their way at the same time. Default 64.</summary>
    public int AloneInFlight { get; init; } = 64;

    /// <summary>Most commands held at once; more are refused as overload. Default 50,000.</summary>
    public int MostHeld { get; init; } = 50_000;

    /// <summary>Most bytes of commands held at once. Default 256 MiB.</summary>
    public long MostHeldBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How long batches to a primary of an older view may still be answered by it. Default 50 ms.</summary>
    public TimeSpan OldPrimaryGrace { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the primary may be silent, while others answer, before its batches are given up. Default 500 ms.</summary>
    public TimeSpan SilenceGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause after a second failed attempt; it doubles up to <see cref="LongestPause"/>. Default 5 ms.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest pause between attempts at one primary. Default 200 ms.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often deadlines are looked at. Default 100 ms.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMilliseconds(100);
}

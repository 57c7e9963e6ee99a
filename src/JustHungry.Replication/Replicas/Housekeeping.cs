namespace JustHungry.Replication.Replicas;

/// <summary>How often a replica keeps house, and what it leaves in the log. Immutable. The simulation keeps less, more often.</summary>
public sealed record Housekeeping
{
    /// <summary>How often the store is made durable, and the clock looked at. Default: <see cref="ReplicaTimes.KeepHouse"/>.</summary>
    public TimeSpan Every { get; init; } = ReplicaTimes.KeepHouse;

    /// <summary>How often the primary trims the log; a multiple of <see cref="Every"/>. Default: <see cref="ReplicaTimes.Trim"/>.</summary>
    public TimeSpan TrimEvery { get; init; } = ReplicaTimes.Trim;

    /// <summary>How many of the last entries are kept, within the bounds of <see cref="Trimming"/>. Default: <see cref="ReplicaTimes.KeepEntries"/>.</summary>
    public long KeepEntries { get; init; } = ReplicaTimes.KeepEntries;
}

namespace JustHungry.Replication.Sqlite;

/// <summary>How a <see cref="Database"/> is opened. Immutable.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Opens an existing file for reading only. Default: read and write, made if missing.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What is forced to the disk, and when. Default: <see cref="Sqlite.Synchronous.Normal"/>.</summary>
    public Synchronous Synchronous { get; init; } = Synchronous.Normal;

    /// <summary>A file that is made now can later be made shorter by <see cref="Database.GiveBack"/>. Default: false.</summary>
    public bool IncrementalVacuum { get; init; }

    /// <summary>Size of a page of a file that is made now, in bytes: a power of two, 512–65,536. Default: 4,096, SQLite's own.</summary>
    public int PageBytes { get; init; } = 4_096;

    /// <summary>How long a call waits for another connection's lock. Default: 2 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Size of the page cache of this connection in KiB, 64 or more. Default: 32 MiB.</summary>
    public int CacheKibibytes { get; init; } = 32 * 1024;

    /// <summary>
    /// The write-ahead log is copied into the file after a commit that leaves it at this many pages; 0
    /// leaves that to <see cref="Database.Checkpoint"/>. Default: 4,000.
    /// </summary>
    public int CheckpointPages { get; init; } = 4_000;
}

/// <summary>SQLite's <c>PRAGMA synchronous</c> for a database in WAL mode.</summary>
public enum Synchronous
{
    /// <summary>Nothing is forced to the disk. For simulations and tests alone.</summary>
    Off = 0,

    /// <summary>Never damaged by the loss of power, but the last commits may be gone.</summary>
    Normal = 1,

    /// <summary>Every commit is on the disk before it returns.</summary>
    Full = 2,
}

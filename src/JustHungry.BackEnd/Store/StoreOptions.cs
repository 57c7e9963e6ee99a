using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>How a replica's store is opened. Immutable.</summary>
public sealed record StoreOptions
{
    /// <summary>The SQLite file; made if missing.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Secret that customers' tokens are derived from: the cluster key's bytes. The same on every replica.
    /// </summary>
    public required ReadOnlyMemory<byte> TokenSecret { get; init; }

    /// <summary>What is forced to the disk. Default: <see cref="Synchronous.Normal"/>.</summary>
    public Synchronous Synchronous { get; init; } = Synchronous.Normal;

    /// <summary>Connections for reads, made as they are needed; 1–64. Default: 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Page cache of the writing connection in KiB. Default: 64 MiB.</summary>
    public int CacheKibibytes { get; init; } = 64 * 1024;

    /// <summary>
    /// The write-ahead log is copied into the file when it has so many pages; 100 or more. Default: 500, about 4 MiB:
    /// a longer one takes the disk for so long that those who wait for a sync of the name server's log notice it.
    /// </summary>
    public int CheckpointPages { get; init; } = 500;

    /// <summary>
    /// Another thread copies the write-ahead log and forces it to the disk. False: the loop does, so that all happens in one
    /// thread. Default: true.
    /// </summary>
    public bool DiskWorkAside { get; init; } = true;

    /// <summary>
    /// Orders that are gathered in memory before they go to the tables of whose they are, some with each commit; 1 or more.
    /// Default: 32,000.
    /// </summary>
    public int IndexOrdersEvery { get; init; } = 32_000;
}

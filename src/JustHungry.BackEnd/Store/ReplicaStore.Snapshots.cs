using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;
using Microsoft.Win32.SafeHandles;

namespace JustHungry.BackEnd.Store;

/// <summary>The store as a file: held or copied while it goes on, and made the beginning of another lineage.</summary>
public sealed partial class ReplicaStore
{
    /// <summary>The primary of a view that no replica lives in; nobody listens there, so that the first to join claims at once.</summary>
    private static readonly ReplicaIdentity Nobody = new("nobody", "none", "http://127.0.0.1:1");

    private SafeFileHandle? _file;
    private object? _fileGate;

    /// <summary>How long the store's file is; what is still in the write-ahead log comes to that.</summary>
    public long FileBytes => new FileInfo(_options.Path).Length;

    /// <summary>
    /// The store as last committed, without copying it; null where it cannot be held just now, which passes within milliseconds where
    /// nobody reads for long. May be called from any thread, while the loop goes on; to be disposed of before the store is.
    /// </summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public StoreSnapshot? TryHold()
    {
        var file = OwnFile();
        var held = HeldFile.TryHold(_options.Path, _options.Synchronous);
        try
        {
            return held is null ? null : new StoreSnapshot(new AppliedTable(held.Reader).Read(), held, file);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes a compact copy of the store, as last committed, to a new file that <see cref="Open"/> opens, and forces
    /// it to the disk where that is asked for. May be called from any thread, while the loop goes on.
    /// </summary>
    /// <returns>Where the copy stands.</returns>
    /// <exception cref="StoreException">The file exists, or the disk failed.</exception>
    public AppliedState SnapshotTo(string path, bool isToLast = true)
    {
        using var reader = ReadConnection.Open(_options, _memory);
        reader.CopyTo(path, isToLast);
        return Peek(path);
    }

    /// <summary>A snapshot by way of a compact copy, at that path, which is gone with it.</summary>
    /// <inheritdoc cref="SnapshotTo" path="/exception"/>
    public StoreSnapshot CopyAside(string path) => new(SnapshotTo(path, isToLast: false), path);

    /// <summary>
    /// Makes a store, restored from an archive, the beginning of another lineage: it stands where it stood, and is nobody's. Whoever
    /// carries a position of the lineage before is told by the lineage that it says nothing here.
    /// </summary>
    /// <returns>Where it stands now: what the new log's head must be.</returns>
    /// <exception cref="StoreException">It is no store, or the disk failed.</exception>
    public static AppliedState BeginLineage(string path, string lineage)
    {
        using var database = Database.Open(path, new DatabaseOptions { Synchronous = Synchronous.Full });
        Schema.Check(database);
        var applied = new AppliedTable(database);
        var before = applied.Read();
        var view = before.View is null ? null : new View(before.View.Number, Nobody, [], before.View.Level);
        var now = new AppliedState(before.Head with { Lineage = lineage }, view, before.Time);
        database.Begin();
        applied.Replace(now);
        database.Commit();
        database.Checkpoint(truncate: true);
        return now;
    }

    /// <summary>Where a store, or a snapshot of one, stands, without changing it.</summary>
    /// <exception cref="StoreException">It is no store.</exception>
    public static AppliedState Peek(string path)
    {
        using var database = Database.Open(path, new DatabaseOptions { ReadOnly = true });
        return new AppliedTable(database).Read();
    }

    /// <summary>
    /// A handle of the store's file for reading, which stays open as long as the store does: closing one would take SQLite's locks from the
    /// file (sqlite.org/howtocorrupt.html, 2.2).
    /// </summary>
    private SafeFileHandle OwnFile() => LazyInitializer.EnsureInitialized(
        ref _file,
        ref _fileGate,
        () => File.OpenHandle(_options.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
}

using SQLitePCL;

namespace JustHungry.Replication.Sqlite;

/// <summary>
/// A database's file, held as it stands at one moment: until this is disposed of, the file's own bytes are that moment, whatever is written
/// meanwhile, and may be read as any file's. Not for two threads at once.
/// </summary>
/// <remarks>
/// SQLite copies the write-ahead log into the file no further than the oldest reader sees (sqlite.org/walformat.html, "WAL locks"). So once the
/// file has all that a reader sees, it stays so as long as that reader reads. The log cannot begin anew meanwhile, and grows.
/// </remarks>
public sealed class HeldFile : IDisposable
{
    private const int CopierKibibytes = 64;

    private readonly Database _copier;

    private HeldFile(Database reader, Database copier) => (Reader, _copier, Bytes) = (reader, copier, reader.FileBytes());

    /// <summary>Reads that moment.</summary>
    public Database Reader { get; }

    /// <summary>How long the file is, in bytes; what there is beyond is not of that moment.</summary>
    public long Bytes { get; }

    /// <summary>How long the write-ahead log has become, in pages.</summary>
    /// <exception cref="StoreException">The log could not be looked at.</exception>
    public int LogPages => _copier.LogPages();

    /// <summary>
    /// Holds a database's file. Null where that cannot be just now: somebody committed in that very moment, others read from an earlier
    /// one, or nothing was written since the database was opened. May be called from any thread, while others read and write.
    /// </summary>
    /// <param name="path">The file of a database in WAL mode.</param>
    /// <param name="synchronous">As its writer has it: for what is copied from the log into the file first.</param>
    /// <exception cref="StoreException">It cannot be opened, or the disk failed.</exception>
    public static HeldFile? TryHold(string path, Synchronous synchronous)
    {
        var reader = Database.Open(path, new DatabaseOptions { ReadOnly = true });
        Database? copier = null;
        HeldFile? held = null;
        try
        {
            copier = Database.Open(
                path, new DatabaseOptions { Synchronous = synchronous, CheckpointPages = 0, CacheKibibytes = CopierKibibytes });
            reader.BeginRead();
            held = Holds(reader, copier) ? new HeldFile(reader, copier) : null;
            return held;
        }
        finally
        {
            if (held is null)
            {
                copier?.Dispose();
                reader.Dispose();
            }
        }
    }

    /// <summary>Lets the file go on.</summary>
    public void Dispose()
    {
        _copier.Dispose();
        Reader.Dispose();
    }

    /// <summary>Whether the file has just what the reader sees, and therefore keeps it.</summary>
    private static bool Holds(Database reader, Database copier)
    {
        using var moment = MomentOf(reader);
        if (moment is null || copier.Log() is not { } log || !IsStill(moment, copier))
        {
            return false;
        }
        // Nobody committed from the reader's moment until after the look at the log: these pages are what it sees. A copying that found more of
        // them would pass over pages that were written again since, though it told that all up to the reader's moment were in the file.
        return log.InFile == log.Pages || copier.CopyLog() == (log.Pages, log.Pages);
    }

    private static bool IsStill(sqlite3_snapshot moment, Database copier)
    {
        copier.BeginRead();
        try
        {
            using var now = MomentOf(copier);
            return now is not null && raw.sqlite3_snapshot_cmp(moment, now) == 0;
        }
        finally
        {
            copier.Rollback();
        }
    }

    private static sqlite3_snapshot? MomentOf(Database database)
    {
        // A read begins with its first look at the file.
        database.FileBytes();
        return database.Moment();
    }
}

using JustHungry.Replication.Replicas;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace JustHungry.Replication.Sqlite;

/// <summary>
/// One connection to one SQLite file in WAL mode. Calls are synchronous, as SQLite's are. Not for two threads at once;
/// it may move from thread to thread.
/// </summary>
/// <remarks>
/// Of ours and thin, because the store's speed is in what a wrapper would hide: statements prepared once, bytes bound
/// and read without strings.
/// </remarks>
public sealed class Database : IDisposable
{
    /// <summary>
    /// 3.51.3: older ones have a WAL bug that can corrupt a database (sqlite.org/wal.html#walresetbug).
    /// </summary>
    private const int OldestSafeVersion = 3_051_003;

    /// <summary>SQLITE_CHECKPOINT_NOOP: counts, and copies nothing.</summary>
    private const int CheckpointNothing = -1;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];
    private readonly Statement? _begin;
    private readonly Statement _beginRead;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private SafeFileHandle? _log;

    static Database()
    {
        Batteries_V2.Init();
        if (raw.sqlite3_libversion_number() < OldestSafeVersion)
        {
            throw new InvalidOperationException(
                $"SQLite {Version} has a bug that can corrupt a database; 3.51.3 or newer is needed.");
        }
    }

    private Database(sqlite3 handle, string path, bool readOnly)
    {
        _handle = handle;
        Path = path;
        _begin = readOnly ? null : Prepare("BEGIN IMMEDIATE");
        _beginRead = Prepare("BEGIN DEFERRED");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
    }

    /// <summary>Version of the native library, such as <c>3.53.4</c>.</summary>
    public static string Version => raw.sqlite3_libversion().utf8_to_string();

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// True while a transaction is open; asked of SQLite itself, which ends one by itself on some errors.
    /// </summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Rows changed by the last INSERT, UPDATE or DELETE that ended.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens, or makes, a database file.</summary>
    /// <exception cref="StoreException">It cannot be opened, is no database, or is in use.</exception>
    public static Database Open(string path, DatabaseOptions options)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX
            | (options.ReadOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        try
        {
            SqliteErrors.Check(code, handle, path, "open");
            _ = raw.sqlite3_extended_result_codes(handle, 1);
            _ = raw.sqlite3_busy_timeout(handle, (int)options.BusyTimeout.TotalMilliseconds);
            Configure(handle, path, options);
            return new Database(handle, path, options.ReadOnly);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>Runs SQL text that is run once, such as a schema; several statements may stand in it.</summary>
    /// <exception cref="StoreException">It failed.</exception>
    public void Execute(string sql) =>
        SqliteErrors.Check(raw.sqlite3_exec(_handle, sql), _handle, Path, "execute");

    /// <summary>Compiles a statement that is used often; it lives until it or the database is disposed.</summary>
    /// <exception cref="StoreException">The SQL is wrong, or the schema could not be read.</exception>
    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        SqliteErrors.Check(code, _handle, Path, sql);
        var statement = new Statement(this, handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Opens a write transaction, waiting for the lock up to the busy timeout.</summary>
    /// <exception cref="StoreException">The lock was not free in time, or the disk failed.</exception>
    public void Begin() =>
        (_begin ?? throw new InvalidOperationException("The database is open for reading only.")).Execute();

    /// <summary>Opens a read transaction: what is read in it is of one moment, that of its first read.</summary>
    public void BeginRead() => _beginRead.Execute();

    /// <summary>Commits the open transaction.</summary>
    /// <exception cref="StoreException">It failed; the transaction may still be open.</exception>
    public void Commit() => _commit.Execute();

    /// <summary>Abandons the open transaction, if there is one. Never throws.</summary>
    public void Rollback()
    {
        foreach (var statement in _statements)
        {
            statement.Reset();
        }

        if (InTransaction)
        {
            try
            {
                _rollback.Execute();
            }
            catch (StoreException)
            {
                // SQLite ends a transaction whose ROLLBACK fails (sqlite.org/lang_transaction.html); InTransaction tells.
            }
        }
    }

    /// <summary>Copies the write-ahead log into the file, as far as readers allow, and forces it to the disk.</summary>
    /// <param name="truncate">Also waits for readers and cuts the log to nothing.</param>
    /// <returns>True where the whole log was copied.</returns>
    /// <exception cref="StoreException">The disk failed.</exception>
    public bool Checkpoint(bool truncate = false)
    {
        var mode = truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        return CopyLog(mode, "checkpoint") is { } log && log.Pages == log.InFile;
    }

    /// <summary>How long the write-ahead log is, in pages, with what was copied into the file already.</summary>
    /// <exception cref="StoreException">The log could not be looked at.</exception>
    public int LogPages() => Log()?.Pages ?? 0;

    /// <summary>The same, and how many of these pages are in the file; null where that cannot be told, as while another connection copies.</summary>
    /// <exception cref="StoreException">The log could not be looked at.</exception>
    internal (int Pages, int InFile)? Log() => CopyLog(CheckpointNothing, "look at the write-ahead log");

    /// <summary>
    /// Copies the write-ahead log into the file, as far as readers allow. Returns how many pages it found in the log, and how many of them
    /// it has gone through by now; null where that cannot be told, as while another connection copies.
    /// </summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    internal (int Pages, int InFile)? CopyLog() => CopyLog(raw.SQLITE_CHECKPOINT_PASSIVE, "checkpoint");

    private (int Pages, int InFile)? CopyLog(int mode, string doing)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, mode, out var logged, out var copied);
        if (code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return null;
        }
        SqliteErrors.Check(code, _handle, Path, doing);
        // Negative where this connection has not looked at the log yet.
        return logged < 0 || copied < 0 ? null : (logged, copied);
    }

    /// <summary>
    /// Which moment the open read is of, to be compared with another connection's; null where there is no telling, as before the first
    /// commit to a fresh log (sqlite.org/c3ref/snapshot_get.html).
    /// </summary>
    internal sqlite3_snapshot? Moment() =>
        raw.sqlite3_snapshot_get(_handle, "main", out var moment) == raw.SQLITE_OK ? moment : null;

    /// <summary>How many pages of the file hold nothing.</summary>
    /// <exception cref="StoreException">It could not be read.</exception>
    public long FreePages() => Number("PRAGMA freelist_count");

    /// <summary>How long the file is, in bytes, as the open read sees it.</summary>
    /// <exception cref="StoreException">It could not be read.</exception>
    internal long FileBytes() => Number("PRAGMA page_count") * Number("PRAGMA page_size");

    private long Number(string sql)
    {
        using var question = Prepare(sql);
        question.Step();
        var number = question.Long(0);
        question.Reset();
        return number;
    }

    /// <summary>Makes the file shorter by so many free pages, where it was made for that; else does nothing.</summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public void GiveBack(int pages) => Execute($"PRAGMA incremental_vacuum({pages})");

    /// <summary>
    /// Forces everything that is committed to the disk, at the cost of one sync: with <see cref="Synchronous.Normal"/>
    /// a commit alone does not. What a checkpoint has copied into the file was forced there by it.
    /// </summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public void Sync()
    {
        try
        {
            _log ??= File.OpenHandle(
                Path + "-wal", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(_log);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{Path}: the disk cannot be written (sync: {failure.Message})", failure);
        }
    }

    /// <summary>
    /// Writes a compact copy of the whole database to a new file, of one moment, while others read and write. A copy that
    /// is to last is forced to the disk; one that is read at once and removed again costs no sync.
    /// </summary>
    /// <exception cref="StoreException">The file exists and is not empty, or the disk failed.</exception>
    public void CopyTo(string path, bool isToLast)
    {
        // The copy is written with the synchronous of the connection that it is made from.
        Execute($"PRAGMA synchronous = {(int)(isToLast ? Synchronous.Full : Synchronous.Off)}");
        using var copy = Prepare("VACUUM INTO ?1");
        copy.Bind(1, path).Execute();
        if (isToLast)
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>Closes statements and connection. No error is told: what was committed is safe.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.ToArray())
        {
            statement.Dispose();
        }

        _log?.Dispose();
        _handle.Dispose();
    }

    internal StoreException Failure(int code, string doing) => SqliteErrors.Translate(code, _handle, Path, doing);

    internal void Forget(Statement statement) => _statements.Remove(statement);

    private static void Configure(sqlite3 handle, string path, DatabaseOptions options)
    {
        var common = $"PRAGMA cache_size = -{options.CacheKibibytes}; PRAGMA temp_store = MEMORY;";
        // These two take effect only in a file that has no tables yet, and only before it is in WAL mode.
        var page = $"PRAGMA page_size = {options.PageBytes};";
        var vacuum = options.IncrementalVacuum ? "PRAGMA auto_vacuum = INCREMENTAL;" : "";
        var writing = $"""
            {page}
            {vacuum}
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(int)options.Synchronous};
            PRAGMA wal_autocheckpoint = {options.CheckpointPages};
            PRAGMA journal_size_limit = 67108864;
            PRAGMA foreign_keys = OFF;
            """;
        SqliteErrors.Check(
            raw.sqlite3_exec(handle, options.ReadOnly ? common : common + writing), handle, path, "open");
    }
}

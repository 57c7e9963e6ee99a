using JustHungry.Replication.Log;
using JustHungry.Replication.Sqlite;

namespace JustHungry.Replication.Engines.Sqlite;

/// <summary>
/// The embedded log: entries and head in one SQLite file (WAL, synchronous=FULL), opened by one process alone, which holds the lock
/// of its folder. Every advance is on the disk before it is told. Thread-safe; calls are synchronous.
/// </summary>
public sealed class LogFile : IDisposable
{
    /// <summary>Its name in a name server's folder.</summary>
    public const string FileName = "log.db";

    /// <summary>The last entries are kept in memory up to this many bytes: those who follow closely cost no reads.</summary>
    private const int RecentBytes = 8 * 1024 * 1024;

    /// <summary>So many free pages (4 KiB each) are left to be used again: 64 MiB.</summary>
    private const int KeptFreePages = 16 * 1024;

    /// <summary>What part of the other free pages is given back at a time.</summary>
    private const int CompactedPart = 8;

    /// <summary>So many pages are given back in one step: an advance never waits long.</summary>
    private const int CompactedPages = 256;

    /// <summary>The write-ahead log is copied into the file at so many pages (4 KiB each): 4 MiB.</summary>
    private const int CheckpointPages = 1_000;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), lineage TEXT NOT NULL, position INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS entries (position INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS moved (one INTEGER PRIMARY KEY CHECK (one = 1), address TEXT NOT NULL) STRICT;
        """;

    private readonly Lock _lock = new();
    private readonly Database _database;
    private readonly Checkpointer _checkpointer;
    private readonly Statement _moveHead;
    private readonly Statement _addEntry;
    private readonly Statement _readEntries;
    private readonly Queue<(long Position, byte[] Entry)> _recent = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _recentBytes;
    private long _first;
    private LogHead? _head;
    private string? _movedTo;

    /// <summary>Opens, or makes, the file.</summary>
    /// <exception cref="Replicas.StoreException">It cannot be opened, is damaged, or is in use.</exception>
    public LogFile(string path, Synchronous synchronous = Synchronous.Full)
    {
        _database = Database.Open(path, new DatabaseOptions
        {
            Synchronous = synchronous,
            CheckpointPages = 0,
            IncrementalVacuum = true,
            CacheKibibytes = 8 * 1024,
        });
        _checkpointer = new Checkpointer(_database, synchronous, CheckpointPages, isAside: synchronous != Synchronous.Off);
        _database.Execute(Schema);
        _moveHead = _database.Prepare("UPDATE head SET position = ?1, hash = ?2 WHERE one = 1 AND position = ?3 AND hash = ?4");
        _addEntry = _database.Prepare("INSERT INTO entries (position, entry) VALUES (?1, ?2)");
        _readEntries = _database.Prepare("SELECT position, entry FROM entries WHERE position > ?1 ORDER BY position");
        Load();
    }

    /// <summary>The head; null where no town has been made yet.</summary>
    public LogHead? Head => Volatile.Read(ref _head);

    /// <summary>The first position that is kept; one past the head where none is.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Where the log was moved to; null while it is this one.</summary>
    public string? MovedTo => Volatile.Read(ref _movedTo);

    /// <summary>Completes at the next advance.</summary>
    public Task More
    {
        get
        {
            lock (_lock)
            {
                return _more.Task;
            }
        }
    }

    /// <summary>Makes the head if there is none: a new town's, or where a restored one goes on.</summary>
    public LogHead Create(LogHead origin)
    {
        lock (_lock)
        {
            if (_head is null)
            {
                using var insert = _database.Prepare("INSERT INTO head (one, lineage, position, hash) VALUES (1, ?1, ?2, ?3)");
                insert.Bind(1, origin.Lineage).Bind(2, origin.Position).Bind(3, origin.Hash).Execute();
                _head = origin;
                Volatile.Write(ref _first, origin.Position + 1);
            }
            return _head;
        }
    }

    /// <summary>The one operation: if the head is still that entry, the next one is this, and becomes the head.</summary>
    /// <exception cref="Replicas.StoreException">The disk failed; nothing was changed.</exception>
    public bool Advance(long position, string hash, byte[] entry)
    {
        var next = EntryFormat.Hash(entry);
        lock (_lock)
        {
            if (_head is null || _movedTo is not null || _head.Position != position || _head.Hash != hash)
            {
                return false;
            }
            try
            {
                _database.Begin();
                var moved = _moveHead.Bind(1, position + 1).Bind(2, next).Bind(3, position).Bind(4, hash).Execute();
                if (moved != 1)
                {
                    throw new InvalidOperationException("The head on the disk is not the head in memory.");
                }
                _addEntry.Bind(1, position + 1).BindText(2, entry).Execute();
                _database.Commit();
            }
            catch
            {
                _database.Rollback();
                throw;
            }
            Remember(position + 1, entry);
            Volatile.Write(ref _head, new LogHead(_head.Lineage, position + 1, next));
            var waiting = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.SetResult();
            return true;
        }
    }

    /// <summary>
    /// To be called after each advance, when its outcome has been told: copies the write-ahead log where it has become long. Never throws.
    /// </summary>
    public void AfterAdvance()
    {
        lock (_lock)
        {
            _checkpointer.AfterCommit();
        }
    }

    /// <summary>Marks the log as moved if the head is still that one: nothing is added any more, after a restart neither.</summary>
    /// <exception cref="Replicas.StoreException">The disk failed; nothing was changed.</exception>
    public bool Retire(LogHead head, string to)
    {
        lock (_lock)
        {
            if (_head != head || _movedTo is not null)
            {
                return false;
            }
            using var insert = _database.Prepare("INSERT INTO moved (one, address) VALUES (1, ?1)");
            insert.Bind(1, to).Execute();
            Volatile.Write(ref _movedTo, to);
            return true;
        }
    }

    /// <summary>Entries after a position, at least one where there is one, up to about <paramref name="bytes"/>.</summary>
    public (LogHead? Head, long First, List<byte[]> Entries) Read(long after, int bytes)
    {
        lock (_lock)
        {
            var entries = new List<byte[]>();
            if (_head is not null && after >= _first - 1 && after < _head.Position)
            {
                FillFrom(after, bytes, entries);
            }
            return (_head, _first, entries);
        }
    }

    /// <summary>
    /// Forgets entries up to a position; the head stays. The file's pages are used again, and where many are free some of them are given
    /// back: a part each time, so that under load, when all are needed again soon, little is moved about, and in quiet times the file
    /// becomes short.
    /// </summary>
    public void Trim(long upTo)
    {
        // In steps, so that an advance never waits long.
        const int step = 500;
        while (true)
        {
            lock (_lock)
            {
                if (_head is null || _first > Math.Min(upTo, _head.Position))
                {
                    break;
                }
                var last = Math.Min(Math.Min(upTo, _head.Position), _first + step - 1);
                using var delete = _database.Prepare("DELETE FROM entries WHERE position <= ?1");
                delete.Bind(1, last).Execute();
                _first = last + 1;
                while (_recent.TryPeek(out var oldest) && oldest.Position <= last)
                {
                    Forget();
                }
            }
        }
        Compact();
    }

    private void Compact()
    {
        long left;
        lock (_lock)
        {
            left = (_database.FreePages() - KeptFreePages) / CompactedPart;
        }
        for (; left > 0; left -= CompactedPages)
        {
            lock (_lock)
            {
                _database.GiveBack((int)Math.Min(left, CompactedPages));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _checkpointer.Dispose();
            _database.Dispose();
        }
    }

    private void Load()
    {
        using var head = _database.Prepare("SELECT lineage, position, hash FROM head");
        if (head.Step())
        {
            _head = new LogHead(head.Text(0), head.Long(1), head.Text(2));
            head.Reset();
        }
        using var moved = _database.Prepare("SELECT address FROM moved");
        if (moved.Step())
        {
            _movedTo = moved.Text(0);
            moved.Reset();
        }
        using var first = _database.Prepare("SELECT min(position) FROM entries");
        first.Step();
        _first = first.IsNull(0) ? (_head?.Position ?? 0) + 1 : first.Long(0);
        first.Reset();
    }

    private void FillFrom(long after, int bytes, List<byte[]> entries)
    {
        var size = 0;
        if (_recent.TryPeek(out var oldest) && oldest.Position <= after + 1)
        {
            foreach (var (_, entry) in _recent.Skip((int)(after + 1 - oldest.Position)))
            {
                entries.Add(entry);
                size += entry.Length;
                if (size >= bytes)
                {
                    return;
                }
            }
            return;
        }
        _readEntries.Bind(1, after);
        while (size < bytes && _readEntries.Step())
        {
            entries.Add(_readEntries.Bytes(1).ToArray());
            size += entries[^1].Length;
        }
        _readEntries.Reset();
    }

    private void Remember(long position, byte[] entry)
    {
        _recent.Enqueue((position, entry));
        _recentBytes += entry.Length;
        while (_recentBytes > RecentBytes)
        {
            Forget();
        }
    }

    private void Forget() => _recentBytes -= _recent.Dequeue().Entry.Length;
}

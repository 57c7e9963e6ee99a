using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// What the disk is slow at, kept out of the replica's loop: copying the write-ahead log into the file, and forcing it to the disk.
/// Called from the loop alone; the work is done by another thread, on a connection of its own.
/// </summary>
/// <remarks>
/// SQLite would copy the log within a commit, some ten thousand orders' pages and two syncs at once, and every order would wait.
/// The log can only begin anew, though, when nothing is left to copy, and under load the writer is always a little ahead of the
/// copying. So the other thread copies what there is, and the loop then what little came meanwhile.
/// </remarks>
internal sealed class DiskWork : IDisposable
{
    /// <summary>So many commits between two looks at the log's length.</summary>
    private const int LookEvery = 8;

    /// <summary>The log may become so many times as long as it is to be while another thread copies it.</summary>
    private const int LongestLog = 8;

    private readonly Database _writer;
    private readonly StoreOptions _options;
    private Database? _copier;
    private Task? _copying;
    private Task? _syncing;
    private long _syncingPosition;
    private long _durable;
    private int _commits;

    public DiskWork(Database writer, StoreOptions options)
    {
        _writer = writer;
        _options = options;
    }

    /// <summary>What forces nothing to the disk is of a test or simulation, and those have one thread.</summary>
    private bool IsAside => _options.DiskWorkAside && _options.Synchronous != Synchronous.Off;

    /// <summary>
    /// Copies the log when it has become long. Never throws: what fails is tried again, and a full disk fails the next commit.
    /// </summary>
    public void AfterCommit()
    {
        try
        {
            if (_copying is { IsCompleted: true })
            {
                _copying = null;
                _writer.Checkpoint();
            }
            else if (++_commits % LookEvery == 0)
            {
                LookAtLog(_writer.LogPages());
            }
        }
        catch (StoreException)
        {
            // The log stays longer, which harms nothing, and the next look finds it so.
        }
    }

    private void LookAtLog(long pages)
    {
        if (_copying is null && pages >= _options.CheckpointPages)
        {
            _copying = Run(Copy);
        }
        else if (_copying is not null && pages >= LongestLog * _options.CheckpointPages)
        {
            // The disk does not keep up: the loop waits for it, rather than let the log grow without bound.
            _copying.Wait();
        }
    }

    /// <summary>
    /// Sees to it that what is committed comes to survive the loss of power, and returns the position up to which it does by now.
    /// </summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public long MakeDurable(long committed)
    {
        if (!IsAside || _durable == 0)
        {
            Sync();
            return _durable = committed;
        }

        if (_syncing is { IsCompleted: true } done)
        {
            _syncing = null;
            done.GetAwaiter().GetResult();
            _durable = _syncingPosition;
        }

        if (_syncing is null && _durable < committed)
        {
            _syncingPosition = committed;
            _syncing = Run(Sync);
        }

        return _durable;
    }

    /// <summary>Waits for what is under way.</summary>
    public void Dispose()
    {
        Task.WhenAll(_copying ?? Task.CompletedTask, _syncing ?? Task.CompletedTask).ContinueWith(static _ => { }).Wait();
        _copier?.Dispose();
    }

    private void Sync()
    {
        if (_options.Synchronous != Synchronous.Off)
        {
            _writer.Sync();
        }
    }

    private void Copy()
    {
        try
        {
            _copier ??= Database.Open(
                _options.Path, new DatabaseOptions { Synchronous = _options.Synchronous, CheckpointPages = 0 });
            _copier.Checkpoint();
        }
        catch (StoreException)
        {
            // The loop's own copying comes next; should that fail too, the log stays longer.
        }
    }

    private Task Run(Action work)
    {
        if (IsAside)
        {
            return Task.Run(work);
        }

        work();
        return Task.CompletedTask;
    }
}

using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// What the disk is slow at, kept out of the replica's loop: copying the write-ahead log into the file, and forcing it to the disk.
/// Called from the loop alone; the work is done by other threads.
/// </summary>
internal sealed class DiskWork : IDisposable
{
    private readonly Database _writer;
    private readonly bool _forces;
    private readonly bool _isAside;
    private readonly Checkpointer _checkpointer;
    private Task? _syncing;
    private long _syncingPosition;
    private long _durable;

    public DiskWork(Database writer, StoreOptions options)
    {
        _writer = writer;
        _forces = options.Synchronous != Synchronous.Off;
        // What forces nothing to the disk is of a test or simulation, and those have one thread.
        _isAside = options.DiskWorkAside && _forces;
        _checkpointer = new Checkpointer(writer, options.Synchronous, options.CheckpointPages, _isAside);
    }

    /// <summary>Copies the log when it has become long. Never throws: see <see cref="Checkpointer.AfterCommit"/>.</summary>
    public void AfterCommit() => _checkpointer.AfterCommit();

    /// <summary>
    /// Sees to it that what is committed comes to survive the loss of power, and returns the position up to which it does by now.
    /// </summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public long MakeDurable(long committed)
    {
        if (!_isAside || _durable == 0)
        {
            if (_forces)
            {
                _writer.Sync();
            }
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
            _syncing = Task.Run(_writer.Sync);
        }

        return _durable;
    }

    /// <summary>Waits for what is under way.</summary>
    public void Dispose()
    {
        _syncing?.ContinueWith(static _ => { }).Wait();
        _checkpointer.Dispose();
    }
}

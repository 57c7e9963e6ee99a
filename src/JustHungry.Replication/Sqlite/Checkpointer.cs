using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Sqlite;

/// <summary>
/// Copies a database's write-ahead log into its file when it has become long, without keeping the writer waiting: the work is done by
/// another thread, on a connection of its own. Not for two threads at once.
/// </summary>
/// <remarks>
/// SQLite would copy the log within a commit, thousands of pages and two syncs at once, and whoever waits for that commit would wait for
/// those. The log can only begin anew, though, when nothing is left to copy, and under load the writer is always a little ahead of the
/// copying. So the other thread copies what there is, and the writer then what little came meanwhile.
/// </remarks>
public sealed class Checkpointer : IDisposable
{
    /// <summary>So many commits between two looks at the log's length.</summary>
    private const int LookEvery = 8;

    /// <summary>The log may become so many times as long as it is to be while another thread copies it.</summary>
    private const int LongestLog = 8;

    /// <summary>What is copied was read from the log a moment before: a cache would be of no use.</summary>
    private const int CopierKibibytes = 64;

    private readonly Database _writer;
    private readonly Synchronous _synchronous;
    private readonly int _pages;
    private readonly bool _isAside;
    private Database? _copier;
    private Task? _copying;
    private int _commits;

    /// <param name="writer">Was opened with <see cref="DatabaseOptions.CheckpointPages"/> 0; stays its owner's.</param>
    /// <param name="synchronous">That of the writer.</param>
    /// <param name="pages">The log is copied when it has so many pages; 100 or more.</param>
    /// <param name="isAside">False: the writer does it all, so that everything happens in one thread.</param>
    public Checkpointer(Database writer, Synchronous synchronous, int pages, bool isAside) =>
        (_writer, _synchronous, _pages, _isAside) = (writer, synchronous, pages, isAside);

    /// <summary>
    /// To be called after each commit. Never throws: what fails is tried again, and a full disk fails the next commit.
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

    /// <summary>Waits for what is under way.</summary>
    public void Dispose()
    {
        _copying?.ContinueWith(static _ => { }).Wait();
        _copier?.Dispose();
    }

    private void LookAtLog(long pages)
    {
        if (_copying is null && pages >= _pages)
        {
            _copying = Begin();
        }
        else if (_copying is not null && pages >= LongestLog * _pages)
        {
            // The disk does not keep up: the writer waits for it, rather than let the log grow without bound.
            _copying.Wait();
        }
    }

    private Task Begin()
    {
        if (_isAside)
        {
            return Task.Run(Copy);
        }
        Copy();
        return Task.CompletedTask;
    }

    private void Copy()
    {
        try
        {
            _copier ??= Database.Open(
                _writer.Path,
                new DatabaseOptions { Synchronous = _synchronous, CheckpointPages = 0, CacheKibibytes = CopierKibibytes });
            _copier.Checkpoint();
        }
        catch (StoreException)
        {
            // The writer's own copying comes next; should that fail too, the log stays longer.
        }
    }
}

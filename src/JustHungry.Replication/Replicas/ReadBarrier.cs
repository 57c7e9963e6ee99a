using JustHungry.Replication.Log;

namespace JustHungry.Replication.Replicas;

/// <summary>Whether a read may go on: a closed set of outcomes.</summary>
public enum ReadGate
{
    /// <summary>The store has applied what the read must see.</summary>
    Open,

    /// <summary>It has not, within <see cref="ReplicaTimes.ReadWait"/>: ask the next replica.</summary>
    Behind,

    /// <summary>The log itself has not come that far: nobody can have seen that position.</summary>
    Beyond,

    /// <summary>The log did not answer, so that nobody knows what a linearizable read must see.</summary>
    NoLog,
}

/// <summary>
/// Linearizable reads: the head is read once for all who wait, by a read that starts after they asked. Thread-safe.
/// </summary>
internal sealed class ReadBarrier(ILog log)
{
    private readonly Lock _lock = new();
    private Task<LogHead?>? _running;
    private Task<LogHead?>? _next;

    /// <summary>The head, read after this call began; null where the log did not answer.</summary>
    public Task<LogHead?> Head(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_running is null)
            {
                _running = ReadHead(null);
                return _running.WaitAsync(cancel);
            }
            _next ??= ReadHead(_running);
            return _next.WaitAsync(cancel);
        }
    }

    private async Task<LogHead?> ReadHead(Task<LogHead?>? before)
    {
        if (before is not null)
        {
            await before;
        }
        else
        {
            // So that the field is set before anything can complete.
            await Task.Yield();
        }
        try
        {
            return await log.Head(CancellationToken.None);
        }
        catch (LogUnavailableException)
        {
            return null;
        }
        finally
        {
            lock (_lock)
            {
                _running = _next;
                _next = null;
            }
        }
    }
}

namespace JustHungry.Replication.Seams;

/// <summary>
/// One thread that runs everything posted to it, in order: a replica's logic needs no locks, in life as in the simulation
/// (which brings a <see cref="SynchronizationContext"/> of its own). Posting is thread-safe.
/// </summary>
public sealed class EventLoop : SynchronizationContext, IDisposable
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Thread _thread;
    private bool _isEnding;

    /// <summary>Starts the thread.</summary>
    public EventLoop(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Why the loop ended by itself: an exception that nothing caught. Completes only then.</summary>
    public Task<Exception> Failure => _failure.Task;

    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        // No collection that spins while it is empty: the machine has other processes to run.
        lock (_queue)
        {
            // When the loop has ended, what comes late has nobody to run it any more.
            if (!_isEnding)
            {
                _queue.Enqueue((d, state));
                Monitor.Pulse(_queue);
            }
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Post to the loop, and wait for the answer without blocking.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Ends the thread after what has been posted.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _isEnding = true;
            Monitor.Pulse(_queue);
        }
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        try
        {
            while (Take() is var (callback, state))
            {
                callback(state);
            }
        }
        catch (Exception error)
        {
            Dispose();
            _failure.TrySetResult(error);
        }
    }

    /// <summary>What was posted next; null after the last.</summary>
    private (SendOrPostCallback Callback, object? State)? Take()
    {
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                if (_isEnding)
                {
                    return null;
                }
                Monitor.Wait(_queue);
            }
            return _queue.Dequeue();
        }
    }
}

using System.Collections.Concurrent;

namespace JustHungry.Replication.Seams;

/// <summary>
/// One thread that runs everything posted to it, in order: a replica's logic needs no locks, in life as in the simulation
/// (which brings a <see cref="SynchronizationContext"/> of its own). Posting is thread-safe.
/// </summary>
public sealed class EventLoop : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Thread _thread;

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
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The loop has ended: what comes late has nobody to run it any more.
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Post to the loop, and wait for the answer without blocking.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Ends the thread after what has been posted.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Run()
    {
        SetSynchronizationContext(this);
        try
        {
            foreach (var (callback, state) in _queue.GetConsumingEnumerable())
            {
                callback(state);
            }
        }
        catch (Exception error)
        {
            _queue.CompleteAdding();
            _failure.TrySetResult(error);
        }
    }
}

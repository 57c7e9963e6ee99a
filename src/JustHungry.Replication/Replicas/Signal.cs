namespace JustHungry.Replication.Replicas;

/// <summary>Wakes one waiter on the replica's loop; set before the wait, it wakes the next one at once. Not thread-safe.</summary>
internal sealed class Signal(TimeProvider time)
{
    private TaskCompletionSource? _waiter;
    private bool _set;

    public void Set()
    {
        if (_waiter is { } waiter)
        {
            _waiter = null;
            waiter.TrySetResult();
        }
        else
        {
            _set = true;
        }
    }

    /// <summary>
    /// Waits for the signal, for the time-out or for the end, whichever is first: true where it was the signal. There is one waiter at a time.
    /// </summary>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken cancel)
    {
        if (_set || cancel.IsCancellationRequested)
        {
            var wasSet = _set;
            _set = false;
            return wasSet;
        }
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiter = waiter;
        await using var timer = time.CreateTimer(static w => ((TaskCompletionSource)w!).TrySetResult(), waiter, atMost, Timeout.InfiniteTimeSpan);
        await using var registration = cancel.Register(static w => ((TaskCompletionSource)w!).TrySetResult(), waiter);
        await waiter.Task;
        if (_waiter != waiter)
        {
            return true;
        }
        _waiter = null;
        return false;
    }
}

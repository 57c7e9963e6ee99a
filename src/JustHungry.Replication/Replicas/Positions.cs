namespace JustHungry.Replication.Replicas;

/// <summary>Where the replica stands, for everybody who waits for a position or a view. Thread-safe.</summary>
internal sealed class Positions(AppliedState initial, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private volatile AppliedState _applied = initial;

    /// <summary>What is committed.</summary>
    public AppliedState Applied => _applied;

    /// <summary>Called, from any thread, when somebody begins to wait for a position that is not there yet.</summary>
    public Action Wanted { get; set; } = static () => { };

    public void Publish(AppliedState applied)
    {
        List<Waiter>? due = null;
        lock (_lock)
        {
            _applied = applied;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].IsMetBy(applied))
                {
                    (due ??= []).Add(_waiters[i]);
                    _waiters.RemoveAt(i);
                }
            }
        }
        due?.ForEach(waiter => waiter.Met.TrySetResult(true));
    }

    /// <summary>True once that position is applied; false when it is not within the time.</summary>
    public Task<bool> WaitForPosition(long position, TimeSpan atMost, CancellationToken cancel) =>
        WaitFor(new Waiter(position, null), atMost, cancel);

    /// <summary>True once a view with a higher number is applied; false when none is within the time.</summary>
    public Task<bool> WaitForView(long after, TimeSpan atMost, CancellationToken cancel) =>
        WaitFor(new Waiter(null, after), atMost, cancel);

    private async Task<bool> WaitFor(Waiter waiter, TimeSpan atMost, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (waiter.IsMetBy(_applied))
            {
                return true;
            }
            _waiters.Add(waiter);
        }
        if (waiter.Position is not null)
        {
            Wanted();
        }
        await using var timer = time.CreateTimer(
            static met => ((TaskCompletionSource<bool>)met!).TrySetResult(false), waiter.Met, atMost, Timeout.InfiniteTimeSpan);
        await using var registration = cancel.Register(
            static met => ((TaskCompletionSource<bool>)met!).TrySetResult(false), waiter.Met);
        var isMet = await waiter.Met.Task;
        if (!isMet)
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }
        }
        return isMet;
    }

    /// <summary>True while somebody waits for a position.</summary>
    public bool HasWaiters
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Exists(waiter => waiter.Position is not null);
            }
        }
    }

    private sealed record Waiter(long? Position, long? AfterView)
    {
        public TaskCompletionSource<bool> Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsMetBy(AppliedState applied) => Position is { } position
            ? applied.Head.Position >= position
            : (applied.View?.Number ?? 0) > AfterView;
    }
}

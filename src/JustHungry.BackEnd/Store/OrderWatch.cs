namespace JustHungry.BackEnd.Store;

/// <summary>Tells those who wait for an order that it has changed. Safe for any thread.</summary>
public sealed class OrderWatch
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, HashSet<Watcher>> _watchers = [];

    /// <summary>Begins to watch an order; disposing ends it.</summary>
    /// <param name="order">Number of the order; there may be no such order.</param>
    public Watcher Begin(long order)
    {
        var watcher = new Watcher(this, order);
        lock (_lock)
        {
            if (!_watchers.TryGetValue(order, out var watchers))
            {
                _watchers[order] = watchers = [];
            }

            watchers.Add(watcher);
        }

        return watcher;
    }

    /// <summary>Orders have changed, and the change is committed.</summary>
    internal void Publish(IReadOnlyList<long> orders)
    {
        if (orders.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var order in orders)
            {
                if (_watchers.TryGetValue(order, out var watchers))
                {
                    foreach (var watcher in watchers)
                    {
                        watcher.Tell();
                    }
                }
            }
        }
    }

    private void End(Watcher watcher, long order)
    {
        lock (_lock)
        {
            if (_watchers.TryGetValue(order, out var watchers) && watchers.Remove(watcher) && watchers.Count == 0)
            {
                _watchers.Remove(order);
            }
        }
    }

    /// <summary>Somebody who watches an order.</summary>
    public sealed class Watcher : IDisposable
    {
        private readonly OrderWatch _watch;
        private readonly long _order;
        private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Watcher(OrderWatch watch, long order)
        {
            _watch = watch;
            _order = order;
        }

        /// <summary>
        /// Waits until the order changes after watching began, for <paramref name="atMost"/>, or until nobody waits any more.
        /// </summary>
        public async Task Wait(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
        {
            await using var timer = time.CreateTimer(
                static changed => ((TaskCompletionSource)changed!).TrySetResult(), _changed, atMost, Timeout.InfiniteTimeSpan);
            await using var registration = cancel.Register(
                static changed => ((TaskCompletionSource)changed!).TrySetResult(), _changed);
            await _changed.Task;
        }

        /// <inheritdoc/>
        public void Dispose() => _watch.End(this, _order);

        internal void Tell() => _changed.TrySetResult();
    }
}

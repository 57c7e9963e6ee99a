namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which kitchens' orders were placed or changed by which of the latest entries, in memory, and who waits for that. Who asks
/// for what came after an entry that is no longer here is told so, and looks at everything anew. Safe for any thread.
/// </summary>
public sealed class KitchenFeed
{
    /// <summary>Changes that are remembered; 16 bytes and the position each.</summary>
    private const int Kept = 16_384;

    private readonly Lock _lock = new();
    private readonly Queue<(long Position, long Restaurant, long Order)> _changes = new();
    private readonly Dictionary<long, HashSet<TaskCompletionSource>> _waiting = [];
    private long _floor = long.MaxValue;
    private long _through;

    /// <summary>The store opens: everything up to that position is old.</summary>
    public void Begin(long position)
    {
        lock (_lock)
        {
            (_floor, _through) = (position, position);
            _changes.Clear();
        }
    }

    /// <summary>An entry, or a run of them, was committed.</summary>
    /// <param name="position">Of the last of them.</param>
    /// <param name="touched">Whose orders it placed or changed.</param>
    internal void Publish(long position, IReadOnlyList<(long Restaurant, long Order)> touched)
    {
        lock (_lock)
        {
            _through = position;
            foreach (var (restaurant, order) in touched)
            {
                _changes.Enqueue((position, restaurant, order));
                if (_waiting.Count > 0 && _waiting.TryGetValue(restaurant, out var waiting))
                {
                    foreach (var each in waiting)
                    {
                        each.TrySetResult();
                    }
                }
            }

            while (_changes.Count > Kept)
            {
                _floor = _changes.Dequeue().Position;
            }
        }
    }

    /// <summary>Orders of a kitchen that came or changed after a position, each once, and how far that goes.</summary>
    /// <returns>Null orders: what came after that position is not all known here.</returns>
    public (IReadOnlyList<long>? Orders, long Through) Since(long restaurant, long after)
    {
        lock (_lock)
        {
            if (after < _floor || after > _through)
            {
                return (null, _through);
            }

            var orders = new List<long>();
            foreach (var (position, whose, order) in _changes)
            {
                if (position > after && whose == restaurant && !orders.Contains(order))
                {
                    orders.Add(order);
                }
            }

            return (orders, _through);
        }
    }

    /// <summary>Begins to wait for a kitchen; disposing ends it.</summary>
    public Waiter Wait(long restaurant)
    {
        var waiter = new Waiter(this, restaurant);
        lock (_lock)
        {
            if (!_waiting.TryGetValue(restaurant, out var waiting))
            {
                _waiting[restaurant] = waiting = [];
            }

            waiting.Add(waiter.Source);
        }

        return waiter;
    }

    /// <summary>Somebody who waits for a kitchen.</summary>
    public sealed class Waiter : IDisposable
    {
        private readonly KitchenFeed _feed;
        private readonly long _restaurant;

        internal Waiter(KitchenFeed feed, long restaurant) => (_feed, _restaurant) = (feed, restaurant);

        internal TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when an order of the kitchen comes or changes after waiting began.</summary>
        public Task Changed => Source.Task;

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_feed._lock)
            {
                if (_feed._waiting.TryGetValue(_restaurant, out var waiting)
                    && waiting.Remove(Source)
                    && waiting.Count == 0)
                {
                    _feed._waiting.Remove(_restaurant);
                }
            }
        }
    }
}

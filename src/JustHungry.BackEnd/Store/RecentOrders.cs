namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which of the latest orders are whose, a customer's or a kitchen's, in memory: those that the table of an
/// <see cref="OrderIndex"/> does not have yet. Safe for any thread.
/// </summary>
/// <remarks>
/// An index row for each order would dirty a page of its own for each, for customers come in no order; that would cost
/// more than the order itself. So many are gathered, and go there in the order of customers. What stands here is a hint:
/// some of the orders may have been rolled back, and a reader checks each against the rows that it sees.
/// </remarks>
internal sealed class RecentOrders
{
    private readonly Lock _lock = new();
    private readonly List<(long Number, long Owner)> _all = [];
    private readonly Dictionary<long, List<long>> _byOwner = [];
    private long _floor;

    /// <summary>The store opens: all orders after this number follow by <see cref="Add"/>.</summary>
    public void Begin(long indexedThrough) => _floor = indexedThrough;

    /// <summary>An order was placed, in a transaction that may yet be rolled back.</summary>
    public void Add(long owner, long number)
    {
        lock (_lock)
        {
            // A new number is above all that were committed: what stands at it or above was rolled back.
            while (_all.Count > 0 && _all[^1].Number >= number)
            {
                Remove(_all[^1].Owner, _byOwner[_all[^1].Owner].Count - 1, 1);
                _all.RemoveAt(_all.Count - 1);
            }

            _all.Add((number, owner));
            if (!_byOwner.TryGetValue(owner, out var numbers))
            {
                _byOwner[owner] = numbers = [];
            }

            numbers.Add(number);
        }
    }

    /// <summary>
    /// Somebody's orders between two numbers, both excluded, the latest first, at most <paramref name="limit"/>.
    /// Null: those from <paramref name="after"/> on are no longer all here.
    /// </summary>
    public IReadOnlyList<long>? Between(long owner, long after, long before, int limit)
    {
        lock (_lock)
        {
            if (after < _floor)
            {
                return null;
            }

            var found = new List<long>();
            if (_byOwner.TryGetValue(owner, out var numbers))
            {
                for (var index = FirstFrom(numbers, before) - 1; index >= 0 && numbers[index] > after && found.Count < limit; index--)
                {
                    found.Add(numbers[index]);
                }
            }

            return found;
        }
    }

    /// <summary>All after a number and up to another, sorted by whose they are.</summary>
    public (long[] Owners, long[] Numbers) ByOwner(long after, long through)
    {
        lock (_lock)
        {
            var found = _all.FindAll(each => each.Number > after && each.Number <= through);
            var owners = found.ConvertAll(each => each.Owner).ToArray();
            var numbers = found.ConvertAll(each => each.Number).ToArray();
            Array.Sort(owners, numbers);
            return (owners, numbers);
        }
    }

    /// <summary>Forgets orders up to a number: no reader that begins now needs them.</summary>
    public void Forget(long through)
    {
        lock (_lock)
        {
            var count = _all.FindIndex(each => each.Number > through) is >= 0 and var first ? first : _all.Count;
            foreach (var owner in _all.Take(count).Select(each => each.Owner).Distinct())
            {
                Remove(owner, 0, FirstFrom(_byOwner[owner], through + 1));
            }

            _all.RemoveRange(0, count);
            _floor = Math.Max(_floor, through);
        }
    }

    private void Remove(long owner, int from, int count)
    {
        var numbers = _byOwner[owner];
        numbers.RemoveRange(from, count);
        if (numbers.Count == 0)
        {
            _byOwner.Remove(owner);
        }
    }

    /// <summary>Index of the first number that is not below the given one.</summary>
    private static int FirstFrom(List<long> numbers, long number)
    {
        var index = numbers.BinarySearch(number);
        return index < 0 ? ~index : index;
    }
}

using System.Runtime.InteropServices;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which of the latest orders are whose, a customer's or a kitchen's, in memory: those that the table of an
/// <see cref="OrderIndex"/> does not have yet. Safe for any thread.
/// </summary>
/// <remarks>
/// An index row for each order would dirty a page of its own for each, for customers come in no order; that would cost
/// more than the order itself. So many are gathered, and go there in the order of customers. What stands here is a hint:
/// some of the orders may have been rolled back, and a reader checks each against the rows that it sees. By owner they are
/// sorted out when somebody asks: a backup is seldom asked.
/// </remarks>
internal sealed class RecentOrders
{
    private readonly Lock _lock = new();
    private readonly List<(long Number, long Owner)> _all = [];
    private readonly Dictionary<long, List<long>> _byOwner = [];

    /// <summary>How many of all, from the first, are sorted out.</summary>
    private int _sorted;

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
                if (_sorted == _all.Count)
                {
                    Remove(_all[^1].Owner, _byOwner[_all[^1].Owner].Count - 1, 1);
                    _sorted--;
                }

                _all.RemoveAt(_all.Count - 1);
            }

            _all.Add((number, owner));
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

            Sort();
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

    /// <summary>All after a number and up to another, by whose they are, and of each in the order of their numbers.</summary>
    public IReadOnlyList<(long Owner, List<long> Numbers)> ByOwner(long after, long through)
    {
        lock (_lock)
        {
            var byOwner = new Dictionary<long, List<long>>();
            foreach (var (number, owner) in _all)
            {
                if (number > after && number <= through)
                {
                    (CollectionsMarshal.GetValueRefOrAddDefault(byOwner, owner, out _) ??= []).Add(number);
                }
            }

            return [.. byOwner.OrderBy(each => each.Key).Select(each => (each.Key, each.Value))];
        }
    }

    /// <summary>Forgets orders up to a number: no reader that begins now needs them.</summary>
    public void Forget(long through)
    {
        lock (_lock)
        {
            var count = _all.FindIndex(each => each.Number > through) is >= 0 and var first ? first : _all.Count;
            foreach (var owner in _all.Take(Math.Min(count, _sorted)).Select(each => each.Owner).Distinct())
            {
                Remove(owner, 0, FirstFrom(_byOwner[owner], through + 1));
            }

            _sorted -= Math.Min(count, _sorted);
            _all.RemoveRange(0, count);
            _floor = Math.Max(_floor, through);
        }
    }

    private void Sort()
    {
        for (; _sorted < _all.Count; _sorted++)
        {
            var (number, owner) = _all[_sorted];
            (CollectionsMarshal.GetValueRefOrAddDefault(_byOwner, owner, out _) ??= []).Add(number);
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

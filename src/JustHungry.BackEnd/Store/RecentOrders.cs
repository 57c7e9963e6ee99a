namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which of the latest orders are whose, in memory: those that the table <c>customer_orders</c> does not have yet. Safe
/// for any thread.
/// </summary>
/// <remarks>
/// An index row for each order would dirty a page of its own for each, for customers come in no order; that would cost
/// more than the order itself. So rows go there many at a time, in the order of customers. What stands here is a hint:
/// some of the orders may have been rolled back, and a reader checks each against the rows that it sees.
/// </remarks>
internal sealed class RecentOrders
{
    private readonly Lock _lock = new();
    private readonly List<(long Number, long Customer)> _all = [];
    private readonly Dictionary<long, List<long>> _byCustomer = [];
    private long _floor;

    /// <summary>The store opens: all orders after this number follow by <see cref="Add"/>.</summary>
    public void Begin(long indexedThrough) => _floor = indexedThrough;

    /// <summary>An order was placed, in a transaction that may yet be rolled back.</summary>
    public void Add(long customer, long number)
    {
        lock (_lock)
        {
            // A new number is above all that were committed: what stands at it or above was rolled back.
            while (_all.Count > 0 && _all[^1].Number >= number)
            {
                Remove(_all[^1].Customer, _byCustomer[_all[^1].Customer].Count - 1, 1);
                _all.RemoveAt(_all.Count - 1);
            }

            _all.Add((number, customer));
            if (!_byCustomer.TryGetValue(customer, out var numbers))
            {
                _byCustomer[customer] = numbers = [];
            }

            numbers.Add(number);
        }
    }

    /// <summary>
    /// A customer's orders between two numbers, both excluded, the latest first, at most <paramref name="limit"/>.
    /// Null: those from <paramref name="after"/> on are no longer all here.
    /// </summary>
    public IReadOnlyList<long>? Between(long customer, long after, long before, int limit)
    {
        lock (_lock)
        {
            if (after < _floor)
            {
                return null;
            }

            var found = new List<long>();
            if (_byCustomer.TryGetValue(customer, out var numbers))
            {
                for (var index = FirstFrom(numbers, before) - 1; index >= 0 && numbers[index] > after && found.Count < limit; index--)
                {
                    found.Add(numbers[index]);
                }
            }

            return found;
        }
    }

    /// <summary>All after a number, sorted by whose they are and then by number.</summary>
    public IReadOnlyList<(long Customer, long Number)> After(long number)
    {
        lock (_lock)
        {
            var found = new List<(long Customer, long Number)>(_all.Count);
            foreach (var (each, customer) in _all)
            {
                if (each > number)
                {
                    found.Add((customer, each));
                }
            }

            found.Sort();
            return found;
        }
    }

    /// <summary>Forgets orders up to a number: no reader that begins now needs them.</summary>
    public void Forget(long through)
    {
        lock (_lock)
        {
            var count = _all.FindIndex(each => each.Number > through) is >= 0 and var first ? first : _all.Count;
            foreach (var customer in _all.Take(count).Select(each => each.Customer).Distinct())
            {
                Remove(customer, 0, FirstFrom(_byCustomer[customer], through + 1));
            }

            _all.RemoveRange(0, count);
            _floor = Math.Max(_floor, through);
        }
    }

    private void Remove(long customer, int from, int count)
    {
        var numbers = _byCustomer[customer];
        numbers.RemoveRange(from, count);
        if (numbers.Count == 0)
        {
            _byCustomer.Remove(customer);
        }
    }

    /// <summary>Index of the first number that is not below the given one.</summary>
    private static int FirstFrom(List<long> numbers, long number)
    {
        var index = numbers.BinarySearch(number);
        return index < 0 ? ~index : index;
    }
}

using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which orders are whose, a customer's or a kitchen's: in a table up to a number, after it in memory. Rows above that number
/// may stand in the table already; no reader looks at them. For one thread at a time, as its connection.
/// </summary>
internal sealed class OrderIndex(Database database, RecentOrders recent, OrderIndexKind kind)
{
    private Statement SelectThrough => field ??= database.Prepare($"SELECT through FROM {kind.Through}");

    private Statement UpdateThrough => field ??= database.Prepare($"UPDATE {kind.Through} SET through = ?1");

    private Statement Insert => field ??= database.Prepare($"INSERT OR IGNORE INTO {kind.Table} ({kind.Owner}, n) VALUES (?1, ?2)");

    private Statement SelectAfter => field ??= database.Prepare($"SELECT n, {kind.OwnerOfOrder} FROM orders WHERE n > ?1 ORDER BY n");

    private Statement SelectBetween => field ??= database.Prepare(
        $"SELECT n, {kind.OwnerOfOrder} FROM orders WHERE n > ?1 AND n < ?2 ORDER BY n DESC");

    private Statement SelectOf => field ??= database.Prepare(
        $"SELECT n FROM {kind.Table} WHERE {kind.Owner} = ?1 AND n < ?2 ORDER BY n DESC LIMIT ?3");

    /// <summary>The number up to which the table goes.</summary>
    public long Through()
    {
        SelectThrough.Step();
        var through = SelectThrough.Long(0);
        SelectThrough.Reset();
        return through;
    }

    /// <summary>Tells the memory what the table does not have yet, and returns how many orders those are.</summary>
    public int Load()
    {
        var through = Through();
        var count = 0;
        recent.Begin(through);
        SelectAfter.Bind(1, through);
        for (; SelectAfter.Step(); count++)
        {
            recent.Add(kind.ReadOwner(SelectAfter, 1), SelectAfter.Long(0));
        }

        return count;
    }

    /// <summary>Puts a row where it is missing.</summary>
    public void Add(long owner, long number) => Insert.Bind(1, owner).Bind(2, number).Execute();

    /// <summary>The table has all orders up to a number.</summary>
    public void PutThrough(long number) => UpdateThrough.Bind(1, number).Execute();

    /// <summary>
    /// Numbers of somebody's orders below <paramref name="before"/>, the latest first, read <paramref name="limit"/> at a time.
    /// Some are of orders that were rolled back, or are another's now: the reader looks at the order itself.
    /// </summary>
    public IEnumerable<long> Of(long owner, long before, int limit)
    {
        var through = Through();
        var next = before;
        while (recent.Between(owner, through, next, limit) is { Count: > 0 } numbers)
        {
            foreach (var number in numbers)
            {
                yield return next = number;
            }
        }

        if (recent.Between(owner, through, next, limit) is null)
        {
            // A read so old that the memory has moved on: slower, and as right.
            foreach (var number in ReadBetween(owner, through, next))
            {
                yield return number;
            }
        }

        next = Math.Min(before, through + 1);
        while (true)
        {
            var page = ReadPage(owner, next, limit);
            foreach (var number in page)
            {
                yield return next = number;
            }

            if (page.Count < limit)
            {
                yield break;
            }
        }
    }

    private List<long> ReadPage(long owner, long before, int limit)
    {
        var numbers = new List<long>(limit);
        SelectOf.Bind(1, owner).Bind(2, before).Bind(3, limit);
        while (SelectOf.Step())
        {
            numbers.Add(SelectOf.Long(0));
        }

        return numbers;
    }

    private List<long> ReadBetween(long owner, long after, long before)
    {
        var numbers = new List<long>();
        SelectBetween.Bind(1, after).Bind(2, before);
        while (SelectBetween.Step())
        {
            if (kind.ReadOwner(SelectBetween, 1) == owner)
            {
                numbers.Add(SelectBetween.Long(0));
            }
        }

        return numbers;
    }
}

/// <summary>Whose orders an <see cref="OrderIndex"/> finds. Immutable.</summary>
/// <param name="Table">Where its rows stand.</param>
/// <param name="Owner">The column of that table that says whose an order is.</param>
/// <param name="Through">The table of one row that says how far it goes.</param>
/// <param name="OwnerOfOrder">What of an order's row tells whose it is.</param>
/// <param name="ReadOwner">Reads that, from a column of a statement.</param>
internal sealed record OrderIndexKind(
    string Table, string Owner, string Through, string OwnerOfOrder, Func<Statement, int, long> ReadOwner)
{
    /// <summary>A customer's orders, by the number of the customer.</summary>
    public static OrderIndexKind OfCustomers { get; } = new(
        "customer_orders", "customer", "indexed", "customer", static (row, column) => row.Long(column));

    /// <summary>A kitchen's orders, by the <see cref="RestaurantKey"/>.</summary>
    public static OrderIndexKind OfKitchens { get; } = new(
        "kitchen_orders",
        "restaurant",
        "kitchens_indexed",
        "substr(document, 1, 256)",
        static (row, column) => RestaurantKey.OfDocument(row.Bytes(column)));
}

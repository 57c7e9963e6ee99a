using System.Buffers.Binary;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Which orders are whose, a customer's or a kitchen's: in tables up to a number, after it in memory. Rows above that number
/// may stand in the tables already; no reader looks at them. For one thread at a time, as its connection.
/// </summary>
/// <remarks>
/// Runs of many numbers in a row of one table; in the other, older one a row for each, of towns that come from before feature level
/// <see cref="StoreFeatures.PackedOrders"/>. Those are the older orders.
/// </remarks>
internal sealed class OrderIndex(Database database, RecentOrders recent, OrderIndexKind kind)
{
    /// <summary>The most numbers in a run: a reader mostly wants the last twenty.</summary>
    public const int LongestRun = 256;

    private Statement SelectThrough => field ??= database.Prepare($"SELECT through FROM {kind.Through}");

    private Statement UpdateThrough => field ??= database.Prepare($"UPDATE {kind.Through} SET through = ?1");

    private Statement Insert => field ??= database.Prepare($"INSERT OR IGNORE INTO {kind.Table} ({kind.Owner}, n) VALUES (?1, ?2)");

    private Statement PutRun => field ??= database.Prepare(
        $"INSERT OR REPLACE INTO {kind.Table}_runs ({kind.Owner}, first, numbers) VALUES (?1, ?2, ?3)");

    private Statement SelectRun => field ??= database.Prepare(
        $"SELECT numbers FROM {kind.Table}_runs WHERE {kind.Owner} = ?1 AND first < ?2 ORDER BY first DESC LIMIT 1");

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

    /// <summary>Whether orders go to the table of runs from now on.</summary>
    public bool IsPacked { get; set; }

    /// <summary>Puts somebody's orders into the table, in the order of their numbers.</summary>
    /// <remarks>
    /// What was put there before, by a process that died before it had come to the end, began with the same order and was cut at the same
    /// places: it is replaced.
    /// </remarks>
    /// <param name="owner">Whose.</param>
    /// <param name="numbers">1 to <see cref="LongestRun"/> of them.</param>
    public void Add(long owner, ReadOnlySpan<long> numbers)
    {
        if (IsPacked)
        {
            Span<byte> run = stackalloc byte[LongestRun * sizeof(long)];
            for (var index = 0; index < numbers.Length; index++)
            {
                BinaryPrimitives.WriteInt64BigEndian(run[(index * sizeof(long))..], numbers[index]);
            }

            PutRun.Bind(1, owner).Bind(2, numbers[0]).Bind(3, run[..(numbers.Length * sizeof(long))]).Execute();
            return;
        }

        foreach (var number in numbers)
        {
            Insert.Bind(1, owner).Bind(2, number).Execute();
        }
    }

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
        while (ReadRun(owner, next) is { } run)
        {
            for (var index = run.Length - 1; index >= 0; index--)
            {
                if (run[index] < next)
                {
                    yield return next = run[index];
                }
            }
        }

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

    /// <summary>The last run with a number below the given one; null where there is none.</summary>
    private long[]? ReadRun(long owner, long before)
    {
        if (!SelectRun.Bind(1, owner).Bind(2, before).Step())
        {
            return null;
        }

        var bytes = SelectRun.Bytes(0);
        var run = new long[bytes.Length / sizeof(long)];
        for (var index = 0; index < run.Length; index++)
        {
            run[index] = BinaryPrimitives.ReadInt64BigEndian(bytes[(index * sizeof(long))..]);
        }

        SelectRun.Reset();
        return run;
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
/// <param name="Table">Where its rows stand; the runs, in the table of that name and <c>_runs</c>.</param>
/// <param name="Owner">The column of these tables that says whose an order is.</param>
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
        static (row, column) => OrderPacks.RestaurantOf(row.Bytes(column)));
}

using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>Which orders are whose: in the table up to a number, after it in memory.</summary>
internal sealed class CustomerOrdersTable(Database database, RecentOrders recent)
{
    private Statement SelectThrough => field ??= database.Prepare("SELECT through FROM indexed");

    private Statement UpdateThrough => field ??= database.Prepare(
        "UPDATE indexed SET through = (SELECT coalesce(max(n), 0) FROM orders)");

    private Statement InsertAfter => field ??= database.Prepare("""
        INSERT INTO customer_orders (customer, n) SELECT customer, n FROM orders WHERE n > ?1 ORDER BY customer, n
        """);

    private Statement SelectAfter =>
        field ??= database.Prepare("SELECT n, customer FROM orders WHERE n > ?1 ORDER BY n");

    private Statement SelectOfAfter => field ??= database.Prepare(
        "SELECT n FROM orders WHERE n > ?1 AND n < ?2 AND customer = ?3 ORDER BY n DESC");

    private Statement SelectOf => field ??= database.Prepare(
        "SELECT n FROM customer_orders WHERE customer = ?1 AND n < ?2 ORDER BY n DESC LIMIT ?3");

    /// <summary>The number up to which the table goes.</summary>
    public long Through()
    {
        SelectThrough.Step();
        var through = SelectThrough.Long(0);
        SelectThrough.Reset();
        return through;
    }

    /// <summary>Tells the memory what the table does not have yet.</summary>
    public void Load()
    {
        var through = Through();
        recent.Begin(through);
        SelectAfter.Bind(1, through);
        while (SelectAfter.Step())
        {
            recent.Add(SelectAfter.Long(1), SelectAfter.Long(0));
        }
    }

    /// <summary>Brings the table up to the last order, in the open transaction.</summary>
    public void CatchUp()
    {
        InsertAfter.Bind(1, Through()).Execute();
        UpdateThrough.Execute();
    }

    /// <summary>
    /// Numbers of a customer's orders below <paramref name="before"/>, the latest first; some of the first may be of
    /// orders that this read does not see, or that became another's.
    /// </summary>
    public IEnumerable<long> Of(long customer, long before, int limit)
    {
        var through = Through();
        var next = before;
        while (recent.Between(customer, through, next, limit) is { Count: > 0 } numbers)
        {
            foreach (var number in numbers)
            {
                yield return next = number;
            }
        }

        if (recent.Between(customer, through, next, limit) is null)
        {
            // A read so old that the memory has moved on: slower, and as right.
            foreach (var number in Read(SelectOfAfter.Bind(1, through).Bind(2, next).Bind(3, customer)))
            {
                yield return number;
            }
        }

        foreach (var number in Read(SelectOf.Bind(1, customer).Bind(2, before).Bind(3, limit)))
        {
            yield return number;
        }
    }

    private static List<long> Read(Statement rows)
    {
        var numbers = new List<long>();
        while (rows.Step())
        {
            numbers.Add(rows.Long(0));
        }

        return numbers;
    }
}

using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>Which orders are in whose kitchen: in the table up to a number, after it in memory.</summary>
/// <remarks>
/// The memory's rows go to the table many at a time, sorted, for the reason that <see cref="RecentOrders"/> tells. Some of them
/// may be of orders that were rolled back: a reader checks each against the order itself.
/// </remarks>
internal sealed class KitchenOrdersTable(Database database, RecentOrders recent)
{
    private Statement SelectThrough => field ??= database.Prepare("SELECT through FROM kitchens_indexed");

    private Statement UpdateThrough => field ??= database.Prepare(
        "UPDATE kitchens_indexed SET through = (SELECT coalesce(max(n), 0) FROM orders)");

    private Statement Insert => field ??= database.Prepare(
        "INSERT OR IGNORE INTO kitchen_orders (restaurant, n) VALUES (?1, ?2)");

    private Statement SelectAfter => field ??= database.Prepare(
        "SELECT n, substr(document, 1, 256) FROM orders WHERE n > ?1 ORDER BY n");

    private Statement SelectOf => field ??= database.Prepare(
        "SELECT n FROM kitchen_orders WHERE restaurant = ?1 AND n < ?2 ORDER BY n DESC LIMIT ?3");

    private Statement SelectBetween => field ??= database.Prepare(
        "SELECT n, substr(document, 1, 256) FROM orders WHERE n > ?1 AND n < ?2 ORDER BY n DESC");

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
            recent.Add(RestaurantKey.OfDocument(SelectAfter.Bytes(1)), SelectAfter.Long(0));
        }
    }

    /// <summary>Brings the table up to the last order, in the open transaction.</summary>
    public void CatchUp()
    {
        foreach (var (restaurant, number) in recent.After(Through()))
        {
            Insert.Bind(1, restaurant).Bind(2, number).Execute();
        }

        UpdateThrough.Execute();
    }

    /// <summary>Numbers of a kitchen's orders below <paramref name="before"/>, the latest first.</summary>
    public IEnumerable<long> Of(long restaurant, long before, int limit)
    {
        var through = Through();
        var next = before;
        while (recent.Between(restaurant, through, next, limit) is { Count: > 0 } numbers)
        {
            foreach (var number in numbers)
            {
                yield return next = number;
            }
        }

        if (recent.Between(restaurant, through, next, limit) is null)
        {
            // A read so old that the memory has moved on: slower, and as right.
            foreach (var number in ReadBetween(restaurant, through, next))
            {
                yield return number;
            }
        }

        next = Math.Min(before, through + 1);
        while (true)
        {
            var page = ReadPage(restaurant, next, limit);
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

    private List<long> ReadPage(long restaurant, long before, int limit)
    {
        var numbers = new List<long>(limit);
        SelectOf.Bind(1, restaurant).Bind(2, before).Bind(3, limit);
        while (SelectOf.Step())
        {
            numbers.Add(SelectOf.Long(0));
        }

        return numbers;
    }

    private List<long> ReadBetween(long restaurant, long after, long before)
    {
        var numbers = new List<long>();
        SelectBetween.Bind(1, after).Bind(2, before);
        while (SelectBetween.Step())
        {
            if (RestaurantKey.OfDocument(SelectBetween.Bytes(1)) == restaurant)
            {
                numbers.Add(SelectBetween.Long(0));
            }
        }

        return numbers;
    }
}

using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>Who did what, and when: what staff, operators and the holder of the cluster key did.</summary>
internal sealed class TrailTable(Database database)
{
    /// <summary>What is older than so many acts is forgotten.</summary>
    private const long Kept = 200_000;

    private const string Columns = "SELECT n, at, person, act, restaurant, subject, detail FROM trail";

    private Statement SelectPage => field ??= database.Prepare(
        $"{Columns} WHERE n < ?1 ORDER BY n DESC LIMIT ?2");

    private Statement SelectOf => field ??= database.Prepare(
        $"{Columns} WHERE restaurant = ?3 AND restaurant <> '' AND n < ?1 ORDER BY n DESC LIMIT ?2");

    private Statement Insert => field ??= database.Prepare("""
        INSERT INTO trail (at, person, act, restaurant, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING n
        """);

    private Statement DeleteOld => field ??= database.Prepare("DELETE FROM trail WHERE n <= ?1");

    /// <summary>Notes an act; the oldest go.</summary>
    public void Add(StoredAct act)
    {
        Insert.Bind(1, act.At).Bind(3, act.What).Bind(4, act.Restaurant).Bind(5, act.Subject).Bind(6, act.Detail);
        Insert.Bind(2, act.Person).Step();
        var number = Insert.Long(0);
        while (Insert.Step())
        {
        }

        DeleteOld.Bind(1, number - Kept).Execute();
    }

    /// <summary>Acts before a number, the latest first.</summary>
    /// <param name="before">The number.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="restaurant">Those of that restaurant alone; null: all.</param>
    public IReadOnlyList<StoredAct> Page(long before, int limit, string? restaurant)
    {
        var page = new List<StoredAct>(limit);
        var select = restaurant is null ? SelectPage : SelectOf.Bind(3, restaurant);
        select.Bind(1, before).Bind(2, limit);
        while (select.Step())
        {
            page.Add(new StoredAct(
                select.Long(1),
                select.IsNull(2) ? null : select.Long(2),
                select.Text(3),
                select.Text(4),
                select.Text(5),
                select.Text(6)) { Number = select.Long(0) });
        }

        return page;
    }
}

/// <summary>An act's row. Immutable.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Person">Who; null: the holder of the cluster key.</param>
/// <param name="What">What was done, such as <c>voucher_put</c>.</param>
/// <param name="Restaurant">Slug, or empty.</param>
/// <param name="Subject">What it was done to, or empty.</param>
/// <param name="Detail">More words on it, or empty.</param>
internal sealed record StoredAct(long At, long? Person, string What, string Restaurant, string Subject, string Detail)
{
    /// <summary>Its number; 0 before it is kept.</summary>
    public long Number { get; init; }
}

using JustHungry.Ordering.Orders;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The orders and their history.</summary>
internal sealed class OrdersTable(Database database, OrderIndex byCustomer, OrderPacks packs)
{
    private Statement Select => field ??= database.Prepare(
        "SELECT n, customer, status, version, at, id, document FROM orders WHERE n = ?1");

    private Statement SelectTotal => field ??= database.Prepare("SELECT coalesce(sum(last), 0) FROM order_numbers");

    private Statement SelectPlacedBefore => field ??= database.Prepare(
        "SELECT n, status, at, id FROM orders WHERE n > ?1 AND n < ?2 ORDER BY n LIMIT ?3");

    private Statement Insert => field ??= database.Prepare(
        "INSERT INTO orders (n, customer, status, version, at, id, document) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)");

    private Statement Update => field ??= database.Prepare(
        "UPDATE orders SET status = ?2, version = version + 1 WHERE n = ?1 RETURNING version, substr(document, 1, 256)");

    private Statement SelectDocument => field ??= database.Prepare("SELECT document FROM orders WHERE n = ?1");

    private Statement UpdateDocument => field ??= database.Prepare("UPDATE orders SET document = ?2 WHERE n = ?1");

    private Statement InsertChange => field ??= database.Prepare(
        "INSERT INTO order_changes (order_n, version, status, at, actor, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private Statement SelectChanges => field ??= database.Prepare("""
        SELECT version, status, at, actor, detail FROM order_changes WHERE order_n = ?1 AND version <= ?2 ORDER BY version
        """);

    /// <summary>An order; null where there is none, or its id is another than that of the row.</summary>
    public StoredOrder? Find(long n, Guid id) => Find(n) is { } order && order.Id == id ? order : null;

    /// <summary>An order by its number alone.</summary>
    public StoredOrder? Find(long n)
    {
        if (!Select.Bind(1, n).Step())
        {
            return null;
        }

        var order = Read(Select);
        Select.Reset();
        return order;
    }

    /// <summary>A page of a customer's orders, newest first, older than <paramref name="before"/>.</summary>
    public IReadOnlyList<StoredOrder> Page(long customer, long before, int limit)
    {
        var page = new List<StoredOrder>(limit);
        foreach (var number in byCustomer.Of(customer, before, limit))
        {
            if (Find(number) is { } order && order.Customer == customer)
            {
                page.Add(order);
            }

            if (page.Count == limit)
            {
                break;
            }
        }

        return page;
    }

    /// <summary>Everything that became of an order, its placing first, up to a version.</summary>
    public IReadOnlyList<OrderChange> History(StoredOrder order, int through)
    {
        var placed = new OrderChange(1, OrderStatus.Placed, order.PlacedAt, Actor.Customer);
        if (order.Version == 1 || through == 1)
        {
            return [placed];
        }

        var changes = new List<OrderChange> { placed };
        SelectChanges.Bind(1, order.Number).Bind(2, through);
        while (SelectChanges.Step())
        {
            changes.Add(new OrderChange(
                (int)SelectChanges.Long(0),
                (OrderStatus)SelectChanges.Long(1),
                DateTimeOffset.FromUnixTimeMilliseconds(SelectChanges.Long(2)),
                (Actor)SelectChanges.Long(3),
                SelectChanges.IsNull(4) ? ChangeDetail.None : ChangeDetails.Parse(SelectChanges.Bytes(4))));
        }

        return changes;
    }

    /// <summary>
    /// How many orders there have been. It costs the restaurants' days, not the orders: numbers are given without gaps.
    /// </summary>
    public long Total()
    {
        SelectTotal.Step();
        var total = SelectTotal.Long(0);
        SelectTotal.Reset();
        return total;
    }

    /// <summary>Orders in the order of placing, whatever their status, without their documents.</summary>
    public IReadOnlyList<(long Number, Order Order)> Between(long after, long before, int limit)
    {
        var orders = new List<(long, Order)>();
        SelectPlacedBefore.Bind(1, after).Bind(2, before).Bind(3, limit);
        while (SelectPlacedBefore.Step())
        {
            orders.Add((SelectPlacedBefore.Long(0), new Order(
                new Guid(SelectPlacedBefore.Bytes(3), bigEndian: true),
                Guid.Empty,
                (OrderStatus)SelectPlacedBefore.Long(1),
                DateTimeOffset.FromUnixTimeMilliseconds(SelectPlacedBefore.Long(2)))));
        }

        return orders;
    }

    public void Add(long n, long customer, ReadOnlySpan<byte> id, long at, long restaurant, ReadOnlySpan<byte> document)
    {
        Span<byte> reference = stackalloc byte[DocumentPlace.RowLength];
        Insert
            .Bind(1, n)
            .Bind(2, customer)
            .Bind(3, (long)OrderStatus.Placed)
            .Bind(4, at)
            .Bind(5, id)
            .Bind(6, packs.Add(n, restaurant, document, reference))
            .Execute();
    }

    private Statement InsertPhone => field ??= database.Prepare(
        "INSERT OR IGNORE INTO order_phones (phone, order_n) VALUES (?1, ?2)");

    private Statement DeletePhone => field ??= database.Prepare(
        "DELETE FROM order_phones WHERE phone = ?1 AND order_n = ?2");

    private Statement SelectByPhone => field ??= database.Prepare(
        "SELECT order_n FROM order_phones WHERE phone = ?1 ORDER BY order_n DESC LIMIT ?2");

    /// <summary>An order is to be found by a phone.</summary>
    public void AddPhone(string phone, long n) => InsertPhone.Bind(1, phone).Bind(2, n).Execute();

    /// <summary>And no longer.</summary>
    public void RemovePhone(string phone, long n) => DeletePhone.Bind(1, phone).Bind(2, n).Execute();

    /// <summary>The latest orders that came with a phone.</summary>
    public IReadOnlyList<StoredOrder> WithPhone(string phone, int limit)
    {
        var numbers = new List<long>();
        SelectByPhone.Bind(1, phone).Bind(2, limit);
        while (SelectByPhone.Step())
        {
            numbers.Add(SelectByPhone.Long(0));
        }

        return [.. numbers.Select(Find).OfType<StoredOrder>()];
    }

    /// <summary>Puts another document in an order's place; of the one before, nothing is left.</summary>
    public void PutDocument(long n, ReadOnlySpan<byte> document)
    {
        SelectDocument.Bind(1, n).Step();
        packs.Blank(SelectDocument.Bytes(0));
        SelectDocument.Reset();
        UpdateDocument.Bind(1, n).Bind(2, document).Execute();
    }

    /// <summary>Gives an order its next status, and returns the key of the restaurant whose order it is.</summary>
    /// <exception cref="InvalidDataException">There is no such order.</exception>
    public long Change(long n, OrderStatus status, long at, Actor actor, string? detail = null)
    {
        if (!Update.Bind(1, n).Bind(2, (long)status).Step())
        {
            throw new InvalidDataException($"There is no order {n} to become {status.Code()}.");
        }

        var version = Update.Long(0);
        var restaurant = OrderPacks.RestaurantOf(Update.Bytes(1));
        while (Update.Step())
        {
        }

        InsertChange.Bind(1, n).Bind(2, version).Bind(3, (long)status).Bind(4, at).Bind(5, (long)actor).Bind(6, detail).Execute();
        return restaurant;
    }

    private StoredOrder Read(Statement row) => new(
        row.Long(0),
        row.Long(1),
        (OrderStatus)row.Long(2),
        (int)row.Long(3),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(4)),
        new Guid(row.Bytes(5), bigEndian: true),
        packs.Read(row.Bytes(6)));
}

/// <summary>An order's row. Immutable.</summary>
internal sealed record StoredOrder(
    long Number, long Customer, OrderStatus Status, int Version, DateTimeOffset PlacedAt, Guid Id, byte[] Document);

/// <summary>One change of an order, numbered from 1. Immutable.</summary>
internal sealed record OrderChange(int Version, OrderStatus Status, DateTimeOffset At, Actor Actor, ChangeDetail Detail)
{
    public OrderChange(int version, OrderStatus status, DateTimeOffset at, Actor actor)
        : this(version, status, at, actor, ChangeDetail.None)
    {
    }
}

using System.Globalization;
using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Replication.Sqlite;

namespace JustHungry.Endurance.Friday;

/// <summary>Reads each replica's store by itself: the same orders, the same takings, nothing taken too often.</summary>
internal static class FridayStores
{
    public static void Check(FridayTown town, FridayBooks books)
    {
        var receipts = books.Receipts.Values.ToList();
        var capacity = town.Restaurants.Max(restaurant => restaurant.Capacity);
        (string What, string Sql, long Expected)[] figures =
        [
            ("orders", "SELECT count(*) FROM orders", receipts.Count),
            ("ids of orders", "SELECT count(DISTINCT id) FROM orders", receipts.Count),
            ("expired orders", $"SELECT count(*) FROM orders WHERE status = {(int)OrderStatus.Expired}", receipts.Count(receipt => receipt.Status == "expired")),
            ("expiries", $"SELECT count(*) FROM order_changes WHERE status = {(int)OrderStatus.Expired}", receipts.Count(receipt => receipt.Status == "expired")),
            ("taken seats", "SELECT coalesce(sum(taken), 0) FROM seats", receipts.Count(receipt => receipt is { Slot: not null, ReleasedAt: null })),
            ("oversold slots", $"SELECT count(*) FROM seats WHERE taken < 0 OR taken > {capacity}", 0),
            ("oversold dishes", "SELECT count(*) FROM portions WHERE remaining < 0", 0),
            ("used vouchers", "SELECT coalesce(sum(used), 0) FROM vouchers", receipts.Count(receipt => receipt is { Voucher: not null, ReleasedAt: null })),
            ("uses by customers", "SELECT coalesce(sum(used), 0) FROM voucher_uses", receipts.Count(receipt => receipt is { Voucher: not null, ReleasedAt: null })),
        ];
        foreach (var file in town.Processes.Stores)
        {
            using var store = Database.Open(file, new DatabaseOptions { ReadOnly = true });
            foreach (var (what, sql, expected) in figures)
            {
                using var statement = store.Prepare(sql);
                statement.Step();
                var found = statement.Long(0);
                statement.Reset();
                Expect(found, what, expected);
            }
            Expect(Takings(store), "pence of takings", books.Takings);

            void Expect(long found, string what, long expected) => town.Findings.Expect(
                found == expected,
                () => string.Create(CultureInfo.InvariantCulture, $"{file} has {found} {what}, and not {expected}."));
        }
    }

    /// <summary>What the orders that were handed over came to, by their own documents.</summary>
    private static long Takings(Database store)
    {
        using var orders = store.Prepare($"SELECT document FROM orders WHERE status IN ({(int)OrderStatus.Delivered}, {(int)OrderStatus.Collected})");
        var packs = new OrderPacks(store);
        var sum = 0L;
        while (orders.Step())
        {
            using var document = JsonDocument.Parse(packs.Read(orders.Bytes(0)));
            sum += document.RootElement.GetProperty("total").GetInt64();
        }
        return sum;
    }
}

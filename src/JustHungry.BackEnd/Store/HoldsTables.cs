using System.Globalization;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>What an order took. The numbers are kept in stores and never change.</summary>
internal enum HoldKind
{
    Portions = 1,
    Seat = 2,
    Voucher = 3,
}

/// <summary>
/// Portions of counted dishes, seats in slots, and which order took what of them. An order that takes nothing costs
/// nothing here.
/// </summary>
internal sealed class HoldsTables(Database database)
{
    private const char Separator = '/';

    private Statement SelectPortions => field ??= database.Prepare(
        "SELECT remaining FROM portions WHERE restaurant = ?1 AND item = ?2");

    private Statement SelectAllPortions => field ??= database.Prepare(
        "SELECT item, remaining FROM portions WHERE restaurant = ?1 ORDER BY item");

    private Statement UpsertPortions => field ??= database.Prepare("""
        INSERT INTO portions (restaurant, item, remaining) VALUES (?1, ?2, ?3)
        ON CONFLICT (restaurant, item) DO UPDATE SET remaining = excluded.remaining
        """);

    private Statement AddPortions => field ??= database.Prepare(
        "UPDATE portions SET remaining = remaining + ?3 WHERE restaurant = ?1 AND item = ?2");

    private Statement DeletePortions => field ??= database.Prepare(
        "DELETE FROM portions WHERE restaurant = ?1 AND item = ?2");

    private Statement SelectSeats => field ??= database.Prepare(
        "SELECT taken FROM seats WHERE restaurant = ?1 AND slot = ?2");

    private Statement AddSeats => field ??= database.Prepare("""
        INSERT INTO seats (restaurant, slot, taken) VALUES (?1, ?2, ?3)
        ON CONFLICT (restaurant, slot) DO UPDATE SET taken = taken + excluded.taken
        """);

    private Statement RemoveSeats => field ??= database.Prepare(
        "UPDATE seats SET taken = taken - ?3 WHERE restaurant = ?1 AND slot = ?2");

    private Statement SelectHolds => field ??= database.Prepare(
        "SELECT kind, name, amount FROM holds WHERE order_n = ?1 ORDER BY kind, name");

    private Statement InsertHold => field ??= database.Prepare(
        "INSERT INTO holds (order_n, kind, name, amount) VALUES (?1, ?2, ?3, ?4)");

    private Statement DeleteHolds => field ??= database.Prepare("DELETE FROM holds WHERE order_n = ?1");

    /// <summary>How many portions are left; null: as many as the menu says.</summary>
    public long? Remaining(string restaurant, string item)
    {
        if (!SelectPortions.Bind(1, restaurant).Bind(2, item).Step())
        {
            return null;
        }

        var remaining = SelectPortions.Long(0);
        SelectPortions.Reset();
        return remaining;
    }

    /// <summary>How many portions are left of the dishes of which some were taken, by item.</summary>
    public IReadOnlyDictionary<string, long> Remaining(string restaurant)
    {
        var remaining = new Dictionary<string, long>();
        SelectAllPortions.Bind(1, restaurant);
        while (SelectAllPortions.Step())
        {
            remaining[SelectAllPortions.Text(0)] = SelectAllPortions.Long(1);
        }

        return remaining;
    }

    /// <summary>How many orders have a seat in the slot that begins then (Unix milliseconds).</summary>
    public long SeatsTaken(string restaurant, long slot)
    {
        if (!SelectSeats.Bind(1, restaurant).Bind(2, slot).Step())
        {
            return 0;
        }

        var taken = SelectSeats.Long(0);
        SelectSeats.Reset();
        return taken;
    }

    /// <summary>An order takes portions.</summary>
    public void TakePortions(long order, string restaurant, string item, long quantity, long remaining)
    {
        SetPortions(restaurant, item, remaining);
        Hold(order, HoldKind.Portions, $"{restaurant}{Separator}{item}", quantity);
    }

    /// <summary>So many portions are left now.</summary>
    public void SetPortions(string restaurant, string item, long remaining) =>
        UpsertPortions.Bind(1, restaurant).Bind(2, item).Bind(3, remaining).Execute();

    /// <summary>As many portions are left as the menu says.</summary>
    public void ForgetPortions(string restaurant, string item) =>
        DeletePortions.Bind(1, restaurant).Bind(2, item).Execute();

    /// <summary>An order takes a seat.</summary>
    public void TakeSeat(long order, string restaurant, long slot)
    {
        AddSeats.Bind(1, restaurant).Bind(2, slot).Bind(3, 1L).Execute();
        Hold(order, HoldKind.Seat, string.Create(CultureInfo.InvariantCulture, $"{restaurant}{Separator}{slot}"), 1);
    }

    /// <summary>Notes that an order holds something.</summary>
    public void Hold(long order, HoldKind kind, string name, long amount) =>
        InsertHold.Bind(1, order).Bind(2, (long)kind).Bind(3, name).Bind(4, amount).Execute();

    /// <summary>What an order holds; mostly nothing.</summary>
    public IReadOnlyList<(HoldKind Kind, string Name, long Amount)> Of(long order)
    {
        var holds = new List<(HoldKind, string, long)>();
        SelectHolds.Bind(1, order);
        while (SelectHolds.Step())
        {
            holds.Add(((HoldKind)SelectHolds.Long(0), SelectHolds.Text(1), SelectHolds.Long(2)));
        }

        return holds;
    }

    /// <summary>An order gives back what it holds.</summary>
    /// <param name="order">Its number.</param>
    /// <param name="portions">False: its portions are gone all the same.</param>
    /// <param name="voucher">Told of each voucher that it used.</param>
    public void GiveBack(long order, bool portions, Action<string> voucher)
    {
        foreach (var (kind, name, amount) in Of(order))
        {
            var cut = name.IndexOf(Separator, StringComparison.Ordinal);
            if (kind == HoldKind.Voucher)
            {
                voucher(name);
            }
            else if (kind == HoldKind.Seat)
            {
                var slot = long.Parse(name.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture);
                RemoveSeats.Bind(1, name[..cut]).Bind(2, slot).Bind(3, amount).Execute();
            }
            else if (portions)
            {
                AddPortions.Bind(1, name[..cut]).Bind(2, name[(cut + 1)..]).Bind(3, amount).Execute();
            }
        }

        DeleteHolds.Bind(1, order).Execute();
    }
}

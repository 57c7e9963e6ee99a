using System.Text;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// The numbers that were given last: to people, by restaurant and the restaurant's own day, and in the table of orders. Remembered, and
/// written once in a transaction instead of with each order. For the one connection that writes, and its thread.
/// </summary>
internal sealed class OrderNumbers(Database database)
{
    /// <summary>Restaurants' days that are remembered from one transaction to the next.</summary>
    private const int MostRemembered = 10_000;

    private const int ShortSlug = 256;

    private readonly Dictionary<(long Restaurant, long Day), Given> _given = [];
    private readonly List<Given> _unwritten = [];
    private long? _lastOrder;

    private Statement SelectLast => field ??= database.Prepare("SELECT max(n) FROM orders");

    private Statement SelectNumber => field ??= database.Prepare(
        "SELECT last FROM order_numbers WHERE restaurant = ?1 AND day = ?2");

    private Statement UpsertNumber => field ??= database.Prepare("""
        INSERT INTO order_numbers (restaurant, day, last) VALUES (?1, ?2, ?3)
        ON CONFLICT (restaurant, day) DO UPDATE SET last = excluded.last
        """);

    /// <summary>The number of the last order; 0 before the first.</summary>
    public long LastOrder()
    {
        if (_lastOrder is { } known)
        {
            return known;
        }

        SelectLast.Step();
        var last = SelectLast.Long(0);
        SelectLast.Reset();
        _lastOrder = last;
        return last;
    }

    /// <summary>An order was placed.</summary>
    public void PutLastOrder(long n) => _lastOrder = n;

    /// <summary>The last number given to people by a restaurant on a day (yyyymmdd); 0 before the first.</summary>
    public long LastNumber(string restaurant, long day)
    {
        Span<byte> utf8 = stackalloc byte[ShortSlug];
        return Find(Encoding.UTF8.TryGetBytes(restaurant, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(restaurant), day).Last;
    }

    /// <summary>A restaurant gave a number on a day.</summary>
    public void PutNumber(ReadOnlySpan<byte> restaurant, long day, long last)
    {
        var given = Find(restaurant, day);
        given.Last = last;
        if (!given.IsUnwritten)
        {
            given.IsUnwritten = true;
            _unwritten.Add(given);
        }
    }

    /// <summary>Writes what has changed, in the open transaction.</summary>
    public void Write()
    {
        foreach (var given in _unwritten)
        {
            UpsertNumber.BindText(1, given.Restaurant).Bind(2, given.Day).Bind(3, given.Last).Execute();
            given.IsUnwritten = false;
        }

        _unwritten.Clear();
        if (_given.Count > MostRemembered)
        {
            _given.Clear();
        }
    }

    /// <summary>The transaction was rolled back: what is remembered may never have been.</summary>
    public void Forget()
    {
        _given.Clear();
        _unwritten.Clear();
        _lastOrder = null;
    }

    private Given Find(ReadOnlySpan<byte> restaurant, long day)
    {
        var key = (RestaurantKey.Of(restaurant), day);
        if (_given.TryGetValue(key, out var known))
        {
            if (known.Restaurant.AsSpan().SequenceEqual(restaurant))
            {
                return known;
            }

            // Two restaurants share a key: the other one's is written first, and both are looked up whenever they take turns.
            Write();
        }

        var isThere = SelectNumber.BindText(1, restaurant).Bind(2, day).Step();
        var given = new Given(restaurant.ToArray(), day) { Last = isThere ? SelectNumber.Long(0) : 0 };
        SelectNumber.Reset();
        _given[key] = given;
        return given;
    }

    /// <summary>What a restaurant has given on a day.</summary>
    private sealed class Given(byte[] restaurant, long day)
    {
        public byte[] Restaurant => restaurant;

        public long Day => day;

        public long Last { get; set; }

        /// <summary>True where the table says another number.</summary>
        public bool IsUnwritten { get; set; }
    }
}

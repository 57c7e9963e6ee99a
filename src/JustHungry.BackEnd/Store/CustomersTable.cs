using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The customers, and where they are.</summary>
internal sealed class CustomersTable(Database database)
{
    private const string Columns = """
        SELECT c.n, c.id, c.name, c.postcode, p.latitude, p.longitude, p.approximate
        FROM customers c LEFT JOIN postcodes p ON p.postcode = c.postcode
        """;

    private Statement SelectByToken => field ??= database.Prepare($"{Columns} WHERE c.token = ?1");

    private Statement SelectByNumber => field ??= database.Prepare($"{Columns} WHERE c.n = ?1");

    private Statement SelectToken => field ??= database.Prepare("SELECT token FROM customers WHERE n = ?1");

    private Statement SelectLast => field ??= database.Prepare("SELECT max(n) FROM customers");

    private Statement Insert => field ??= database.Prepare(
        "INSERT INTO customers (n, id, token, name, postcode, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    /// <summary>Whose token that is, by its SHA-256; null: nobody's.</summary>
    public StoredCustomer? FindByToken(ReadOnlySpan<byte> hash) => Read(SelectByToken.Bind(1, hash));

    /// <summary>A customer by number.</summary>
    public StoredCustomer? Find(long n) => Read(SelectByNumber.Bind(1, n));

    /// <summary>SHA-256 of a customer's token; empty where there is no such customer.</summary>
    public byte[] TokenOf(long n)
    {
        if (!SelectToken.Bind(1, n).Step())
        {
            return [];
        }

        var token = SelectToken.Bytes(0).ToArray();
        SelectToken.Reset();
        return token;
    }

    /// <summary>The highest number given; 0 before the first.</summary>
    public long Last()
    {
        SelectLast.Step();
        var last = SelectLast.Long(0);
        SelectLast.Reset();
        return last;
    }

    public void Add(long n, ReadOnlySpan<byte> id, ReadOnlySpan<byte> token, string name, string postcode, long at) =>
        Insert.Bind(1, n).Bind(2, id).Bind(3, token).Bind(4, name).Bind(5, postcode).Bind(6, at).Execute();

    private static StoredCustomer? Read(Statement row)
    {
        if (!row.Step())
        {
            return null;
        }

        var place = row.IsNull(4)
            ? Whereabouts.Unknown
            : new Whereabouts(new Coordinates(row.Double(4), row.Double(5)), row.Long(6) != 0);
        var customer = new StoredCustomer(
            row.Long(0), new Customer(new Guid(row.Bytes(1), bigEndian: true), row.Text(2), row.Text(3), place));
        row.Reset();
        return customer;
    }
}

/// <summary>A customer with their number. Immutable.</summary>
internal sealed record StoredCustomer(long Number, Customer Customer);

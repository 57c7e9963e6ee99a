using System.Buffers.Binary;
using System.Security.Cryptography;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The customers, and where they are.</summary>
/// <param name="database">The connection.</param>
/// <param name="isOnlyWriter">True where nobody else changes the tables: who was found once need not be looked up again.</param>
internal sealed class CustomersTable(Database database, bool isOnlyWriter)
{
    /// <summary>The most customers that are remembered by their tokens.</summary>
    private const int MostFound = 10_000;

    private readonly Dictionary<(UInt128, UInt128), StoredCustomer> _found = [];

    private const string Columns = """
        SELECT c.n, c.id, c.name, c.postcode, p.latitude, p.longitude, p.approximate
        FROM customers c LEFT JOIN postcodes p ON p.postcode = c.postcode
        """;

    private const string PersonColumns = """
        SELECT c.n, c.id, c.name, c.postcode, p.latitude, p.longitude, p.approximate, a.role, a.restaurants, a.temporary
        FROM customers c LEFT JOIN postcodes p ON p.postcode = c.postcode LEFT JOIN accounts a ON a.person = c.n
        """;

    private Statement SelectBySession => field ??= database.Prepare(
        $"{PersonColumns} WHERE c.n = (SELECT person FROM sessions WHERE token = ?1 AND expires > ?2)");

    private Statement SelectPerson => field ??= database.Prepare($"{PersonColumns} WHERE c.n = ?1");

    private Statement SelectByToken => field ??= database.Prepare($"{Columns} WHERE c.token = ?1");

    private Statement SelectByNumber => field ??= database.Prepare($"{Columns} WHERE c.n = ?1");

    private Statement SelectToken => field ??= database.Prepare("SELECT token FROM customers WHERE n = ?1");

    private Statement SelectLast => field ??= database.Prepare("SELECT max(n) FROM customers");

    private Statement Insert => field ??= database.Prepare(
        "INSERT INTO customers (n, id, token, name, postcode, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private Statement UpdateToken => field ??= database.Prepare("UPDATE customers SET token = ?2 WHERE n = ?1");

    private Statement UpdatePerson => field ??= database.Prepare(
        "UPDATE customers SET name = coalesce(?2, name), postcode = coalesce(?3, postcode) WHERE n = ?1");

    /// <summary>
    /// Whose token that is, by its SHA-256; null: nobody's. The token of a registration is looked for first, and makes its
    /// bearer a customer, whatever else they are: so most callers, and all orders of guests, cost one look.
    /// </summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="now">Sessions that have expired by then are nobody's.</param>
    public StoredCustomer? FindByToken(ReadOnlySpan<byte> hash, DateTimeOffset now) =>
        FindRegistered(hash) ?? ReadPerson(SelectBySession.Bind(1, hash).Bind(2, now.ToUnixTimeMilliseconds()));

    /// <summary>The transaction was rolled back, or where a postcode lies has changed.</summary>
    public void Forget() => _found.Clear();

    /// <summary>Somebody by number, with what they are.</summary>
    public StoredCustomer? FindPerson(long n) => ReadPerson(SelectPerson.Bind(1, n));

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

    /// <summary>Gives a customer another token, or one that nobody can have: fewer bytes than a hash.</summary>
    public void PutToken(long n, ReadOnlySpan<byte> token)
    {
        Forget();
        UpdateToken.Bind(1, n).Bind(2, token).Execute();
    }

    /// <summary>Changes name and postcode; what is null stays.</summary>
    public void Change(long n, string? name, string? postcode)
    {
        Forget();
        UpdatePerson.Bind(1, n).Bind(2, name).Bind(3, postcode).Execute();
    }

    /// <summary>Whose token of a registration that is.</summary>
    private StoredCustomer? FindRegistered(ReadOnlySpan<byte> hash)
    {
        if (!isOnlyWriter || hash.Length != SHA256.HashSizeInBytes)
        {
            return Read(SelectByToken.Bind(1, hash));
        }

        var key = (BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        if (!_found.TryGetValue(key, out var found) && Read(SelectByToken.Bind(1, hash)) is { } customer)
        {
            if (_found.Count >= MostFound)
            {
                _found.Clear();
            }

            _found[key] = found = customer;
        }

        return found;
    }

    private static StoredCustomer? ReadPerson(Statement row)
    {
        if (!row.Step())
        {
            return null;
        }

        var person = ReadRow(row);
        if (!row.IsNull(7))
        {
            person = person with
            {
                Role = (Role)row.Long(7),
                Restaurants = AccountsTable.Slugs(row.Text(8)),
                MustChangePassword = row.Long(9) != 0,
            };
        }

        row.Reset();
        return person;
    }

    private static StoredCustomer? Read(Statement row)
    {
        if (!row.Step())
        {
            return null;
        }

        var customer = ReadRow(row);
        row.Reset();
        return customer;
    }

    private static StoredCustomer ReadRow(Statement row)
    {
        var place = row.IsNull(4)
            ? Whereabouts.Unknown
            : new Whereabouts(new Coordinates(row.Double(4), row.Double(5)), row.Long(6) != 0);
        return new StoredCustomer(
            row.Long(0), new Customer(new Guid(row.Bytes(1), bigEndian: true), row.Text(2), row.Text(3), place));
    }
}

/// <summary>A customer with their number, and what they are beside. Immutable.</summary>
internal sealed record StoredCustomer(long Number, Customer Customer)
{
    public Role Role { get; init; }

    public IReadOnlyList<string> Restaurants { get; init; } = [];

    public bool MustChangePassword { get; init; }

    /// <summary>The same as decisions about people and kitchens see it.</summary>
    public Caller Caller => new(Customer.Id.ToString(), Role, Restaurants) { MustChangePassword = MustChangePassword };
}

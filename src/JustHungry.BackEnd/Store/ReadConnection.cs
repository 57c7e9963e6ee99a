using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>A connection that reads. For one thread at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    private const int CacheKibibytes = 8 * 1024;

    /// <summary>Every table with the order of its key: what <c>cluster verify</c> compares.</summary>
    private static readonly (string Table, string Key)[] Content =
    [
        ("answers", "key"),
        ("customers", "n"),
        ("postcodes", "postcode"),
        ("restaurants", "slug"),
        ("orders", "n"),
        ("order_changes", "order_n, version"),
        ("order_numbers", "restaurant, day"),
        ("rounds", "name"),
        ("accounts", "person"),
        ("contacts", "person"),
        ("sessions", "token"),
        ("invitations", "code"),
        ("attempts", "subject"),
        ("live", "restaurant"),
        ("portions", "restaurant, item"),
        ("seats", "restaurant, slot"),
        ("vouchers", "code"),
        ("voucher_uses", "code, customer"),
        ("holds", "order_n, kind, name"),
        ("site_keys", "secret"),
    ];

    private readonly Database _database;

    private ReadConnection(Database database, StoreMemory memory)
    {
        _database = database;
        Tables = new Tables(database, memory, isOnlyWriter: false);
    }

    /// <summary>The tables, to read.</summary>
    public Tables Tables { get; }

    public static ReadConnection Open(StoreOptions options, StoreMemory memory) => new(
        Database.Open(options.Path, new DatabaseOptions { ReadOnly = true, CacheKibibytes = CacheKibibytes }), memory);

    /// <summary>
    /// Begins a read: everything until <see cref="End"/> is of one moment. Returns the position of that moment.
    /// </summary>
    public string Begin()
    {
        _database.BeginRead();
        return Tables.Applied.ReadPosition();
    }

    /// <summary>Ends the read, if there is one.</summary>
    public void End() => _database.Rollback();

    /// <summary>Writes a compact copy to a new file; one that is to last is forced to the disk.</summary>
    public void CopyTo(string path, bool isToLast) => _database.CopyTo(path, isToLast);

    /// <summary>
    /// SHA-256 over all rows of all tables in the order of their keys, 64 hex digits: equal on all replicas at one
    /// position. It takes as long as reading everything.
    /// </summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var (table, key) in Content)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(table));
            using var rows = _database.Prepare($"SELECT * FROM {table} ORDER BY {key}");
            while (rows.Step())
            {
                for (var column = 0; column < rows.ColumnCount; column++)
                {
                    // Each value with its type and length, so that no two different rows give the same bytes.
                    var bytes = table == "orders" ? Tables.Packs.Resolve(rows.Bytes(column)) : rows.Bytes(column);
                    BinaryPrimitives.WriteInt64BigEndian(number, rows.IsNull(column) ? -1 : bytes.Length);
                    hash.AppendData(number);
                    hash.AppendData(bytes);
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}

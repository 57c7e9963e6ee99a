using System.Buffers.Binary;
using System.Globalization;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>How far the system's own rounds have come.</summary>
internal sealed class RoundsTable(Database database)
{
    /// <summary>Orders up to this number have been looked at for having waited too long.</summary>
    public const string Expiry = "expiry";

    private Statement Select => field ??= database.Prepare("SELECT through FROM rounds WHERE name = ?1");

    private Statement Upsert =>
        field ??= database.Prepare("INSERT OR REPLACE INTO rounds (name, through) VALUES (?1, ?2)");

    /// <summary>How far the orders of an erased person are forgotten: <c>erasure/</c> and the person's number.</summary>
    private const string Erasures = "erasure/";

    private Statement SelectErasure => field ??= database.Prepare(
        "SELECT name FROM rounds WHERE name > ?1 AND name < ?2 ORDER BY name LIMIT 1");

    private Statement Delete => field ??= database.Prepare("DELETE FROM rounds WHERE name = ?1");

    /// <summary>Somebody whose orders are not all forgotten yet; null: there is nobody.</summary>
    public long? NextErasure()
    {
        if (!SelectErasure.Bind(1, Erasures).Bind(2, "erasure0").Step())
        {
            return null;
        }

        var person = long.Parse(SelectErasure.Text(0).AsSpan(Erasures.Length), CultureInfo.InvariantCulture);
        SelectErasure.Reset();
        return person;
    }

    /// <summary>Orders of that person from this number on are forgotten.</summary>
    public long ErasedFrom(long person) => NumberThrough(ErasureOf(person));

    /// <summary>The same, from now on; null: all of them are.</summary>
    public void PutErasure(long person, long? from)
    {
        if (from is { } number)
        {
            Put(ErasureOf(person), number);
        }
        else
        {
            Delete.Bind(1, ErasureOf(person)).Execute();
        }
    }

    private static string ErasureOf(long person) => string.Create(CultureInfo.InvariantCulture, $"{Erasures}{person}");

    /// <summary>Where a round stands; empty before it has begun.</summary>
    public byte[] Through(string name)
    {
        if (!Select.Bind(1, name).Step())
        {
            return [];
        }

        var through = Select.Bytes(0).ToArray();
        Select.Reset();
        return through;
    }

    /// <summary>Where a round stands, as a number.</summary>
    public long NumberThrough(string name) => Through(name) is { Length: sizeof(long) } bytes
        ? BinaryPrimitives.ReadInt64BigEndian(bytes)
        : 0;

    public void Put(string name, ReadOnlySpan<byte> through) => Upsert.Bind(1, name).Bind(2, through).Execute();

    public void Put(string name, long through)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, through);
        Put(name, bytes);
    }
}

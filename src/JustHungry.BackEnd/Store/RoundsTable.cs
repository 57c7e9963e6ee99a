using System.Buffers.Binary;
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

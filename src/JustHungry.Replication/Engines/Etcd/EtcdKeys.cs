using System.Globalization;
using System.Text;
using Google.Protobuf;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Where a town's things stand in etcd, and how they are written: text that a person can read with <c>etcdctl</c>.
/// Immutable.
/// </summary>
internal sealed class EtcdKeys(string town)
{
    /// <summary>What stands under the head's key once the log was moved, before the new address: no advance can build on that.</summary>
    private const string MovedMark = "moved:";

    private const string PositionFormat = "D20";

    /// <summary><c>lineage:position:hash</c>; never deleted.</summary>
    public byte[] Head { get; } = Bytes($"/{town}/head");

    /// <summary>The last head of a log that was moved.</summary>
    public byte[] LastHead { get; } = Bytes($"/{town}/head-when-moved");

    /// <summary>The first position that is kept, as digits of a fixed number.</summary>
    public byte[] First { get; } = Bytes($"/{town}/first");

    /// <summary>What the keys of entries begin with.</summary>
    public byte[] Log { get; } = Bytes($"/{town}/log/");

    /// <summary>Just past the last possible entry: '0' is the sign after '/'.</summary>
    public byte[] LogEnd { get; } = Bytes($"/{town}/log0");

    /// <summary>What each replica said last; kept after its death.</summary>
    public byte[] Replicas { get; } = Bytes($"/{town}/replicas/");

    public byte[] ReplicasEnd { get; } = Bytes($"/{town}/replicas0");

    /// <summary>One key for each replica that lives, under its lease.</summary>
    public byte[] Alive { get; } = Bytes($"/{town}/alive/");

    public byte[] AliveEnd { get; } = Bytes($"/{town}/alive0");

    /// <summary>Zero-padded, so that the order of keys is the order of entries.</summary>
    public byte[] Entry(long position) => [.. Log, .. Digits(position)];

    /// <summary>The position that an entry's key names; null if it is no such key.</summary>
    public long? Position(ByteString key) => key.Span.StartsWith(Log) ? Number(key.Span[Log.Length..]) : null;

    public byte[] Replica(string id) => [.. Replicas, .. Bytes(id)];

    public byte[] AliveOf(string id) => [.. Alive, .. Bytes(id)];

    public static byte[] Digits(long position) => Bytes(position.ToString(PositionFormat, CultureInfo.InvariantCulture));

    public static long? Number(ReadOnlySpan<byte> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static byte[] Write(LogHead head) => Bytes(HeadText.Write(head));

    public static byte[] WriteMoved(string to) => Bytes(MovedMark + to);

    /// <exception cref="LogUnavailableException">Something else stands there, such as where the log was moved to.</exception>
    public static LogHead ReadHead(ByteString value)
    {
        var text = value.ToStringUtf8();
        return HeadText.Read(text) ?? throw (text.StartsWith(MovedMark, StringComparison.Ordinal)
            ? LogUnavailableException.Moved(text[MovedMark.Length..])
            : new LogUnavailableException("What stands in etcd under the head's key is no head."));
    }

    /// <summary>For a message; not copied, so not to be changed afterwards.</summary>
    public static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

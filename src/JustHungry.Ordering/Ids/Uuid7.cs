using System.Buffers.Binary;

namespace JustHungry.Ordering.Ids;

/// <summary>
/// UUIDs of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 12 bits that order the ids of one millisecond,
/// then 62 random bits. Made from a given time and a given random, never from the clock. Safe for any thread.
/// </summary>
public static class Uuid7
{
    /// <summary>A sequence is the milliseconds and the 12 bits after them as one number.</summary>
    private const int CounterBits = 12;

    private const ulong VersionMask = 0xF000;
    private const ulong Version = 0x7000;
    private const ulong CounterMask = 0x0FFF;
    private const ulong VariantMask = 0xC000_0000_0000_0000;
    private const ulong Variant = 0x8000_0000_0000_0000;

    /// <summary>A fresh id of that time.</summary>
    public static Guid Create(DateTimeOffset now, Random random) =>
        WithSequence(FirstSequence(now) + random.Next(1 << CounterBits), random);

    /// <summary>
    /// The next sequence after <paramref name="last"/>, at <paramref name="now"/> or later: so that what is made one
    /// after the other is also ordered so, and no two are equal. More than 4,096 in one millisecond borrow from the
    /// next.
    /// </summary>
    public static long NextSequence(DateTimeOffset now, long last) => Math.Max(FirstSequence(now), last + 1);

    /// <summary>The smallest sequence of that time.</summary>
    public static long FirstSequence(DateTimeOffset now) => now.ToUnixTimeMilliseconds() << CounterBits;

    /// <summary>An id with that sequence and 62 random bits.</summary>
    public static Guid WithSequence(long sequence, Random random)
    {
        var high = ((ulong)sequence >> CounterBits << 16) | Version | ((ulong)sequence & CounterMask);
        var low = ((ulong)random.NextInt64() & ~VariantMask) | Variant;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Tells the sequence of an id of version 7; false for any other.</summary>
    public static bool TryGetSequence(Guid id, out long sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        sequence = (long)((high >> 16 << CounterBits) | (high & CounterMask));
        return (high & VersionMask) == Version && (low & VariantMask) == Variant;
    }

    /// <summary>The time within an id's sequence, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(long sequence) =>
        DateTimeOffset.FromUnixTimeMilliseconds(sequence >> CounterBits);
}

using System.Buffers.Binary;

namespace JustHungry.Replication.Engines.Sqlite;

/// <summary>What the name server and its clients say to each other: paths, headers, and how entries are framed.</summary>
internal static class NameServerProtocol
{
    public const string Head = "/log/head";
    public const string Create = "/log/create";
    public const string Advance = "/log/advance";
    public const string Entries = "/log/entries";
    public const string Trim = "/log/trim";
    /// <summary>POST <c>?to=ADDRESS</c>, with the head that it must still be: the log is marked as moved. 410 everywhere afterwards.</summary>
    public const string Retire = "/log/retire";

    public const string Registry = "/registry";

    /// <summary><c>lineage:position:hash</c>; on an advance, what it is built on.</summary>
    public const string HeadHeader = "Hungry-Head";

    /// <summary>The first position that is kept.</summary>
    public const string FirstHeader = "Hungry-First";

    /// <summary>The most bytes of entries in one answer; one entry may exceed it.</summary>
    public const int PageBytes = 1024 * 1024;

    /// <summary>The longest wait for more, in milliseconds.</summary>
    public const int LongestWaitMs = 10_000;

    private const int LengthBytes = sizeof(int);

    /// <summary>Each entry: its length in four bytes, little end first, and its bytes.</summary>
    public static byte[] Frame(List<byte[]> entries)
    {
        var frame = new byte[entries.Sum(entry => entry.Length + LengthBytes)];
        var at = 0;
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(at), entry.Length);
            entry.CopyTo(frame, at + LengthBytes);
            at += LengthBytes + entry.Length;
        }
        return frame;
    }

    /// <summary>The entries of a frame, as slices of it.</summary>
    /// <exception cref="FormatException">It is cut off.</exception>
    public static List<ReadOnlyMemory<byte>> Unframe(ReadOnlyMemory<byte> frame)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        while (frame.Length > 0)
        {
            var length = frame.Length >= LengthBytes ? BinaryPrimitives.ReadInt32LittleEndian(frame.Span) : -1;
            if (length < 0 || length > frame.Length - LengthBytes)
            {
                throw new FormatException("A page of the log is cut off.");
            }
            entries.Add(frame.Slice(LengthBytes, length));
            frame = frame[(LengthBytes + length)..];
        }
        return entries;
    }
}

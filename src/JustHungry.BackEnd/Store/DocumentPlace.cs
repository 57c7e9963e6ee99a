using System.Buffers.Binary;
using System.Buffers.Text;

namespace JustHungry.BackEnd.Store;

/// <summary>Where in a pack (<see cref="OrderPacks"/>) an order's document is, as rows and records of orders say it.</summary>
/// <param name="Pack">The pack's number: that of its first order.</param>
/// <param name="Start">Where in its text, in bytes.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct DocumentPlace(long Pack, int Start, int Length)
{
    /// <summary>How many bytes it takes in a row.</summary>
    public const int RowLength = 1 + sizeof(long) + sizeof(long) + sizeof(int) + sizeof(int);

    /// <summary>How many bytes it takes in a record, at most.</summary>
    public const int LongestText = 48;

    /// <summary>No JSON begins with it.</summary>
    private const byte RowMark = 1;

    /// <summary>Whether this stands in a row, rather than a document.</summary>
    public static bool IsInRow(ReadOnlySpan<byte> stored) => stored.Length == RowLength && stored[0] == RowMark;

    /// <summary>Whether this stands in a record, rather than a document.</summary>
    public static bool IsInRecord(ReadOnlySpan<byte> text) => text is [(byte)'[', ..];

    /// <summary>What stands in a row.</summary>
    public static DocumentPlace Read(ReadOnlySpan<byte> row) => new(
        BinaryPrimitives.ReadInt64BigEndian(row[9..]),
        BinaryPrimitives.ReadInt32BigEndian(row[17..]),
        BinaryPrimitives.ReadInt32BigEndian(row[21..]));

    /// <summary>The key of the order's restaurant, which a row has beside it.</summary>
    public static long ReadRestaurant(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadInt64BigEndian(row[1..]);

    /// <summary>Writes it as it stands in a row, <see cref="RowLength"/> bytes.</summary>
    public void Write(long restaurant, Span<byte> row)
    {
        row[0] = RowMark;
        BinaryPrimitives.WriteInt64BigEndian(row[1..], restaurant);
        BinaryPrimitives.WriteInt64BigEndian(row[9..], Pack);
        BinaryPrimitives.WriteInt32BigEndian(row[17..], Start);
        BinaryPrimitives.WriteInt32BigEndian(row[21..], Length);
    }

    /// <summary>Writes it as it stands in a record, <c>[pack,start,length]</c>, and returns how many bytes that are.</summary>
    public int Format(Span<byte> text)
    {
        var at = 0;
        Put(text, (byte)'[', Pack, ref at);
        Put(text, (byte)',', Start, ref at);
        Put(text, (byte)',', Length, ref at);
        text[at++] = (byte)']';
        return at;
    }

    /// <summary>What stands in a record.</summary>
    /// <exception cref="InvalidDataException">It is not as <see cref="Format"/> writes it.</exception>
    public static DocumentPlace Parse(ReadOnlySpan<byte> text)
    {
        var at = 0;
        var place = new DocumentPlace(
            Take(text, (byte)'[', ref at), checked((int)Take(text, (byte)',', ref at)), checked((int)Take(text, (byte)',', ref at)));
        return text[at..] is [(byte)']'] && place is { Start: >= 0, Length: >= 0 } ? place : throw NoPlace();
    }

    private static void Put(Span<byte> text, byte before, long number, ref int at)
    {
        text[at++] = before;
        Utf8Formatter.TryFormat(number, text[at..], out var length);
        at += length;
    }

    private static long Take(ReadOnlySpan<byte> text, byte before, ref int at)
    {
        if (at < text.Length && text[at] == before && Utf8Parser.TryParse(text[(at + 1)..], out long number, out var length))
        {
            at += 1 + length;
            return number;
        }

        throw NoPlace();
    }

    private static InvalidDataException NoPlace() => new("A record does not say where its order's document is.");
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// The key of an answer: the command's id and who sent it, for the same id by two customers is two commands. A UUID
/// takes 16 bytes, and keys of UUIDv7 are in the order of making, so that rows are added at the end of the table.
/// </summary>
internal static class CommandKey
{
    /// <summary>The longest id, in bytes.</summary>
    public const int MaxId = 128;

    /// <summary>Room for any key.</summary>
    public const int MaxLength = 1 + MaxId + 1 + sizeof(long);

    private const int UuidLength = 16;
    private const int UuidTextLength = 36;
    private const byte UuidKind = 1;
    private const byte TextKind = 2;
    private const byte End = (byte)'\n';

    /// <summary>Writes the key.</summary>
    /// <param name="id">1–128 visible ASCII characters.</param>
    /// <param name="customer">n of the customer; null for nobody's command.</param>
    /// <param name="key">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The part of <paramref name="key"/> that was written.</returns>
    public static ReadOnlySpan<byte> Write(scoped ReadOnlySpan<byte> id, long? customer, Span<byte> key)
    {
        int length;
        if (IsPlainUuid(id, out var uuid))
        {
            key[0] = UuidKind;
            uuid.TryWriteBytes(key[1..], bigEndian: true, out _);
            length = 1 + UuidLength;
        }
        else
        {
            key[0] = TextKind;
            id.CopyTo(key[1..]);
            key[1 + id.Length] = End;
            length = 1 + id.Length + 1;
        }

        if (customer is { } n)
        {
            BinaryPrimitives.WriteInt64BigEndian(key[length..], n);
            length += sizeof(long);
        }

        return key[..length];
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{byte}, long?, Span{byte})"/>
    public static ReadOnlySpan<byte> Write(string id, long? customer, Span<byte> key)
    {
        Span<byte> utf8 = stackalloc byte[MaxId];
        return Write(utf8[..Encoding.ASCII.GetBytes(id, utf8)], customer, key);
    }

    /// <summary>
    /// Only the one form with small letters is packed, or two ids that differ in case would become one.
    /// </summary>
    private static bool IsPlainUuid(ReadOnlySpan<byte> id, out Guid uuid)
    {
        uuid = default;
        return id.Length == UuidTextLength
            && id.IndexOfAnyInRange((byte)'A', (byte)'Z') < 0
            && Utf8Parser.TryParse(id, out uuid, out var used, 'D')
            && used == UuidTextLength;
    }
}

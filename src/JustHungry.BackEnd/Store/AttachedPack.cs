using System.Buffers.Binary;

namespace JustHungry.BackEnd.Store;

/// <summary>What stands before each pack of orders' documents that is attached to an entry (<see cref="OrderPacks"/>).</summary>
/// <param name="Number">The pack's number.</param>
/// <param name="Length">How many bytes of documents it holds.</param>
/// <param name="PackedLength">How many bytes it takes itself; these follow.</param>
internal readonly record struct AttachedPack(long Number, int Length, int PackedLength)
{
    /// <summary>How many bytes this takes.</summary>
    public const int Size = sizeof(long) + sizeof(int) + sizeof(int);

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, Number);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], PackedLength);
    }

    /// <summary>The first pack of an attachment.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static AttachedPack Read(ReadOnlySpan<byte> attachment, out ReadOnlySpan<byte> packed)
    {
        if (attachment.Length >= Size)
        {
            var pack = new AttachedPack(
                BinaryPrimitives.ReadInt64BigEndian(attachment),
                BinaryPrimitives.ReadInt32BigEndian(attachment[8..]),
                BinaryPrimitives.ReadInt32BigEndian(attachment[12..]));
            if (pack is { Length: > 0, PackedLength: > 0 } && pack.PackedLength <= attachment.Length - Size)
            {
                packed = attachment.Slice(Size, pack.PackedLength);
                return pack;
            }
        }

        throw new InvalidDataException("What is attached to the entry are no packs of orders.");
    }
}

using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace JustHungry.Replication.Log;

/// <summary>
/// How the text of many commands is made shorter: orders of one town repeat each other's words, and every byte of an entry is written to
/// disk and sent several times over. Brotli (RFC 7932) at its lowest quality: 100 KB of orders become 18 in 0.1 ms, the higher ones save
/// little more. Pure; thread-safe.
/// </summary>
internal static class EntryPacking
{
    /// <summary>What is shorter gains nothing, and is left for people to read.</summary>
    private const int LeastBytes = 4 * 1024;

    /// <summary>More than any entry takes: what claims to be larger is not unpacked.</summary>
    private const int MostBytes = EntryFormat.BatchBytes + EntryFormat.CommandBytes;

    private const int Quality = 0;
    private const int Window = 18;

    public static bool IsWorthIt(ReadOnlySpan<byte> text) => text.Length >= LeastBytes;

    /// <summary>The text, packed, behind what stands before it.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> start, ReadOnlySpan<byte> text)
    {
        var packed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(text.Length));
        try
        {
            return BrotliEncoder.TryCompress(text, packed, out var length, Quality, Window)
                ? [.. start, .. packed.AsSpan(0, length)]
                : throw new InvalidOperationException("Brotli did not keep to the length that it said.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>The text again, which must have as many bytes as its commands and what separates them.</summary>
    /// <exception cref="JsonException">It has not, or this is no such text.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int bytes)
    {
        if (bytes is <= 0 or > MostBytes)
        {
            throw new JsonException("No entry has commands of that size.");
        }
        var text = GC.AllocateUninitializedArray<byte>(bytes);
        return BrotliDecoder.TryDecompress(packed, text, out var length) && length == bytes
            ? text : throw new JsonException("What was packed does not give its commands.");
    }
}

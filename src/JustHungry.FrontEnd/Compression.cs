using System.IO.Compression;

namespace JustHungry.FrontEnd;

/// <summary>Makes bytes fewer.</summary>
internal static class Compression
{
    /// <summary>Less than this is sent as it is.</summary>
    public const int WorthIt = 1400;

    /// <summary>The encoding to send, of those that <c>Accept-Encoding</c> names; null: as it is.</summary>
    public static string? Choose(string? accepted) =>
        accepted is null ? null
        : accepted.Contains(Br, StringComparison.Ordinal) ? Br
        : accepted.Contains(GzipName, StringComparison.Ordinal) ? GzipName
        : null;

    /// <summary>Quickly, by an encoding that <see cref="Choose"/> told.</summary>
    public static byte[] Quickly(string encoding, ReadOnlyMemory<byte> content) => encoding == Br
        ? Brotli(content, CompressionLevel.Fastest)
        : Gzip(content, CompressionLevel.Fastest);

    private const string Br = "br";
    private const string GzipName = "gzip";

    public static byte[] Brotli(ReadOnlyMemory<byte> content, CompressionLevel level) =>
        Through(content, into => new BrotliStream(into, level, leaveOpen: true));

    public static byte[] Gzip(ReadOnlyMemory<byte> content, CompressionLevel level) =>
        Through(content, into => new GZipStream(into, level, leaveOpen: true));

    private static byte[] Through(ReadOnlyMemory<byte> content, Func<Stream, Stream> compress)
    {
        using var into = new MemoryStream(content.Length / 4);
        using (var stream = compress(into))
        {
            stream.Write(content.Span);
        }
        return into.ToArray();
    }
}

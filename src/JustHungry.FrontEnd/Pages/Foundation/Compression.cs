using System.IO.Compression;

namespace JustHungry.FrontEnd.Pages;

/// <summary>Makes bytes fewer.</summary>
internal static class Compression
{
    public static byte[] Brotli(byte[] content, CompressionLevel level) =>
        Through(content, into => new BrotliStream(into, level, leaveOpen: true));

    public static byte[] Gzip(byte[] content, CompressionLevel level) =>
        Through(content, into => new GZipStream(into, level, leaveOpen: true));

    private static byte[] Through(byte[] content, Func<Stream, Stream> compress)
    {
        using var into = new MemoryStream(content.Length / 4);
        using (var stream = compress(into))
        {
            stream.Write(content);
        }
        return into.ToArray();
    }
}

using System.IO.Compression;

namespace JustHungry.FrontEnd.Tests;

public sealed class CompressionTests
{
    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public void An_encoding_is_chosen_that_the_client_names(string? accepted, string? encoding) =>
        Assert.Equal(encoding, Compression.Choose(accepted));

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public void What_comes_out_is_what_went_in_and_smaller(string encoding)
    {
        var content = Enumerable.Range(0, 20_000).Select(static number => (byte)(number % 50)).ToArray();

        var compressed = Compression.Quickly(encoding, content);

        Assert.InRange(compressed.Length, 1, content.Length / 10);
        using var bytes = new MemoryStream(compressed);
        using Stream stream = encoding == "br"
            ? new BrotliStream(bytes, CompressionMode.Decompress) : new GZipStream(bytes, CompressionMode.Decompress);
        using var opened = new MemoryStream();
        stream.CopyTo(opened);
        Assert.Equal(content, opened.ToArray());
    }
}

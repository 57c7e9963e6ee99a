using System.IO.Compression;
using System.Text;
using JustHungry.FrontEnd.Api;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class CompressedMenusTests
{
    private readonly CompressedMenus _menus = new();

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
        var menu = Menu("pizza");

        var compressed = _menus.Of("restaurants/ask", encoding, menu);

        Assert.InRange(compressed.Length, 1, menu.Length / 10);
        Assert.Equal(menu, Opened(encoding, compressed));
    }

    [Fact]
    public void The_same_menu_is_made_small_once_wherever_its_bytes_lie()
    {
        var first = _menus.Of("restaurants/ask", "br", Menu("pizza"));

        Assert.Equal(first, _menus.Of("restaurants/ask", "br", Menu("pizza")));
    }

    [Fact]
    public void A_menu_that_changed_and_that_of_another_restaurant_are_shown_as_they_are()
    {
        _menus.Of("restaurants/ask", "br", Menu("pizza"));

        Assert.Equal(Menu("pasta"), Opened("br", _menus.Of("restaurants/ask", "br", Menu("pasta"))));
        Assert.Equal(Menu("pies"), Opened("br", _menus.Of("restaurants/stantons", "br", Menu("pies"))));
    }

    [Fact]
    public void However_many_restaurants_there_are_each_is_shown_its_own()
    {
        foreach (var number in Enumerable.Range(0, 300))
        {
            Assert.Equal(
                Menu($"dish {number}"), Opened("br", _menus.Of($"restaurants/{number}", "br", Menu($"dish {number}"))));
        }
    }

    private static byte[] Menu(string dish) =>
        Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat($"\"{dish}\"", 2_000)) + "]");

    private static byte[] Opened(string encoding, ReadOnlyMemory<byte> compressed)
    {
        using var bytes = new MemoryStream(compressed.ToArray());
        using Stream stream = encoding == "br"
            ? new BrotliStream(bytes, CompressionMode.Decompress) : new GZipStream(bytes, CompressionMode.Decompress);
        using var opened = new MemoryStream();
        stream.CopyTo(opened);
        return opened.ToArray();
    }
}

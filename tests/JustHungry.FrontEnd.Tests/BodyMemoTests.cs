using System.Text;

namespace JustHungry.FrontEnd.Tests;

public sealed class BodyMemoTests
{
    private readonly BodyMemo<string> _memo = new(3);
    private int _made;

    [Fact]
    public void What_was_made_of_a_body_is_made_once_wherever_its_bytes_lie()
    {
        Assert.Equal("<pizza>", Of("ask", "pizza"));
        Assert.Equal("<pizza>", Of("ask", "pizza"));

        Assert.Equal(1, _made);
    }

    [Fact]
    public void A_body_that_changed_and_that_of_another_key_are_made_anew()
    {
        Assert.Equal("<pizza>", Of("ask", "pizza"));
        Assert.Equal("<pasta>", Of("ask", "pasta"));
        Assert.Equal("<pizza>", Of("ask", "pizza"));
        Assert.Equal("<pies>", Of("stantons", "pies"));

        Assert.Equal(4, _made);
    }

    [Fact]
    public void However_many_there_are_each_is_shown_its_own()
    {
        foreach (var number in Enumerable.Range(0, 20))
        {
            Assert.Equal($"<dish {number}>", Of($"{number % 7}", $"dish {number}"));
        }
    }

    private string Of(string key, string body) => _memo.Of(key, Encoding.UTF8.GetBytes(body), bytes =>
    {
        _made++;
        return $"<{Encoding.UTF8.GetString(bytes.Span)}>";
    });
}

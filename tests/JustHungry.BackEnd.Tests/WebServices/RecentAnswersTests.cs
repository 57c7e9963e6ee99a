using JustHungry.BackEnd.WebServices;
using JustHungry.Ordering.Customers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.BackEnd.Tests.WebServices;

public sealed class RecentAnswersTests
{
    [Fact]
    public void The_answer_used_longest_ago_makes_room()
    {
        var recent = new RecentAnswers(capacity: 2, new FakeTimeProvider());
        var (a, b, c) = (Postcode.Parse("DH1 1AA"), Postcode.Parse("DH1 1AB"), Postcode.Parse("DH1 1AD"));

        Keep(recent, a);
        Keep(recent, b);
        Assert.True(recent.TryFind(a, out _));
        Keep(recent, c);

        Assert.True(recent.TryFind(a, out _));
        Assert.False(recent.TryFind(b, out _));
        Assert.True(recent.TryFind(c, out _));
    }

    [Fact]
    public void The_table_knows_the_outward_codes()
    {
        Assert.Equal(2_856, Outcodes.Count);
        Assert.NotNull(Outcodes.Find(Postcode.Parse("DH1 3LE")));
        Assert.Equal("Hammersmith", Outcodes.Find(Postcode.Parse("W6 9AA"))?.Town);
    }

    private static void Keep(RecentAnswers recent, Postcode postcode) =>
        recent.Keep(postcode, new PostcodeAnswer.NotFound(postcode, PostcodeSource.PostcodesIo, false), TimeSpan.FromHours(1));
}

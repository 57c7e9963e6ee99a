using CsCheck;
using JustHungry.Ordering.Pricing;

namespace JustHungry.Ordering.Tests.Pricing;

public sealed class SharesTests
{
    private static readonly Gen<long[]> Weights = Gen.Long[0, 1_000_000].Array[1, 50];

    [Fact]
    public void The_parts_always_come_to_the_whole() =>
        Gen.Select(Gen.Long[0, 10_000_000], Weights).Sample((total, weights) => Shares.Of(total, weights).Sum() == total);

    [Fact]
    public void No_part_is_a_penny_from_its_exact_share() =>
        Gen.Select(Gen.Long[0, 10_000_000], Weights.Where(weights => weights.Sum() > 0)).Sample((total, weights) =>
            Shares.Of(total, weights).Zip(weights).All(each =>
                Math.Abs(each.First - ((decimal)total * each.Second / weights.Sum())) < 1));

    [Fact]
    public void Nobody_is_given_off_more_than_they_pay() =>
        Weights.SelectMany(weights => Gen.Long[0, weights.Sum()].Select(total => (total, weights)))
            .Sample(t => Shares.Of(t.total, t.weights).Zip(t.weights).All(each => each.First <= each.Second));

    [Fact]
    public void Of_two_that_lost_as_much_by_rounding_the_earlier_gets_the_penny()
    {
        Assert.Equal([1, 0], Shares.Of(1, [100, 100]));
        Assert.Equal([34, 33, 33], Shares.Of(100, [7, 7, 7]));
        Assert.Equal([0, 1], Shares.Of(1, [1, 3]));
    }

    [Theory]
    [InlineData(1_005, 10, 101)]
    [InlineData(1_004, 10, 100)]
    [InlineData(5, 10, 1)]
    [InlineData(999, 100, 999)]
    public void A_percentage_is_rounded_half_up(long sum, int percent, long expected) =>
        Assert.Equal(expected, Shares.Percent(sum, percent));

    [Theory]
    [InlineData(1_200, 2_000, 200)]
    [InlineData(3, 2_000, 1)]
    [InlineData(1_000, 0, 0)]
    [InlineData(21, 500, 1)]
    public void Vat_is_what_is_within_a_price(long total, int rate, long vat) =>
        Assert.Equal(vat, VatBreakdown.Within(total, rate));
}

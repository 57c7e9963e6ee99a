using CsCheck;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Tests.Restaurants;

public sealed class DeliveryTests
{
    private static readonly Coordinates Kitchen = new(54.7757, -1.5748);
    private static readonly DeliveryTerms Near = new(150, 500, null);
    private static readonly DeliveryTerms Far = new(300, 1500, null);
    private static readonly DeliveryTerms Town = new(0, 0, null);
    private static readonly Delivery Rings = new(
        [new DeliveryRing(2_000, Near), new DeliveryRing(5_000, Far)], null, null);

    [Theory]
    [InlineData(54.7757, -1.5748, 0, 1)]
    [InlineData(54.7853, -1.5748, 1_060, 1_075)]
    [InlineData(51.5074, -0.1278, 370_000, 378_000)]
    public void Distance_is_that_along_the_surface(double latitude, double longitude, double least, double most) =>
        Assert.InRange(Kitchen.MetresTo(new Coordinates(latitude, longitude)), least, most);

    [Fact]
    public void Distance_is_the_same_there_and_back()
    {
        var places = Gen.Select(
            Gen.Double[-90, 90], Gen.Double[-180, 180], (latitude, longitude) => new Coordinates(latitude, longitude));
        Gen.Select(places, places).Sample((a, b) =>
            Math.Abs(a.MetresTo(b) - b.MetresTo(a)) < 0.001 && a.MetresTo(b) is >= 0 and < 20_100_000);
    }

    [Fact]
    public void The_nearest_ring_that_reaches_a_customer_says_what_it_takes()
    {
        Assert.Same(Near, Rings.TermsFor(Kitchen, Exactly(54.7800, -1.5748)));
        Assert.Same(Far, Rings.TermsFor(Kitchen, Exactly(54.8100, -1.5748)));
    }

    [Fact]
    public void Beyond_the_last_ring_nothing_is_delivered() =>
        Assert.Null(Rings.TermsFor(Kitchen, Exactly(54.8300, -1.5748)));

    [Fact]
    public void A_customer_whose_place_is_known_roughly_is_not_refused_for_distance() =>
        Assert.Same(
            Far, Rings.TermsFor(Kitchen, new Whereabouts(new Coordinates(54.8300, -1.5748), Approximate: true)));

    [Fact]
    public void A_customer_whose_place_is_known_roughly_to_be_in_another_town_is() =>
        Assert.Null(Rings.TermsFor(Kitchen, new Whereabouts(new Coordinates(51.5074, -0.1278), Approximate: true)));

    [Fact]
    public void A_customer_whose_place_nobody_knows_is_not_refused_for_distance() =>
        Assert.Same(Near, Rings.TermsFor(Kitchen, Whereabouts.Unknown));

    [Fact]
    public void A_polygon_goes_before_the_rings_where_it_contains_the_customer()
    {
        var square = new DeliveryPolygon(
            [new(54.77, -1.58), new(54.79, -1.58), new(54.79, -1.57), new(54.77, -1.57)], Town);
        var delivery = Rings with { Polygon = square };

        Assert.Same(Town, delivery.TermsFor(Kitchen, Exactly(54.7800, -1.5748)));
        Assert.Same(Near, delivery.TermsFor(Kitchen, Exactly(54.7800, -1.5690)));
    }

    [Fact]
    public void A_hollow_of_a_polygon_is_outside_of_it()
    {
        var horseshoe = new DeliveryPolygon(
            [new(0, 0), new(10, 0), new(10, 10), new(0, 10), new(0, 8), new(8, 8), new(8, 2), new(0, 2)], Town);

        Assert.True(horseshoe.Contains(new Coordinates(9, 5)));
        Assert.True(horseshoe.Contains(new Coordinates(4, 1)));
        Assert.False(horseshoe.Contains(new Coordinates(4, 5)));
    }

    private static Whereabouts Exactly(double latitude, double longitude) =>
        new(new Coordinates(latitude, longitude), false);
}

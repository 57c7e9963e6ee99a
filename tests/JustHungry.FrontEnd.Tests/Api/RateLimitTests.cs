using System.Net;
using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.Tests.Town;
using Microsoft.Extensions.Time.Testing;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class RateLimitTests
{
    [Fact]
    public void A_minutes_worth_may_come_at_once_and_more_as_time_goes_by()
    {
        var time = new FakeTimeProvider();
        var limit = new RateLimit(6, time);

        Assert.All(Enumerable.Range(0, 6), _ => Assert.Equal(TimeSpan.Zero, limit.Take("ada")));
        Assert.Equal(TimeSpan.FromSeconds(10), limit.Take("ada"));
        Assert.Equal(TimeSpan.Zero, limit.Take("bob"));

        time.Advance(TimeSpan.FromSeconds(10.1));
        Assert.Equal(TimeSpan.Zero, limit.Take("ada"));
        Assert.NotEqual(TimeSpan.Zero, limit.Take("ada"));
    }

    [Fact]
    public async Task By_default_there_is_no_limit_on_ordering()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => frontEnd.PlaceOrder($"key-{i}")));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.Created, reply.Status));
    }

    [Fact]
    public async Task Where_the_operator_wants_one_it_is_told_when_to_come_again()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(
            town, with: options => options with { CommandsPerMinute = 2, RegistrationsPerMinute = 1 });

        await frontEnd.PlaceOrder("key-1");
        await frontEnd.PlaceOrder("key-2");
        var third = await frontEnd.PlaceOrder("key-3");

        Assert.Equal(HttpStatusCode.TooManyRequests, third.Status);
        Assert.Equal("too_many_requests", third.Problem);
        Assert.InRange(int.Parse(third.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        const string Ada = """{"name":"Ada","postcode":"DH1 3LE"}""";
        Assert.Equal(HttpStatusCode.Created, (await frontEnd.Post("/api/v1/customers", Ada, token: null)).Status);
        Assert.Equal("too_many_requests", (await frontEnd.Post("/api/v1/customers", Ada, token: null)).Problem);
    }
}

using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.BackEnd;

public sealed class ReadingTests
{
    [Fact]
    public async Task A_read_is_passed_to_a_replica_with_who_asks_and_how_fresh_it_must_be()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Get(
            "/api/v1/orders?limit=7&x=%26%C3%A9", TestFrontEnd.Token, ("Hungry-Position", "abc:12"), ("Hungry-Consistency", "session"));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.MediaType);
        Assert.Equal("orders?limit=7&x=%26%C3%A9", reply.Json.GetProperty("path").GetString());
        Assert.Equal("lineage1:7", reply.Header("Hungry-Position"));
        var (_, headers) = town.Replicas.SelectMany(replica => replica.Reads).Single();
        Assert.Equal("abc:12", headers["Hungry-Position"]);
        Assert.Equal("session", headers["Hungry-Consistency"]);
        Assert.Equal(64, headers["Hungry-Caller"].Length);
    }

    [Fact]
    public async Task Reads_are_spread_over_the_replicas()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await AllAnswer(town, frontEnd);

        for (var i = 0; i < 100; i++)
        {
            await frontEnd.Get("/api/v1/restaurants", token: null);
        }

        Assert.All(town.Replicas, replica => Assert.InRange(replica.Reads.Count, 10, 90));
    }

    [Fact]
    public async Task Those_who_look_at_the_same_menu_at_once_share_reads_and_customers_do_not()
    {
        const int people = 10;
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        var mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Replicas[0].MayRead = mayRead.Task;

        var anybody = Enumerable.Range(0, people).Select(_ => frontEnd.Get("/api/v1/restaurants/ask", token: null)).ToList();
        var customers = Enumerable.Range(0, people).Select(_ => frontEnd.Get("/api/v1/orders")).ToList();
        await FakeTown.Until(() => Count("orders") == people && Count("restaurants/ask") > 0, "the reads arrive");
        mayRead.SetResult();

        Assert.All(await Task.WhenAll([.. anybody, .. customers]), reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
        Assert.InRange(Count("restaurants/ask"), 1, people - 1);

        int Count(string path) => town.Replicas[0].Reads.Count(read => read.Path == path);
    }

    [Fact]
    public async Task A_replica_that_is_behind_is_passed_over()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Replicas[0].IsBehind = town.Replicas[1].IsBehind = true;

        for (var i = 0; i < 10; i++)
        {
            var reply = await frontEnd.Get("/api/v1/restaurants/ask", token: null);
            Assert.Equal("replica-3", reply.Json.GetProperty("by").GetString());
        }
    }

    [Fact]
    public async Task Dead_and_frozen_replicas_do_not_stop_reads()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await AllAnswer(town, frontEnd);
        await town.Replicas[0].Die();
        town.Replicas[1].IsFrozen = true;
        town.Wake();

        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await frontEnd.Get("/api/v1/orders/1")).Status);
        }

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_read_that_nobody_answers_by_the_deadline_is_told_as_unavailable()
    {
        await using var town = await FakeTown.Start(replicas: 2);
        await using var frontEnd = await TestFrontEnd.Start(town, deadline: TimeSpan.FromMilliseconds(300));
        town.Replicas[0].IsBehind = town.Replicas[1].IsBehind = true;

        var reply = await frontEnd.Get("/api/v1/restaurants", token: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
        Assert.Equal("unavailable", reply.Problem);
        Assert.NotNull(reply.Header("Retry-After"));
    }

    [Fact]
    public async Task Problems_of_the_back_end_come_through()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal("order_not_found", (await frontEnd.Get("/api/v1/orders/unknown")).Problem);
    }

    [Fact]
    public async Task A_replica_of_another_town_at_a_known_address_is_passed_over()
    {
        await using var town = await FakeTown.Start(replicas: 2);
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Replicas[0].IsStranger = true;

        for (var i = 0; i < 10; i++)
        {
            var reply = await frontEnd.Get("/api/v1/orders");
            Assert.Equal("replica-2", reply.Json.GetProperty("by").GetString());
        }
    }

    [Fact]
    public async Task Parts_of_the_path_cannot_reach_other_inner_calls()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Get("/api/v1/restaurants/..%2F..%2Fstatus%3Fx=1", token: null);

        Assert.StartsWith("restaurants/", reply.Json.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    private static Task AllAnswer(FakeTown town, TestFrontEnd frontEnd) => FakeTown.Until(
        () => Task.Run(() => frontEnd.Get("/api/v1/cluster")).Result.Json.GetProperty("replicas").GetArrayLength() == town.Replicas.Count,
        "all replicas are known");
}

using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class ClusterTests
{
    [Fact]
    public async Task The_cluster_is_shown_with_its_view_and_every_replicas_state()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        await town.Replicas[2].Die();

        await FakeTown.Until(() => Roles(frontEnd) is ["primary", "backup", "gone"], "one replica is gone");
        var cluster = (await frontEnd.Get("/api/v1/cluster", token: null)).Json;

        Assert.Equal(1, cluster.GetProperty("view").GetProperty("number").GetInt64());
        Assert.Equal("replica-1", cluster.GetProperty("view").GetProperty("primary").GetString());
        var primary = cluster.GetProperty("replicas")[0];
        Assert.Equal("replica-1", primary.GetProperty("id").GetString());
        Assert.Equal(town.Replicas[0].Identity.Url, primary.GetProperty("url").GetString());
        Assert.Equal(4711, primary.GetProperty("pid").GetInt32());
        Assert.Equal(42, primary.GetProperty("applied").GetInt64());
        Assert.Equal(41, primary.GetProperty("durable").GetInt64());
    }

    [Fact]
    public async Task The_cluster_of_an_empty_town_is_empty()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal("""{"view":null,"replicas":[]}""", (await frontEnd.Get("/api/v1/cluster", token: null)).Text);
    }

    [Fact]
    public async Task A_front_end_lives_without_a_town_but_is_not_ready()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal(HttpStatusCode.OK, (await frontEnd.Get("/health/live")).Status);
        Assert.Equal("unavailable", (await frontEnd.Get("/health/ready")).Problem);

        town.Begin(await town.AddReplica());
        await FakeTown.Until(
            () => Task.Run(() => frontEnd.Get("/health/ready")).Result.Status == HttpStatusCode.OK, "the town is there");
        Assert.Equal("linearizable", town.Replicas[0].Reads.Last().Headers["Hungry-Consistency"]);
    }

    private static string[] Roles(TestFrontEnd frontEnd) =>
        [.. Task.Run(() => frontEnd.Get("/api/v1/cluster")).Result.Json.GetProperty("replicas").EnumerateArray()
            .Select(replica => replica.GetProperty("role").GetString()!)];
}

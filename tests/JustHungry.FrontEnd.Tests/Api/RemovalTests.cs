using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

/// <summary>What an operator is told who removes a replica.</summary>
public sealed class RemovalTests
{
    [Fact]
    public async Task A_replica_that_ends_is_forgotten_and_is_said_to_have_ended()
    {
        await using var town = await Town();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await Remove(frontEnd, town, "replica-2");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.True(reply.Json.GetProperty("ended").GetBoolean());
        Assert.True(town.Replicas[1].IsDead);
        Assert.Equal(["replica-2"], town.Forgotten);
    }

    [Fact]
    public async Task A_replica_that_is_frozen_is_forgotten_and_nobody_says_that_it_has_ended()
    {
        await using var town = await Town();
        await using var frontEnd = await TestFrontEnd.Start(town);
        town.Replicas[1].IsFrozen = true;

        var reply = await Remove(frontEnd, town, "replica-2");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.False(reply.Json.GetProperty("ended").GetBoolean());
        Assert.Equal(["replica-2"], town.Forgotten);
    }

    [Fact]
    public async Task A_replica_whose_port_another_one_has_by_now_is_forgotten_and_the_other_one_goes_on()
    {
        await using var town = await Town();
        await using var frontEnd = await TestFrontEnd.Start(town);
        var there = town.Replicas[1].Status;
        town.AlsoRegistered.Enqueue(new(there with { Replica = there.Replica with { Id = "replica-0", Incarnation = "earlier" } }, AgeMs: 60_000));

        var reply = await Remove(frontEnd, town, "replica-0");

        Assert.True(reply.Json.GetProperty("ended").GetBoolean());
        Assert.Equal(["replica-0"], town.Forgotten);
        Assert.False(town.Replicas[1].IsDead);
    }

    [Theory]
    [InlineData("replica-1", "replica_not_removable")]
    [InlineData("replica-9", "replica_unknown")]
    public async Task The_primary_and_who_is_not_there_are_refused(string id, string problem)
    {
        await using var town = await Town();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await Remove(frontEnd, town, id);

        Assert.Equal(problem, reply.Problem);
        Assert.Empty(town.Forgotten);
        Assert.DoesNotContain(town.Replicas, replica => replica.IsDead);
    }

    private static async Task<FakeTown> Town()
    {
        var town = await FakeTown.Start();
        town.Decide = _ => (200, "{}");
        return town;
    }

    /// <summary>Removes it once the front end knows the town.</summary>
    private static async Task<Reply> Remove(TestFrontEnd frontEnd, FakeTown town, string id)
    {
        await FakeTown.Until(
            () => Task.Run(() => frontEnd.Get("/api/v1/cluster")).Result.Json.GetProperty("replicas").GetArrayLength() == town.Replicas.Count,
            "the replicas are known");
        return await frontEnd.Post($"/api/v1/cluster/replicas/{id}/remove", body: null);
    }
}

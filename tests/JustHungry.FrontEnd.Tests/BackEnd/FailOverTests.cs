using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.BackEnd;

public sealed class FailOverTests
{
    [Fact]
    public async Task An_order_goes_to_the_primary_and_its_answer_comes_back_as_it_is()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("""{"id":"order-key-1","status":"placed"}""", reply.Text);
        Assert.Equal("/api/v1/orders/order-key-1", reply.Header("Location"));
        Assert.Equal("lineage1:1", reply.Header("Hungry-Position"));
        Assert.Null(reply.Header("Idempotent-Replayed"));
        var command = Assert.Single(Assert.Single(town.Replicas[0].Batches));
        Assert.Equal("placeOrder", command.Type);
        Assert.Equal(64, command.Caller!.Length);
        Assert.Equal("margherita", command.Body.GetProperty("lines")[0].GetProperty("item").GetString());
    }

    [Fact]
    public async Task The_same_order_again_is_told_to_be_a_replay()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var first = await frontEnd.PlaceOrder("key-1");
        var second = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task An_order_is_held_while_the_primary_dies_and_is_placed_once()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        town.Replicas[0].AfterDeciding = town.Replicas[0].Die;

        var order = frontEnd.PlaceOrder("key-1");
        await FakeTown.Until(() => town.Replicas[0].IsDead, "the primary dies");
        Assert.False(order.IsCompleted);
        town.Begin(town.Replicas[1]);

        var reply = await order;
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(1, town.Effects["key-1"]);
        Assert.Contains(town.Replicas.Skip(1), replica => replica.Batches.Any(batch => batch.Any(command => command.Id == "key-1")));
    }

    [Fact]
    public async Task A_new_view_frees_orders_from_a_frozen_primary()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        town.Replicas[0].IsFrozen = true;
        town.Wake();

        var order = frontEnd.PlaceOrder("key-1");
        town.Begin(town.Replicas[1]);

        Assert.Equal(HttpStatusCode.Created, (await order).Status);
        Assert.Equal(1, town.Effects["key-1"]);
    }

    [Fact]
    public async Task Two_primaries_may_die_one_after_the_other()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");

        await town.Replicas[0].Die();
        var order = frontEnd.PlaceOrder("key-1");
        town.Begin(town.Replicas[1]);
        await town.Replicas[1].Die();
        town.Begin(town.Replicas[2]);

        Assert.Equal(HttpStatusCode.Created, (await order).Status);
        Assert.Equal(1, town.Effects["key-1"]);
    }

    [Fact]
    public async Task Who_is_no_longer_the_primary_says_who_is()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");

        // Only the new primary knows; the old one answers 421 with the old view until it hears.
        town.Begin(town.Replicas[2], known: false);
        town.Replicas[0].View = town.View;
        var reply = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Contains(town.Replicas[2].Batches, batch => batch.Any(command => command.Id == "key-1"));
    }

    [Fact]
    public async Task What_was_not_decided_is_sent_again()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        var decided = town.Decide;
        var times = 0;
        town.Decide = command => Interlocked.Increment(ref times) <= 2 ? (0, "") : decided(command);

        var reply = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(3, town.Replicas[0].Batches.Count);
    }

    [Fact]
    public async Task Orders_gather_into_batches_while_others_are_on_their_way()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        var gate = new TaskCompletionSource();
        town.Replicas[0].BeforeDeciding = () => gate.Task;

        var orders = Enumerable.Range(0, 600).Select(i => frontEnd.PlaceOrder($"key-{i}")).ToList();
        await FakeTown.Until(() => town.Replicas[0].Batches.Count >= 3, "two batches on their way");
        gate.SetResult();
        var replies = await Task.WhenAll(orders);

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.Created, reply.Status));
        Assert.All(town.Effects, effect => Assert.Equal(1, effect.Value));
        Assert.All(town.Replicas[0].Batches, batch => Assert.InRange(batch.Count, 1, 256));
        Assert.True(town.Replicas[0].Batches.Max(batch => batch.Count) > 50);
    }

    [Fact]
    public async Task A_registration_travels_alone()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            frontEnd.Post("/api/v1/customers", """{"name":"Ada","postcode":"DH1 3LE"}""", key: $"key-{i}", token: null)));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.Created, reply.Status));
        Assert.All(town.Replicas[0].Batches, batch => Assert.Single(batch));
        Assert.All(town.Replicas[0].Batches, batch => Assert.Null(batch[0].Caller));
        Assert.All(replies, reply => Assert.Equal("/api/v1/customers/me", reply.Header("Location")));
    }

    [Fact]
    public async Task When_the_deadline_passes_the_outcome_is_said_to_be_unknown()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town, deadline: TimeSpan.FromMilliseconds(400));
        town.Replicas[0].BeforeDeciding = () => new TaskCompletionSource().Task;

        var reply = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
        Assert.Equal("outcome_unknown", reply.Problem);
        Assert.Equal("1", reply.Header("Retry-After"));
        Assert.Contains("utcome unknown, ask again with the same key", reply.Text, StringComparison.Ordinal);
        Assert.Equal("key-1", reply.Header("Idempotency-Key"));
    }

    [Fact]
    public async Task A_front_end_that_was_there_first_waits_for_the_town()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var order = frontEnd.PlaceOrder("key-1");
        town.Begin(await town.AddReplica());

        Assert.Equal(HttpStatusCode.Created, (await order).Status);
    }

    [Fact]
    public async Task All_replicas_may_die_and_come_back_on_other_ports()
    {
        await using var town = await FakeTown.Start(replicas: 2);
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        await town.Replicas[0].Die();
        await town.Replicas[1].Die();

        var order = frontEnd.PlaceOrder("key-1");
        town.Begin(await town.AddReplica());

        Assert.Equal(HttpStatusCode.Created, (await order).Status);
    }

    [Fact]
    public async Task A_fail_over_goes_well_while_the_name_server_is_away()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        await town.StopNameServer();

        await town.Replicas[0].Die();
        var order = frontEnd.PlaceOrder("key-1");
        town.Begin(town.Replicas[1]);

        Assert.Equal(HttpStatusCode.Created, (await order).Status);
    }

    [Fact]
    public async Task A_primary_that_cannot_be_reached_from_here_is_reached_through_a_backup()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        town.Replicas[0].IsCutOff = true;

        var reply = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(1, town.Replicas[1].ForwardedBatches + town.Replicas[2].ForwardedBatches);
    }

    [Fact]
    public async Task A_primary_that_falls_silent_here_alone_is_reached_through_a_backup()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");
        town.Replicas[0].IsFrozen = true;
        town.Wake();

        // No new view comes: for the others the primary is well.
        var reply = await frontEnd.PlaceOrder("key-1");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.True(town.Replicas[1].ForwardedBatches + town.Replicas[2].ForwardedBatches > 0);
    }
}

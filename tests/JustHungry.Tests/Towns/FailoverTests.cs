using System.Globalization;
using System.Text.Json;
using JustHungry.Processes;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>What a town must show while its parts die, in short form; <c>hungry bench failover</c> is the long one.</summary>
public sealed class FailoverTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task Acknowledged_orders_survive_the_death_of_the_primary()
    {
        await using var town = await TestTown.Start();
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "before");
        var before = await town.WaitForReplicas(3);

        await TestTown.Kill(await town.Primary());

        Assert.Equal([order.Id], await town.Api.Orders(token));
        Assert.Equal(before.View?.Number + 1, (await town.WaitForReplicas(2)).View?.Number);
        Assert.Equal(order with { Replayed = true }, await town.Api.Place(token, "before"));
    }

    [Fact]
    public async Task Primary_after_primary_is_killed_under_load_and_no_request_fails()
    {
        var folder = Directory.CreateTempSubdirectory("hungry-test-").FullName;
        try
        {
            var outcome = await Outcome.Of(BuiltProgram.Path, ["bench", "failover", "--kills", "5", "--json"], folder);

            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
            using var json = JsonDocument.Parse(outcome.Output);
            Assert.Equal(5, json.RootElement.GetProperty("kills").GetInt32());
            Assert.Empty(json.RootElement.GetProperty("failures").EnumerateObject());
            Assert.Equal(0, json.RootElement.GetProperty("lost").GetInt32());
            Assert.Equal(0, json.RootElement.GetProperty("doubled").GetInt32());
            Assert.True(json.RootElement.GetProperty("worstMs").GetDouble() < 8_000, outcome.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Handing_over_under_load_fails_nothing_and_stores_stay_equal()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var before = await town.WaitForReplicas(3);
        var heir = before.Members.First(member => member.Status.Pid != before.Primary!.Pid).Id;
        var since = Time.GetTimestamp();

        var outcome = await town.Hungry(
            "cluster", "hand-over", "--to", heir, "--name-server", town.NameServerUrl, "--key", town.KeyFile);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"View {before.View!.Number + 1}: {heir} is the primary now"), outcome.Output, StringComparison.Ordinal);
        await load.More(200);
        await town.Look("the heir", view => view.Primary?.Replica.Id == heir);
        var gap = (await load.Stop()).LongestGap(since);
        Assert.True(gap < TimeSpan.FromSeconds(2), $"Orders stopped for {gap}.");
        await town.VerifyEqual(3);
    }

    [Fact]
    public async Task A_primary_that_is_asked_to_end_hands_over_first()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var before = await town.WaitForReplicas(3);
        var primary = await town.Primary();
        var since = Time.GetTimestamp();

        primary.Terminate();
        await primary.Ended;
        await load.More(200);

        Assert.Equal(before.View?.Number + 1, (await town.WaitForReplicas(2)).View?.Number);
        var gap = (await load.Stop()).LongestGap(since);
        Assert.True(gap < TimeSpan.FromSeconds(2), $"Orders stopped for {gap}.");
    }

    [Fact]
    public async Task A_replica_that_missed_thousands_of_orders_is_given_them()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var (_, backups) = await town.PrimaryAndBackups();
        var number = town.Replicas.Single(replica => replica.Value == backups[0]).Key;

        await TestTown.Kill(backups[0]);
        await load.More(3_000);
        await town.StartReplica(number);

        await town.VerifyEqual(3);
        await load.Stop();
    }

    [Fact]
    public async Task Orders_wait_while_the_name_server_is_frozen_and_reads_go_on()
    {
        await using var town = await TestTown.Start();
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "before");

        Signals.Send(town.NameServer.Pid, Signals.Freeze);
        var waiting = town.Api.Place(token, "during");
        var (_, restaurant, _) = await town.Api.Send(HttpMethod.Get, "restaurants/stantons");
        Signals.Send(town.NameServer.Pid, Signals.Thaw);

        Assert.Equal("stantons", restaurant.GetProperty("slug").GetString());
        var second = await waiting;
        Assert.Equal([second.Id, order.Id], await town.Api.Orders(token));
    }
}

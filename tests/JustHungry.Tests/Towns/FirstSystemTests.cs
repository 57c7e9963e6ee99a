using System.Net;
using System.Text;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>
/// What went wrong in the first system, line by line, on real processes. Times are generous: these tests say that it cannot
/// happen; <c>hungry bench</c> says how fast it is.
/// </summary>
public sealed class FirstSystemTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    // Less than any time-out of ours: a longer gap would mean that somebody waited for the one who is not there.
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task A_call_retried_after_a_crash_is_done_once()
    {
        await using var town = await TestTown.Start();
        var token = await town.Api.Register();
        var first = new Dictionary<string, PlacedOrder>();
        for (var kill = 0; kill < 4; kill++)
        {
            // Orders are under way at the moment of the kill: the front end has to send some of them again.
            var placing = Enumerable.Range(0, 20).Select(i => $"kill-{kill}-order-{i}").ToDictionary(key => key, key => town.Api.Place(token, key));
            await placing.First().Value;
            var primary = await town.Primary();
            var number = town.Replicas.Single(replica => replica.Value == primary).Key;
            await TestTown.Kill(primary);
            foreach (var (key, order) in placing)
            {
                first[key] = await order;
            }
            await town.StartReplica(number);
        }

        foreach (var (key, order) in first)
        {
            Assert.Equal(order with { Replayed = true }, await town.Api.Place(token, key));
        }
        Assert.Equal(first.Values.Select(order => order.Id).Order(), (await town.Api.Orders(token)).Order());
    }

    [Fact]
    public async Task Replicas_are_equal_after_a_primary_died_between_two_backups()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);

        await TestTown.Kill(await town.Primary());
        await load.More(200);

        await town.VerifyEqual(2);
        await load.Stop();
    }

    [Fact]
    public async Task A_primary_that_was_frozen_and_thaws_overwrites_nothing_and_gives_no_number_twice()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var frozen = await town.Primary();

        Signals.Send(frozen.Pid, Signals.Freeze);
        await town.Look("another primary", view => view.Primary is { } primary && primary.Pid != frozen.Pid);
        await load.More(200);
        Signals.Send(frozen.Pid, Signals.Thaw);

        await town.VerifyEqual(3);
        await load.More(100);
        await load.Stop();
    }

    [Fact]
    public async Task After_two_quick_kills_the_last_replica_goes_on()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var (primary, backups) = await town.PrimaryAndBackups();

        await TestTown.Kill(primary, backups[0]);

        await load.More(200);
        Assert.Equal(backups[1], await town.Primary());
        await load.Stop();
    }

    [Fact]
    public async Task A_customer_without_a_postcode_is_refused_and_nothing_else_happens()
    {
        await using var town = await TestTown.Start();
        var before = await town.WaitForReplicas(3);

        foreach (var body in new[] { """{"name":"Ada"}""", """{"name":"Ada","postcode":null}""", """{"name":"Ada","postcode":7}""", "{", "" })
        {
            var (status, problem, _) = await town.Api.Send(HttpMethod.Post, "customers", Encoding.UTF8.GetBytes(body));
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.StartsWith("/problems/", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        }

        await town.Api.Place(await town.Api.Register(), "after-bad-input");
        var after = await town.WaitForReplicas(3);
        Assert.Equal(before.View?.Number, after.View?.Number);
        Assert.Single(after.Members, member => member.Role == ReplicaRole.Primary);
    }

    [Fact]
    public async Task A_frozen_primary_stops_orders_for_four_seconds_at_the_most()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var frozen = await town.Primary();
        var since = Time.GetTimestamp();

        Signals.Send(frozen.Pid, Signals.Freeze);
        await load.More(200);
        var gap = Time.GetElapsedTime(since);
        Signals.Send(frozen.Pid, Signals.Thaw);

        Assert.True(gap < TimeSpan.FromSeconds(8), $"Orders stopped for {gap}.");
        await load.Stop();
    }

    [Fact]
    public async Task A_frozen_backup_is_not_noticed()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        var view = (await town.WaitForReplicas(3)).View;
        var (_, backups) = await town.PrimaryAndBackups();
        var since = Time.GetTimestamp();

        Signals.Send(backups[0].Pid, Signals.Freeze);
        await town.Look("the backup to be missed", seen => seen.Members.Any(m => m.Status.Pid == backups[0].Pid && m.Role == ReplicaRole.Gone));
        await load.More(200);
        Signals.Send(backups[0].Pid, Signals.Thaw);

        Assert.Equal(view?.Number, (await town.WaitForReplicas(3)).View?.Number);
        var outcome = await load.Stop();
        Assert.True(outcome.LongestGap(since) < Unnoticed, $"Orders stopped for {outcome.LongestGap(since)}.");
        await town.VerifyEqual(3);
    }

    [Fact]
    public async Task A_name_server_that_died_comes_back_with_everything_and_fail_overs_work()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);

        await TestTown.Kill(town.NameServer);
        await town.StartNameServer();
        await load.More(200);
        await TestTown.Kill(await town.Primary());
        await load.More(200);

        await town.VerifyEqual(2);
        await load.Stop();
    }

    [Fact]
    public async Task When_a_front_end_dies_any_other_serves_its_customers()
    {
        await using var town = await TestTown.Start();
        var (_, url) = await town.StartFrontEnd("front-end-2");
        using var other = new TestApi(url);
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "told-by-the-first");

        await TestTown.Kill(town.FrontEnd);

        Assert.Equal(order with { Replayed = true }, await other.Place(token, "told-by-the-first"));
        Assert.Equal([order.Id], await other.Orders(token));
    }

    [Fact]
    public async Task A_replica_joins_although_a_dead_one_is_still_known()
    {
        await using var town = await TestTown.Start();
        var (_, backups) = await town.PrimaryAndBackups();
        var dead = town.Replicas.Single(replica => replica.Value == backups[0]).Key;

        await TestTown.Kill(backups[0]);
        await town.StartReplica(dead);
        await town.StartReplica(4);

        await town.VerifyEqual(4);
    }

    [Fact]
    public async Task Everything_killed_at_once_comes_back_with_all_that_was_acknowledged()
    {
        await using var town = await TestTown.Start();
        var token = await town.Api.Register();
        var placed = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            placed.Add((await town.Api.Place(token, $"before-{i}")).Id);
        }

        await TestTown.Kill([.. town.Replicas.Values, town.NameServer]);
        await town.StartNameServer();
        await Task.WhenAll(Enumerable.Range(1, 3).Select(number => town.StartReplica(number)));

        Assert.Equal(placed, Enumerable.Reverse(await town.Api.Orders(token)));
        await town.Api.Place(token, "after");
        await town.VerifyEqual(3);
    }

    [Fact]
    public async Task A_replica_that_joins_under_load_has_everything_before_it_counts()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        await load.More(1_000);

        await town.StartReplica(4);

        await town.VerifyEqual(4);
        await load.Stop();
        await town.VerifyEqual(4);
    }

    [Fact]
    public async Task A_join_stops_no_orders()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town);
        await load.More(2_000);
        var since = Time.GetTimestamp();

        await town.StartReplica(4);
        await town.WaitForReplicas(4);
        await load.More(200);

        var gap = (await load.Stop()).LongestGap(since);
        Assert.True(gap < Unnoticed, $"Orders stopped for {gap}.");
    }

    [Fact]
    public async Task Nobody_calls_a_replica_or_the_name_server_without_the_towns_key()
    {
        await using var town = await TestTown.Start(replicas: 1);
        var replica = await town.WaitForReplicas(1);
        using var stranger = new HttpClient();
        stranger.DefaultRequestHeaders.Add(InnerApi.KeyHeader, new string('0', 64));

        foreach (var url in new[]
        {
            replica.Primary!.Replica.Url + InnerApi.Status,
            replica.Primary.Replica.Url + InnerApi.View,
            replica.Primary.Replica.Url + InnerApi.Reads + "/orders",
            replica.Primary.Replica.Url + InnerApi.Snapshot,
            town.NameServerUrl + "/registry",
            town.NameServerUrl + "/log/head",
        })
        {
            using var answer = await stranger.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        using var handOver = await stranger.PostAsync(
            new Uri(replica.Primary.Replica.Url + InnerApi.HandOver), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, handOver.StatusCode);
    }

    [Fact]
    public async Task Nobody_reads_or_cancels_anothers_order()
    {
        await using var town = await TestTown.Start(replicas: 1);
        var order = await town.Api.Place(await town.Api.Register("Ada"), "adas");
        var stranger = await town.Api.Register("Bob");

        Assert.Equal(HttpStatusCode.NotFound, (await town.Api.Send(HttpMethod.Get, $"orders/{order.Id}", token: stranger)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await town.Api.Send(HttpMethod.Post, $"orders/{order.Id}/cancel", [], stranger)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await town.Api.Send(HttpMethod.Get, $"orders/{order.Id}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await town.Api.Send(HttpMethod.Get, "orders", token: "jh_made-up")).Status);
        Assert.Empty(await town.Api.Orders(stranger));
    }

    [Fact]
    public async Task A_thousand_customers_at_once_are_all_served()
    {
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town, connections: 1_000);

        await load.More(3_000);

        var outcome = await load.Stop();
        Assert.True(outcome.Acknowledged >= 3_000);
    }

    [Fact]
    public async Task The_client_remembers_who_it_is()
    {
        await using var town = await TestTown.Start(replicas: 1);

        var registered = await town.Hungry("client", "--server", town.FrontEndUrl, "register", "--name", "Ada", "--postcode", "dh1 3le");
        Assert.True(registered.ExitCode == 0, registered.Errors);
        var asked = await town.Hungry("client", "--server", town.FrontEndUrl, "whoami");

        Assert.True(asked.ExitCode == 0, asked.Errors);
        Assert.Contains("Ada", asked.Output, StringComparison.Ordinal);
        Assert.Contains("DH1 3LE", asked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customers_thousands_of_orders_are_listed_page_by_page_without_waiting()
    {
        await using var town = await TestTown.Start();
        var token = await town.Api.Register();
        for (var i = 0; i < 20; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(j => town.Api.Place(token, $"order-{i}-{j}")));
        }
        var since = Time.GetTimestamp();

        var (status, page, _) = await town.Api.Send(HttpMethod.Get, "orders?limit=20", token: token);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(20, page.GetProperty("items").GetArrayLength());
        Assert.True(Time.GetElapsedTime(since) < TimeSpan.FromSeconds(1));
        Assert.Equal(2_000, (await town.Api.Orders(token)).Distinct().Count());
    }

    [Fact]
    public async Task More_orders_a_second_are_kept_on_three_replicas_than_the_first_system_kept_in_memory()
    {
        const int FirstSystem = 450;
        await using var town = await TestTown.Start();
        await using var load = await TestLoad.Start(town, connections: 64);
        await load.More(3_000);
        var since = Time.GetTimestamp();

        await load.More(3_000);

        var perSecond = 3_000 / Time.GetElapsedTime(since).TotalSeconds;
        Assert.True(perSecond > FirstSystem, $"{perSecond:0} orders a second.");
        await load.Stop();
    }

    [Fact]
    public async Task An_order_takes_no_longer_when_there_are_thousands_and_no_number_is_given_twice()
    {
        await using var town = await TestTown.Start();
        var token = await town.Api.Register();
        var numbers = new List<string>();
        var few = await MedianOfOrders(town, token, numbers);
        await using (var load = await TestLoad.Start(town, connections: 64))
        {
            await load.More(10_000);
            await load.Stop();
        }

        // The machine has other work, and the town writes out for a while what just came. But an order that took longer because there are
        // thousands would never again be as fast as the first.
        await TestTown.Until(
            $"an order takes less than three times {few} ms, as it did with few orders",
            async () => await MedianOfOrders(town, token, numbers) < few * 3);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    /// <returns>In milliseconds.</returns>
    private static async Task<double> MedianOfOrders(TestTown town, string token, List<string> numbers)
    {
        const int Sample = 101;
        var times = new List<double>();
        for (var i = 0; i < Sample; i++)
        {
            var since = Time.GetTimestamp();
            numbers.Add((await town.Api.Place(token, $"sample-{numbers.Count}")).Number);
            times.Add(Time.GetElapsedTime(since).TotalMilliseconds);
        }
        times.Sort();
        return times[Sample / 2];
    }
}

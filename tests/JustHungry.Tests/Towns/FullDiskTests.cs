using System.Net;
using System.Text.Json;
using JustHungry.Processes;
using JustHungry.Replication.Replicas;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>Without room for the log, or without its folder, no order is taken, nothing is harmed, and with room it goes on by itself.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task While_the_logs_disk_is_full_orders_are_refused_and_afterwards_nothing_is_missing()
    {
        await using var disk = await SmallDisk.Make();
        await using var town = await TestTown.Start(replicas: 2, nameServerFolder: Path.Combine(disk.Folder, "name-server"));
        var token = await town.Api.Register();
        var before = await town.Api.Place(token, "before");
        var order = await town.Api.Order();

        disk.Fill();
        var (status, problem, _) = await town.Api.Send(HttpMethod.Post, "orders", order, token, "during");
        var (reading, _, _) = await town.Api.Send(HttpMethod.Get, "restaurants/stantons");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("/problems/storage_full", problem.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.OK, reading);
        disk.MakeRoom();
        await TestTown.Until("the order to be taken under the same key", async () =>
            (await town.Api.Send(HttpMethod.Post, "orders", order, token, "during")).Status == HttpStatusCode.Created);
        var during = await town.Api.Place(token, "during");
        Assert.Equal([during.Id, before.Id], await town.Api.Orders(token));
        await town.VerifyEqual(2);
    }

    [Fact]
    public async Task Before_the_logs_disk_is_full_commands_are_refused_in_words_and_it_goes_on_by_itself()
    {
        await using var disk = await SmallDisk.Make();
        await using var town = await TestTown.Start(replicas: 2, nameServerFolder: Path.Combine(disk.Folder, "name-server"));
        var token = await town.Api.Register();
        var order = await town.Api.Order();

        disk.Fill(leave: SmallDisk.Bytes / 20);
        // What was looked up of a disk is good for a moment: so the first orders may still be taken.
        var (tries, took, problem) = (0, TimeSpan.Zero, default(JsonElement));
        await TestTown.Until("an order to be refused", async () =>
        {
            var since = TimeProvider.System.GetTimestamp();
            (var status, problem, _) = await town.Api.Send(HttpMethod.Post, "orders", order, token, $"try-{++tries}");
            took = TimeProvider.System.GetElapsedTime(since);
            return status == HttpStatusCode.ServiceUnavailable;
        });

        Assert.Equal("/problems/storage_full", problem.GetProperty("type").GetString());
        Assert.DoesNotContain("disk", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(took < TimeSpan.FromSeconds(10), $"Nobody is to be kept waiting for the deadline; it took {took.TotalSeconds} s.");
        Assert.Equal(HttpStatusCode.OK, (await town.Api.Send(HttpMethod.Get, "restaurants/stantons")).Status);
        await town.Look("the words in the town's picture", view => view.Primary?.Refuses?.Contains("nearly full", StringComparison.Ordinal) == true);

        disk.MakeRoom();
        // Nobody orders meanwhile: the primary finds out by itself.
        await town.Look("the town to take orders again", view => view.Primary is { Refuses: null });
        await town.Api.Place(token, $"try-{tries}");
        await town.VerifyEqual(2);
    }

    [Fact]
    public async Task A_name_server_whose_folder_is_moved_away_takes_no_order_until_it_is_back()
    {
        await using var town = await TestTown.Start(replicas: 2);
        var token = await town.Api.Register();
        var order = await town.Api.Order();
        var (folder, elsewhere) = (Path.Combine(town.Folder, DataFolders.NameServer), Path.Combine(town.Outside, "taken"));

        Directory.Move(folder, elsewhere);
        // What was looked up of a folder is good for a moment: so the first orders may still be taken.
        var (tries, problem) = (0, default(JsonElement));
        await TestTown.Until("an order to be refused", async () =>
        {
            (var status, problem, _) = await town.Api.Send(HttpMethod.Post, "orders", order, token, $"try-{++tries}");
            return status == HttpStatusCode.ServiceUnavailable;
        });
        await town.Look("the words in the town's picture", view => view.Primary?.Refuses?.Contains("lost its folder", StringComparison.Ordinal) == true);
        Directory.Move(elsewhere, folder);

        Assert.Equal("/problems/storage_full", problem.GetProperty("type").GetString());
        await town.Look("the town to take orders again", view => view.Primary is { Refuses: null });
        await town.Api.Place(token, $"try-{tries}");
        Assert.Equal(tries, (await town.Api.Orders(token)).Count);
        await town.VerifyEqual(2);
    }

    [Fact]
    public async Task A_primary_whose_own_disk_is_nearly_full_hands_over_to_one_with_room()
    {
        await using var disk = await SmallDisk.Make();
        await using var town = await TestTown.Start(replicas: 1);
        var small = town.Run(
            "replica-small", "replica", "--data", Path.Combine(disk.Folder, "replica-small"), "--name-server", town.NameServerUrl, "--postcode-services", "off");
        Assert.NotNull(await small.Ready);
        var view = await town.Look("two replicas", seen => seen.Members.Count(member => member.Role == ReplicaRole.Backup) == 1);
        var id = view.Members.First(member => member.Role == ReplicaRole.Backup).Id;
        Assert.Equal(0, (await town.Hungry("cluster", "hand-over", "--to", id, "--name-server", town.NameServerUrl, "--key", town.KeyFile)).ExitCode);
        await town.Look("the small one to be the primary", seen => seen.Primary?.Replica.Id == id);

        disk.Fill(leave: SmallDisk.Bytes / 20);

        await town.Look("the other one to be the primary", seen => seen.Primary is { } primary && primary.Replica.Id != id);
        await town.Api.Place(await town.Api.Register(), "with-room");
        var words = (await town.Look("the words", seen => seen.Members.Any(member => member.Id == id && member.Status.Refuses is not null)))
            .Members.First(member => member.Id == id).Status.Refuses;
        Assert.Contains("nearly full", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_replica_with_a_disk_nearly_full_refuses_commands_and_reads_on()
    {
        await using var disk = await SmallDisk.Make();
        await using var town = await TestTown.Start(replicas: 1, replicaFolder: Path.Combine(disk.Folder, "replica-1"));
        var token = await town.Api.Register();
        var before = await town.Api.Place(token, "before");

        disk.Fill(leave: SmallDisk.Bytes / 20);
        await town.Look("the words in the town's picture", view => view.Primary?.Refuses is not null);
        var (status, problem, _) = await town.Api.Send(HttpMethod.Post, "orders", await town.Api.Order(), token, "during");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "/problems/storage_full"), (status, problem.GetProperty("type").GetString()));
        Assert.Equal([before.Id], await town.Api.Orders(token));
        disk.MakeRoom();
        await town.Look("the town to take orders again", view => view.Primary is { Refuses: null });
        await town.Api.Place(token, "during");
    }

    [Fact]
    public async Task On_a_full_disk_a_name_server_and_a_replica_refuse_to_start_in_one_line()
    {
        await using var disk = await SmallDisk.Make();
        await using var town = await TestTown.Start(replicas: 1);
        disk.Fill();

        foreach (var arguments in new string[][]
        {
            ["name-server", "--listen", "http://127.0.0.1:0", "--data", Path.Combine(disk.Folder, "log"), "--key", town.KeyFile],
            ["replica", "--name-server", town.NameServerUrl, "--data", Path.Combine(disk.Folder, "replica-2"), "--key", town.KeyFile],
        })
        {
            var outcome = await town.Hungry(arguments);

            Assert.Equal(1, outcome.ExitCode);
            Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
        }
    }
}

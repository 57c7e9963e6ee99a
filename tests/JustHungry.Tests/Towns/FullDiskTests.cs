using System.Net;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>Without room for the log no order is taken, nothing is harmed, and with room it goes on by itself.</summary>
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
        Assert.StartsWith("/problems/", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, reading);
        disk.MakeRoom();
        var during = await town.Api.Place(token, "during");
        Assert.Equal([during.Id, before.Id], await town.Api.Orders(token));
        await town.VerifyEqual(2);
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

using JustHungry.Processes;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>What a part of the town refuses before it does any harm: one line on standard error, exit code 1.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_data_folder_in_use_is_refused()
    {
        await using var town = await TestTown.Start(replicas: 1);

        Refused(await town.Hungry("replica", "--data", "replica-1", "--name-server", town.NameServerUrl, "--key", town.KeyFile), "in use");
        Refused(await town.Hungry("name-server", "--data", "name-server", "--listen", "http://127.0.0.1:0", "--key", town.KeyFile), "in use");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused()
    {
        await using var town = await TestTown.Start(replicas: 1);

        Refused(await town.Hungry("front-end", "--listen", town.FrontEndUrl, "--name-server", town.NameServerUrl, "--key", town.KeyFile), "in use");
        Refused(await town.Hungry("name-server", "--data", "other", "--listen", town.NameServerUrl, "--key", town.KeyFile), "in use");
        Refused(
            await town.Hungry("replica", "--data", "replica-2", "--listen", town.FrontEndUrl, "--name-server", town.NameServerUrl, "--key", town.KeyFile),
            "in use");
    }

    [Fact]
    public async Task A_replica_of_another_town_is_refused()
    {
        await using var town = await TestTown.Start(replicas: 1);
        await using var other = await TestTown.Start(replicas: 1);
        await TestTown.Kill(town.Replicas[1]);

        var outcome = await town.Hungry("replica", "--data", "replica-1", "--name-server", other.NameServerUrl, "--key", other.KeyFile);

        Refused(outcome, "town");
        await town.StartReplica(1);
        await town.Api.Place(await town.Api.Register(), "still-there");
    }

    [Fact]
    public async Task A_replica_without_a_name_server_or_with_the_wrong_key_is_refused()
    {
        await using var town = await TestTown.Start(replicas: 1);
        await File.WriteAllTextAsync(Path.Combine(town.Folder, "wrong.key"), new string('a', 64), TestContext.Current.CancellationToken);

        Refused(await town.Hungry("replica", "--data", "replica-2", "--name-server", "http://127.0.0.1:9", "--key", town.KeyFile), "127.0.0.1:9");
        Refused(await town.Hungry("replica", "--data", "replica-2", "--name-server", town.NameServerUrl, "--key", "wrong.key"), "key");
        Refused(await town.Hungry("cluster", "view", "--name-server", town.NameServerUrl, "--key", "wrong.key"), "key");
    }

    [Fact]
    public async Task Two_replicas_started_by_hand_at_once_choose_folders_of_their_own()
    {
        await using var town = await TestTown.Start(replicas: 1);
        var started = Enumerable.Range(1, 3)
            .Select(i => town.Run($"by-hand-{i}", "replica", "--data", town.Folder, "--name-server", town.NameServerUrl))
            .ToList();

        var urls = await Task.WhenAll(started.Select(child => child.Ready));

        Assert.All(urls, Assert.NotNull);
        Assert.All([2, 3, 4], number => Assert.True(File.Exists(Path.Combine(DataFolders.Replica(town.Folder, number), "store.db"))));
    }

    private static void Refused(Outcome outcome, string words)
    {
        // A server may have written to its log, which is standard output, before it found out.
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(words, outcome.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
    }
}

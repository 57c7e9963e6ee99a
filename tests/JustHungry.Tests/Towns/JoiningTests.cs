using JustHungry.Processes;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>Replicas that come back with a broken or a too new store, that are removed, and that verify each other.</summary>
public sealed class JoiningTests
{
    private const int PageBytes = 4_096;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_replica_with_a_broken_store_puts_it_aside_and_joins_anew(int firstBrokenPage)
    {
        await using var town = await TestTown.Start(replicas: 2);
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "before");
        await TestTown.Kill(town.Replicas[2]);
        await town.Api.Place(token, "meanwhile");
        var folder = DataFolders.Replica(town.Folder, 2);
        await Break(Path.Combine(folder, "store.db"), firstBrokenPage);

        var replica = await town.StartReplica(2);
        // A page that nothing reads at first is met when the next orders are applied.
        await town.Api.Place(token, "after");
        await TestTown.Until("the broken store to be put aside", () =>
            Task.FromResult(Directory.GetFiles(folder, "store.db.broken-*").Length > 0 || !replica.IsAlive));

        Assert.NotEmpty(Directory.GetFiles(folder, "store.db.broken-*"));
        Assert.Contains("put aside", await Log(town, 2), StringComparison.Ordinal);
        await town.VerifyEqual(2);
        Assert.Contains(order.Id, await town.Api.Orders(token));
    }

    [Fact]
    public async Task A_replica_that_was_away_for_too_long_returns_by_a_snapshot()
    {
        await using var town = await TestTown.Start(replicas: 2);
        var token = await town.Api.Register();
        await TestTown.Kill(town.Replicas[2]);
        var order = await town.Api.Place(token, "meanwhile");
        var head = await town.Cluster.Log.Head(Cancellation);
        await town.Cluster.Log.Trim(head!.Position, Cancellation);

        await town.StartReplica(2);

        Assert.Contains("copied", await Log(town, 2), StringComparison.Ordinal);
        await town.VerifyEqual(2);
        await TestTown.Kill(town.Replicas[1]);
        Assert.Equal([order.Id], await town.Api.Orders(token));
    }

    [Fact]
    public async Task A_replica_that_lacks_what_nobody_has_any_more_is_refused_in_words()
    {
        await using var town = await TestTown.Start(replicas: 1);
        await town.Api.Register();
        await TestTown.Kill(town.Replicas[1]);
        await town.Cluster.Log.Trim((await town.Cluster.Log.Head(Cancellation))!.Position, Cancellation);

        var outcome = await town.Hungry("replica", "--data", "replica-2", "--name-server", town.NameServerUrl, "--key", town.KeyFile);

        Assert.Equal(1, outcome.ExitCode);
        var lines = outcome.Errors.TrimEnd('\n').Split('\n');
        Assert.Contains("no replica gives a snapshot", lines[^1], StringComparison.Ordinal);
        Assert.True(lines.Length < 10, outcome.Errors);
    }

    [Fact]
    public async Task A_replica_with_a_store_of_a_newer_program_is_refused_and_its_store_is_left_alone()
    {
        await using var town = await TestTown.Start(replicas: 2);
        await TestTown.Kill(town.Replicas[2]);
        var path = Path.Combine(DataFolders.Replica(town.Folder, 2), "store.db");
        using (var store = Database.Open(path, new DatabaseOptions()))
        {
            store.Execute("PRAGMA user_version = 99");
        }

        var outcome = await town.Hungry("replica", "--data", "replica-2", "--name-server", town.NameServerUrl, "--key", town.KeyFile);

        Refused(outcome, "newer program");
        Assert.Empty(Directory.GetFiles(DataFolders.Replica(town.Folder, 2), "store.db.broken-*"));
    }

    [Fact]
    public async Task A_removed_replica_ends_in_words_and_is_forgotten()
    {
        await using var town = await TestTown.Start(replicas: 3);
        var (primary, backups) = await town.PrimaryAndBackups();
        var view = await town.WaitForReplicas(3);
        var leaving = view.Members.First(member => member.Status.Pid == backups[0].Pid);

        Refused(await Remove(town, view.Primary!.Replica.Id), "hand over first");
        Refused(await Remove(town, "nobody"), "no replica 'nobody'");
        var outcome = await Remove(town, leaving.Id);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Contains("is removed", outcome.Output, StringComparison.Ordinal);
        await backups[0].Ended;
        Assert.Contains("removed from the town", backups[0].LastWords, StringComparison.Ordinal);
        Assert.True(backups[0].IsRemoved);
        await town.Look("the town without it", seen => seen.Members.All(member => member.Id != leaving.Id));
        Assert.True(primary.IsAlive);
        await town.Api.Place(await town.Api.Register(), "goes-on");
        await town.VerifyEqual(2);
        Refused(await Remove(town, leaving.Id), "no replica");
    }

    [Fact]
    public async Task A_replica_whose_folder_is_taken_away_under_it_says_so_and_ends()
    {
        await using var town = await TestTown.Start(replicas: 3);
        var (_, backups) = await town.PrimaryAndBackups();
        var number = town.Replicas.First(replica => replica.Value == backups[0]).Key;

        Directory.Move(DataFolders.Replica(town.Folder, number), Path.Combine(town.Outside, "taken"));
        await backups[0].Ended.WaitAsync(TestTown.Patience, TimeProvider.System, Cancellation);

        Assert.Contains("exit code 1", backups[0].HowItEnded, StringComparison.Ordinal);
        Assert.Contains("was removed, or replaced", backups[0].LastWords, StringComparison.Ordinal);
        await town.StartReplica(number);
        await town.VerifyEqual(3);
    }

    [Fact]
    public async Task A_dead_replica_is_removed_and_may_join_again()
    {
        await using var town = await TestTown.Start(replicas: 3);
        var (_, backups) = await town.PrimaryAndBackups();
        var dead = (await town.WaitForReplicas(3)).Members.First(member => member.Status.Pid == backups[0].Pid);
        var number = town.Replicas.First(replica => replica.Value == backups[0]).Key;
        await TestTown.Kill(backups[0]);
        await town.Look("it to be gone", seen => seen.Members.Any(member => member.Id == dead.Id && member.Role == ReplicaRole.Gone));

        Assert.Equal(0, (await Remove(town, dead.Id)).ExitCode);

        await town.Look("the town without it", seen => seen.Members.All(member => member.Id != dead.Id));
        await town.StartReplica(number);
        await town.VerifyEqual(3);
    }

    [Fact]
    public async Task Verifying_works_under_load_and_with_a_replica_down()
    {
        await using var town = await TestTown.Start(replicas: 3);
        var (_, backups) = await town.PrimaryAndBackups();
        await using var load = await TestLoad.Start(town, connections: 8);

        Verified(await Verify(town), 3);
        await TestTown.Kill(backups[0]);
        await town.Look("it to be gone", seen => seen.Members.Any(member => member.Role == ReplicaRole.Gone));
        Verified(await Verify(town), 2);
        await load.Stop();
    }

    /// <summary>Overwrites the file from a page on, as a failing disk does.</summary>
    private static async Task Break(string path, int firstPage)
    {
        using (var store = Database.Open(path, new DatabaseOptions()))
        {
            store.Checkpoint(truncate: true);
        }
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var garbage = new byte[file.Length - (firstPage * PageBytes)];
        new Random(1).NextBytes(garbage);
        file.Position = firstPage * PageBytes;
        await file.WriteAsync(garbage, Cancellation);
    }

    private static Task<string> Log(TestTown town, int number) =>
        File.ReadAllTextAsync(Path.Combine(town.Folder, "logs", $"replica-{number}.log"), Cancellation);

    private static Task<Outcome> Remove(TestTown town, string id) =>
        town.Hungry("cluster", "remove", id, "--name-server", town.NameServerUrl, "--key", town.KeyFile);

    private static Task<Outcome> Verify(TestTown town) =>
        town.Hungry("cluster", "verify", "--name-server", town.NameServerUrl, "--key", town.KeyFile);

    private static void Verified(Outcome outcome, int replicas)
    {
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Contains($"{replicas} stores are equal", outcome.Output, StringComparison.Ordinal);
    }

    private static void Refused(Outcome outcome, string words)
    {
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(words, outcome.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
    }
}

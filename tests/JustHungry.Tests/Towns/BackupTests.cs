using System.Net;
using JustHungry.Processes;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>The restore drill, and what backup and restore refuse.</summary>
public sealed class BackupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_everything_is_destroyed_a_backup_brings_back_all_that_it_held()
    {
        await using var town = await TestTown.Start(replicas: 3);
        var token = await town.Api.Register();
        var held = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            held.Add((await town.Api.Place(token, $"held-{i}")).Id);
        }
        var position = await town.Api.Position();
        await Backup(town);
        await town.Api.Place(token, "after-the-backup");

        await town.Destroy();
        Done(await town.Hungry("restore", FileOf(town), "--data", ".", "--key", town.KeyCopy));
        await town.StartAgain(replicas: 3);

        held.Reverse();
        Assert.Equal(held, await town.Api.Orders(token));
        var (status, restored) = await town.Api.ReadFrom(position, token);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(restored, "A position of the town before its restoring is to be answered with a fresh one, and that is to be said.");
        var again = await town.Api.Place(token, "held-0");
        Assert.Equal((held[^1], true), (again.Id, again.Replayed));
        var lost = await town.Api.Place(token, "after-the-backup");
        Assert.False(lost.Replayed);
        await town.Api.Place(await town.Api.Register("Grace"), "by-somebody-new");
        await town.VerifyEqual(3);
    }

    [Fact]
    public async Task Up_starts_a_restored_town_and_loads_nothing_into_it()
    {
        await using var town = await TestTown.Start(replicas: 1);
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "held");
        await Backup(town);
        await TestTown.Kill(town.Replicas[1], town.FrontEnd, town.NameServer);

        Done(await town.Hungry("restore", FileOf(town), "--data", "restored", "--key", town.KeyFile));
        await using var up = new RunningUp { Data = Path.Combine(town.Folder, "restored") };
        await up.Start();

        using var api = new TestApi(up.FrontEndUrl);
        Assert.Equal([order.Id], await api.Orders(token));
        var (_, restaurants, _) = await api.Send(HttpMethod.Get, "restaurants?limit=100");
        Assert.Equal(2, restaurants.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_restored_replica_begins_the_log_of_a_fresh_name_server()
    {
        await using var town = await TestTown.Start(replicas: 1);
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "held");
        await Backup(town);
        await town.Destroy();

        Done(await town.Hungry("restore", FileOf(town), "--data", ".", "--key", town.KeyCopy));
        Directory.Delete(Path.Combine(town.Folder, DataFolders.NameServer), recursive: true);
        await town.StartAgain(replicas: 2);

        Assert.Equal([order.Id], await town.Api.Orders(token));
        await town.VerifyEqual(2);
    }

    [Fact]
    public async Task Under_load_a_backup_holds_everything_that_was_acknowledged_before_it()
    {
        await using var town = await TestTown.Start(replicas: 2);
        await using var load = await TestLoad.Start(town);
        var token = await town.Api.Register();
        var order = await town.Api.Place(token, "before");

        await Backup(town);
        await load.Stop();
        await town.Destroy();
        Done(await town.Hungry("restore", FileOf(town), "--data", ".", "--key", town.KeyCopy));
        await town.StartAgain(replicas: 2);

        Assert.Equal([order.Id], await town.Api.Orders(token));
        await town.VerifyEqual(2);
    }

    [Fact]
    public async Task A_backup_that_is_cut_changed_or_none_is_refused_in_one_line()
    {
        await using var town = await TestTown.Start(replicas: 1);
        await Backup(town);
        var good = await File.ReadAllBytesAsync(FileOf(town), Cancellation);
        await Put("cut", good[..^1000]);
        await Put("shorter", good[..8192]);
        var changed = (byte[])good.Clone();
        changed[good.Length / 2] ^= 1;
        await Put("changed", changed);
        await Put("foreign", "This is somebody's shopping list."u8.ToArray());
        await Put("empty", []);
        File.Copy(Path.Combine(town.Folder, "name-server", "log.db"), Path.Combine(town.Folder, "a-log"));

        foreach (var file in new[] { "cut", "shorter", "changed", "foreign", "empty", "a-log", "missing" })
        {
            Refused(await town.Hungry("backup", "verify", file), file);
            Refused(await town.Hungry("restore", file, "--data", "nowhere"), file);
        }
        Done(await town.Hungry("backup", "verify", FileOf(town)));

        Task Put(string name, byte[] bytes) => File.WriteAllBytesAsync(Path.Combine(town.Folder, name), bytes, Cancellation);
    }

    [Fact]
    public async Task A_restore_into_a_town_or_with_another_key_is_refused()
    {
        await using var town = await TestTown.Start(replicas: 1);
        await Backup(town);
        await File.WriteAllTextAsync(Path.Combine(town.Folder, "other.key"), new string('a', 64), Cancellation);

        Refused(await town.Hungry("restore", FileOf(town), "--data", "."), "not empty");
        Refused(await town.Hungry("restore", FileOf(town), "--data", "new", "--key", "other.key"), "not that of the town");
        Refused(await town.Hungry("restore", FileOf(town), "--data", "new", "--key", "missing.key"), "missing.key");
        await town.Api.Place(await town.Api.Register(), "the-town-goes-on");
    }

    [Fact]
    public async Task Backups_at_regular_times_keep_the_newest()
    {
        await using var town = await TestTown.Start(replicas: 1);
        var folder = Path.Combine(town.Folder, "backups");
        var child = town.RunAlone("backups", "backup", folder, "--every", "1s", "--keep", "2", "--name-server", town.NameServerUrl);
        var seen = new HashSet<string>();

        await TestTown.Until("four backups", () =>
        {
            seen.UnionWith(Directory.Exists(folder) ? Directory.GetFiles(folder, "*.backup") : []);
            return Task.FromResult(seen.Count >= 4);
        });
        child.Terminate();
        await child.Ended;

        var left = Directory.GetFiles(folder);
        Assert.Equal(2, left.Length);
        Assert.Equal(seen.Union(left).OrderDescending(StringComparer.Ordinal).Take(2), left.OrderDescending(StringComparer.Ordinal));
        foreach (var file in left)
        {
            Done(await town.Hungry("backup", "verify", file));
        }
    }

    [Fact]
    public async Task Without_a_replica_there_is_no_backup_and_the_old_one_stays()
    {
        await using var town = await TestTown.Start(replicas: 1);
        await Backup(town);
        var before = await File.ReadAllBytesAsync(FileOf(town), Cancellation);
        await TestTown.Kill(town.Replicas[1]);

        var outcome = await town.Hungry("backup", FileOf(town), "--name-server", town.NameServerUrl, "--key", town.KeyFile);

        Refused(outcome, "no ");
        Assert.Equal(before, await File.ReadAllBytesAsync(FileOf(town), Cancellation));
        Assert.Empty(Directory.GetFiles(town.Outside, "*.part"));
    }

    private static string FileOf(TestTown town) => Path.Combine(town.Outside, "town.backup");

    private static async Task Backup(TestTown town) => Done(
        await town.Hungry("backup", FileOf(town), "--name-server", town.NameServerUrl, "--key", town.KeyFile));

    private static void Done(Outcome outcome) => Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));

    private static void Refused(Outcome outcome, string words)
    {
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(words, outcome.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
    }
}

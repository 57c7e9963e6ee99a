using JustHungry.Replication.Tests.Engines.Etcd;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>A town whose log is on an etcd of three real members.</summary>
public sealed class EtcdTownTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>
{
    [Fact]
    public async Task Up_on_etcd_starts_no_name_server_and_goes_on_with_all_that_it_had()
    {
        var address = await Address("up");
        await using var up = new RunningUp("--name-server", address);
        var said = await up.Start();
        string token;
        PlacedOrder order;
        using (var api = new TestApi(up.FrontEndUrl))
        {
            token = await api.Register();
            order = await api.Place(token, "on-etcd");
        }

        await up.Close();

        Assert.Matches(@"log +etcd 3\.\d+\.\d+: \d of 3 members answer", said);
        Assert.Contains($"cluster view --name-server {address}", said, StringComparison.Ordinal);
        Assert.Equal(["front-end", "replica", "replica", "replica"], up.OrderOfEnding());
        Assert.False(Directory.Exists(Path.Combine(up.Folder, "town", "name-server")));
        await up.Start();
        using (var api = new TestApi(up.FrontEndUrl))
        {
            Assert.Equal([order.Id], await api.Orders(token));
        }
        var view = await Outcome.Of(BuiltProgram.Path, ["cluster", "verify", "--key", "town/cluster.key", "--name-server", address], up.Folder);
        Assert.Contains("3 stores are equal", view.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_town_that_is_there_is_joined_with_its_own_key_alone()
    {
        var address = await Address("keys");
        await using var up = new RunningUp("--replicas", "1", "--name-server", address);
        await up.Start();

        var other = await Outcome.Of(BuiltProgram.Path, ["up", .. RunningUp.FreePorts(), "--data", "other", "--name-server", address], up.Folder);
        var replica = await Outcome.Of(BuiltProgram.Path, ["replica", "--data", "other/replica-1", "--name-server", address], up.Folder);
        var frontEnd = await Outcome.Of(BuiltProgram.Path, ["front-end", "--listen", "http://127.0.0.1:0", "--name-server", address], up.Folder);

        Assert.Equal((1, 1, 1), (other.ExitCode, replica.ExitCode, frontEnd.ExitCode));
        Assert.All([other, replica, frontEnd], outcome => Assert.Contains("cluster key", outcome.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_etcd_that_is_not_there_is_said_before_any_harm()
    {
        var folder = Directory.CreateTempSubdirectory("hungry-test-").FullName;

        var outcome = await Outcome.Of(
            BuiltProgram.Path, ["up", .. RunningUp.FreePorts(), "--name-server", "etcd://hungry:secret@127.0.0.1:9/durham"], folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("127.0.0.1:9 does not answer", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Room_is_made_by_one_command()
    {
        var address = await Address("room");
        await using var up = new RunningUp("--replicas", "1", "--name-server", address);
        await up.Start();

        var outcome = await Outcome.Of(BuiltProgram.Path, ["cluster", "make-room", "--key", "town/cluster.key", "--name-server", address], up.Folder);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Contains("After: etcd 3.", outcome.Output, StringComparison.Ordinal);
        using var api = new TestApi(up.FrontEndUrl);
        await api.Place(await api.Register(), "after-that");
    }

    private async Task<string> Address(string town) =>
        $"etcd://{string.Join(',', (await etcd.Cluster()).Endpoints.Select(uri => uri.Authority))}/{town}";
}

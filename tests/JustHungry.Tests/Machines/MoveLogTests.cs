using JustHungry.Processes;
using JustHungry.Replication.Tests.Engines.Etcd;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>A town whose log goes to etcd and back, with real processes.</summary>
public sealed class MoveLogTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>
{
    [Fact]
    public async Task A_town_goes_on_after_its_log_went_to_etcd_and_back_with_no_order_lost()
    {
        var address = $"etcd://{string.Join(',', (await etcd.Cluster()).Endpoints.Select(uri => uri.Authority))}/moved";
        await using var up = new RunningUp("--replicas", "2");
        var data = Path.Combine(up.Folder, up.Data);
        await up.Start();
        string token;
        var orders = new List<string>();
        using (var api = new TestApi(up.FrontEndUrl))
        {
            token = await api.Register();
            orders.Add((await api.Place(token, "before")).Id);
        }
        await up.Close();

        await using (var old = await NameServer.Start(data, "name-server"))
        {
            Done(await old.Move(old.Url, address));
            Assert.Contains("was moved to etcd://", (await old.Move(old.Url, address)).Errors, StringComparison.Ordinal);
        }
        Assert.Contains("was moved to", (await Outcome.Of(BuiltProgram.Path, ["up", .. up.Ports, "--data", up.Data], up.Folder)).Errors, StringComparison.Ordinal);
        await using (var onEtcd = new RunningUp("--replicas", "2", "--name-server", address) { Data = data })
        {
            await onEtcd.Start();
            using var api = new TestApi(onEtcd.FrontEndUrl);
            Assert.Equal(orders, await api.Orders(token));
            orders.Insert(0, (await api.Place(token, "on-etcd")).Id);
            await onEtcd.Close();
        }
        await using (var fresh = await NameServer.Start(data, "fresh"))
        {
            Done(await fresh.Move(address, fresh.Url));
        }
        Directory.Move(Path.Combine(data, "name-server"), Path.Combine(data, "moved-away"));
        Directory.Move(Path.Combine(data, "fresh"), Path.Combine(data, "name-server"));

        await up.Start();
        using (var api = new TestApi(up.FrontEndUrl))
        {
            Assert.Equal(orders, await api.Orders(token));
            orders.Insert(0, (await api.Place(token, "back")).Id);
            Assert.Equal(orders, await api.Orders(token));
        }
    }

    private static void Done(Outcome outcome) => Assert.True(outcome.ExitCode == 0, outcome.Errors);

    private sealed class NameServer(Child child, RotatingLog log, string data) : IAsyncDisposable
    {
        public string Url { get; private set; } = "";

        public static async Task<NameServer> Start(string data, string folder)
        {
            var log = new RotatingLog(Path.Combine(data, "logs", "move.log"));
            var child = Child.Start(
                "name-server",
                ["name-server", "--data", Path.Combine(data, folder), "--key", Path.Combine(data, "cluster.key"), "--listen", "http://127.0.0.1:0"],
                log, TimeProvider.System, BuiltProgram.Path);
            return new NameServer(child, log, data)
            {
                Url = await child.Ready.WaitAsync(TestTown.Patience, TimeProvider.System, TestContext.Current.CancellationToken)
                    ?? throw new InvalidOperationException(child.LastWords),
            };
        }

        public Task<Outcome> Move(string from, string to) => Outcome.Of(
            BuiltProgram.Path,
            ["cluster", "move-log", "--from", from, "--to", to, "--key", Path.Combine(data, "cluster.key")],
            data);

        public async ValueTask DisposeAsync()
        {
            await child.Stop(TestTown.Patience);
            child.Dispose();
            log.Dispose();
        }
    }
}

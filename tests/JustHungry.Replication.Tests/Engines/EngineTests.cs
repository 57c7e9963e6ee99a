using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Simulation.Seams;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace JustHungry.Replication.Tests.Engines;

/// <summary>The embedded log over a real socket.</summary>
public sealed class NameServerTests : LogContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-log-").FullName;
    private readonly ClusterKey _key = new(new string('1', 64));
    private LogFile? _file;
    private WebApplication? _app;
    private string _url = "http://127.0.0.1:0";

    protected override async Task<ILog> Open()
    {
        _file = new LogFile(Path.Combine(_folder, "log.db"));
        _app = InnerServer.Build(new Listening("http://127.0.0.1:0"), _key, 4 * 1024 * 1024);
        new NameServer(_file, new DiskRoom("It", _folder, 0, TimeProvider.System), TimeProvider.System).Map(_app);
        _url = await InnerServer.Start(_app);
        return new HttpLog(_url, _key, TimeProvider.System);
    }

    protected override async Task Close()
    {
        await Shut();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Shut()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _file!.Dispose();
    }

    [Fact]
    public async Task A_name_server_that_is_opened_again_has_everything()
    {
        var head = await Log.Create(new string('a', 32), default);
        var entry = EntryFormat.Write(head, 1, DateTimeOffset.UnixEpoch, null, ["{}"u8.ToArray()]);
        await Log.Advance(head, entry, default);
        var before = await Log.Head(default);
        await Shut();
        var again = await Open();
        Assert.Equal(before, await again.Head(default));
        Assert.Single((await again.Read(0, TimeSpan.Zero, default)).Entries);
    }

    [Fact]
    public async Task Nobody_is_answered_without_the_cluster_key()
    {
        using var stranger = new HttpClient { BaseAddress = new Uri(_url) };
        foreach (var path in new[] { "/log/head", "/log/entries?after=0", "/registry", "/nothing" })
        {
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await stranger.GetAsync(path)).StatusCode);
        }
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await stranger.PostAsync("/log/advance", new ByteArrayContent([1]))).StatusCode);
    }

    [Fact]
    public async Task A_name_server_that_is_gone_is_said_to_be_unavailable()
    {
        await Shut();
        await Assert.ThrowsAsync<LogUnavailableException>(() => Log.Head(default));
        await Open();
    }
}

/// <summary>The engine that simulations use, held to the same contract as the real ones.</summary>
public sealed class SimulatedLogTests : LogContract
{
    private readonly World _world = new(seed: 1);
    private NodeLoop? _loop;

    protected override Task<ILog> Open()
    {
        _loop = new NodeLoop(_world, "test");
        return Task.FromResult(new SimulatedLog(_world, new Network(_world)).For(_loop));
    }

    protected override Task Close()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    protected override Task Run(Func<Task> steps)
    {
        var isDone = false;
        _loop!.Start(async () =>
        {
            await steps();
            isDone = true;
        });
        _world.RunFor(TimeSpan.FromMinutes(5), () => isDone || _loop.Failure is not null);
        return _loop.Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}

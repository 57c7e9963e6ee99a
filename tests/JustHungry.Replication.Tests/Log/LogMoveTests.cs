using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Tests.Engines.Etcd;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace JustHungry.Replication.Tests.Log;

/// <summary>Moving a log between the two real engines.</summary>
public sealed class LogMoveTests(SharedEtcd etcd) : IClassFixture<SharedEtcd>, IAsyncLifetime
{
    private const string There = "etcd://there/durham";
    private static readonly string Lineage = new('a', 32);
    private static readonly ReplicaIdentity Somebody = new("replica-1", "i1", "http://127.0.0.1:1");

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-move-").FullName;
    private readonly ClusterKey _key = new(new string('1', 64));
    private readonly List<(WebApplication App, LogFile File)> _servers = [];
    private HttpLog _embedded = null!;
    private EtcdLog _etcd = null!;

    private static TimeProvider Time => TimeProvider.System;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _embedded = await NameServer("one");
        _etcd = new EtcdLog((await etcd.Cluster()).Options(Path.GetFileName(_folder)), Time);
    }

    public async ValueTask DisposeAsync()
    {
        _etcd.Dispose();
        _embedded.Dispose();
        foreach (var (app, file) in _servers)
        {
            await app.DisposeAsync();
            file.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_log_goes_to_etcd_and_to_a_name_server_again_and_can_be_gone_on_with()
    {
        var head = await Fill(_embedded, EntryFormat.Origin(Lineage), 30);
        await _embedded.Trim(7, Cancel);

        Assert.Equal(head, await Move(_embedded, _etcd).Run(There, Cancel));

        var page = await _etcd.Read(7, TimeSpan.Zero, Cancel);
        Assert.Equal((head, 8L, 23), (page.Head, page.First, page.Entries.Count));
        var later = await Fill(_etcd, head, 3);
        using var second = await NameServer("two");
        Assert.Equal(later, await Move(_etcd, second).Run("http://second:7400", Cancel));
        Assert.Equal(34, (await Fill(second, later, 1)).Position);
    }

    [Fact]
    public async Task Nobody_goes_on_with_the_old_log_by_mistake()
    {
        var head = await Fill(_embedded, EntryFormat.Origin(Lineage), 3);
        await Move(_embedded, _etcd).Run(There, Cancel);
        using var second = await NameServer("two");
        await Move(_etcd, second).Run("http://second:7400", Cancel);

        foreach (var (log, to) in ((ILog, string)[])[(_embedded, There), (_etcd, "http://second:7400")])
        {
            Assert.Equal(to, (await Assert.ThrowsAsync<LogUnavailableException>(() => log.Head(Cancel))).MovedTo);
            Assert.Equal(to, (await Assert.ThrowsAsync<LogUnavailableException>(() => log.Read(0, TimeSpan.Zero, Cancel))).MovedTo);
            Assert.Equal(to, (await Assert.ThrowsAsync<LogUnavailableException>(() => log.Advance(head, Entry(head), Cancel))).MovedTo);
            Assert.Equal(to, (await Assert.ThrowsAsync<LogUnavailableException>(() => log.Create(EntryFormat.Origin(Lineage), Cancel))).MovedTo);
        }
    }

    [Fact]
    public async Task What_was_broken_off_is_gone_on_with()
    {
        var head = await Fill(_embedded, EntryFormat.Origin(Lineage), 20);
        using var broken = new CancellationTokenSource();
        var first = new LogMove(_embedded, new Breaking(_etcd, 8, broken), Time, static _ => { });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Run(There, broken.Token));
        Assert.Equal(8, (await _etcd.Head(Cancel))!.Position);
        Assert.Equal(head, await _embedded.Head(Cancel));

        Assert.Equal(head, await Move(_embedded, _etcd).Run(There, Cancel));
    }

    [Fact]
    public async Task A_town_that_lives_is_not_moved()
    {
        var head = await Fill(_embedded, EntryFormat.Origin(Lineage), 3);
        var status = new ReplicaStatus(Somebody, 1, ReplicaRole.Primary, Lineage, 3, 3, null, Time.GetUtcNow());
        using var stop = new CancellationTokenSource();
        var living = Live();

        var refusal = await Assert.ThrowsAsync<LogMoveException>(() => Move(_embedded, _etcd).Run(There, Cancel));

        await stop.CancelAsync();
        await living;
        Assert.Contains("replica-1 lives", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await _etcd.Head(Cancel));
        Assert.Equal(head, await _embedded.Head(Cancel));

        async Task Live()
        {
            while (!stop.IsCancellationRequested)
            {
                await _embedded.Register(status, Cancel);
                await Task.Delay(ReplicaTimes.Register, Time, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task A_log_that_is_advanced_while_it_is_copied_is_not_given_up()
    {
        var head = await Fill(_embedded, EntryFormat.Origin(Lineage), 5);
        var busy = new Breaking(_etcd, 3, null) { Meanwhile = () => Fill(_embedded, head, 1) };

        await Assert.ThrowsAsync<LogMoveException>(() => new LogMove(_embedded, busy, Time, static _ => { }).Run(There, Cancel));

        Assert.Equal(6, (await _embedded.Head(Cancel))!.Position);
        Assert.Equal(6, (await Move(_embedded, _etcd).Run(There, Cancel)).Position);
    }

    [Fact]
    public async Task A_log_that_holds_something_else_is_left_alone()
    {
        await Fill(_embedded, EntryFormat.Origin(Lineage), 3);
        var other = await Fill(_etcd, EntryFormat.Origin(new string('b', 32)), 1);

        await Assert.ThrowsAsync<LogMoveException>(() => Move(_embedded, _etcd).Run(There, Cancel));

        Assert.Equal(other, await _etcd.Head(Cancel));
        Assert.Equal(3, (await _embedded.Head(Cancel))!.Position);
    }

    private static LogMove Move(IMovableLog from, ILog to) => new(from, to, Time, static _ => { });

    private static ReadOnlyMemory<byte> Entry(LogHead previous) =>
        EntryFormat.Write(previous, 1, DateTimeOffset.UnixEpoch, null, ["{}"u8.ToArray()]);

    private static async Task<LogHead> Fill(ILog log, LogHead at, int entries)
    {
        await log.Create(at, Cancel);
        for (var i = 0; i < entries; i++)
        {
            var entry = Entry(at);
            await Put(log, at, entry);
            at = new LogHead(at.Lineage, at.Position + 1, EntryFormat.Hash(entry.Span));
        }
        return at;
    }

    /// <summary>On a busy machine an etcd may take too long to say what became of an advance; a second one finds out.</summary>
    private static Task Put(ILog log, LogHead at, ReadOnlyMemory<byte> entry) => Eventually.Is(async () =>
    {
        try
        {
            return await log.Advance(at, entry, Cancel);
        }
        catch (LogUnavailableException)
        {
            return false;
        }
    });

    private async Task<HttpLog> NameServer(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var file = new LogFile(Path.Combine(folder, LogFile.FileName));
        var app = InnerServer.Build(new Listening("http://127.0.0.1:0"), _key, 4 * 1024 * 1024);
        new NameServer(file, new DiskRoom("It", folder, 0, Time), Time).Map(app);
        _servers.Add((app, file));
        return new HttpLog(await InnerServer.Start(app), _key, Time);
    }

    /// <summary>Something happens after so many entries; a token is cancelled, or what is given.</summary>
    private sealed class Breaking(ILog log, int after, CancellationTokenSource? broken) : ILog
    {
        private int _advances;

        public Func<Task> Meanwhile { get; init; } = static () => Task.CompletedTask;

        public async Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
        {
            if (_advances++ == after)
            {
                broken?.Cancel();
                await Meanwhile();
            }
            return await log.Advance(builtOn, entry, cancel);
        }

        public Task<LogHead?> Head(CancellationToken cancel) => log.Head(cancel);

        public Task<LogHead> Create(LogHead origin, CancellationToken cancel) => log.Create(origin, cancel);

        public Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel) => log.Read(after, wait, cancel);

        public Task Trim(long upTo, CancellationToken cancel) => log.Trim(upTo, cancel);

        public Task Register(ReplicaStatus status, CancellationToken cancel) => log.Register(status, cancel);

        public Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel) => log.Registry(cancel);

        public Task Forget(string replica, CancellationToken cancel) => log.Forget(replica, cancel);
    }
}

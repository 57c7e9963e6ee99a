using JustHungry.BackEnd.Joining;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.Tests.Archives;
using JustHungry.BackEnd.Tests.Store;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace JustHungry.BackEnd.Tests.Joining;

public sealed class JoinerTests : IAsyncLifetime
{
    private static readonly ReplicaIdentity Self = new("replica-9", "run", "http://127.0.0.1:2");

    private readonly TestStores _stores = new();
    private readonly ClusterKey _key = ClusterKey.Create();
    private readonly HttpClient _http;
    private readonly TrimmedLog _log;
    private readonly List<string> _said = [];
    private readonly string _folder;
    private WebApplication? _giver;

    public JoinerTests()
    {
        _http = InnerHttp.Client(_key);
        _stores.AddRestaurant("ask");
        _stores.AddOrder(_stores.AddCustomer());
        _log = new TrimmedLog(_stores.Primary.Applied.Head with { Lineage = new string('a', 32) });
        _folder = Directory.CreateDirectory(_stores.PathOf("replica-9")).FullName;
    }

    private string StorePath => Path.Combine(_folder, Joiner.StoreName);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_giver is not null)
        {
            await _giver.DisposeAsync();
        }
        _http.Dispose();
        _stores.Dispose();
    }

    [Fact]
    public async Task Before_it_copies_a_joiner_says_from_where_on_it_will_need_the_log()
    {
        ReplicaStatus? heldThen = null;
        await StartGiver(() => heldThen = _log.Said.LastOrDefault(status => status.Replica.Id == Self.Id));

        using var store = await Join();

        Assert.NotNull(store);
        Assert.Equal(_log.HeadNow, store.Applied.Head);
        Assert.NotNull(heldThen);
        Assert.Equal((ReplicaRole.Joining, _log.HeadNow.Lineage, 1L), (heldThen.Role, heldThen.Lineage, heldThen.Durable));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_is_damaged_is_put_aside_whole(bool isJustTheHeader)
    {
        await StartGiver(() => { });
        var garbage = new byte[20_000];
        new Random(1).NextBytes(garbage);
        await File.WriteAllBytesAsync(StorePath, isJustTheHeader ? garbage[..4_096] : garbage, TestContext.Current.CancellationToken);

        using var store = await Join();

        Assert.Equal(_log.HeadNow, store?.Applied.Head);
        var aside = Assert.Single(Directory.GetFiles(_folder, "store.db.broken-*"));
        Assert.Equal(garbage[..4_096], (await File.ReadAllBytesAsync(aside, TestContext.Current.CancellationToken))[..4_096]);
        Assert.Contains(_said, words => words.Contains(aside, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_of_another_town_is_refused_and_left_alone()
    {
        _stores.Primary.SnapshotTo(StorePath);
        var before = await File.ReadAllBytesAsync(StorePath, TestContext.Current.CancellationToken);

        Assert.Null(await Join());

        Assert.Contains(_said, words => words.Contains("belongs to the town", StringComparison.Ordinal));
        Assert.Equal(before.Length, new FileInfo(StorePath).Length);
        Assert.Empty(Directory.GetFiles(_folder, "store.db.broken-*"));
    }

    [Fact]
    public async Task Where_nobody_gives_a_snapshot_it_says_so_and_gives_up()
    {
        Assert.Null(await Join());

        Assert.Contains(_said, words => words.Contains("no replica gives a snapshot", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_of_a_town_waits_for_its_log_as_long_as_it_takes()
    {
        _stores.Primary.SnapshotTo(StorePath);
        ReplicaStore.BeginLineage(StorePath, _log.HeadNow.Lineage);
        _log.IsSilent = true;

        var joining = Join();
        while (!Said().Any(words => words.StartsWith("This replica waits for its log. ", StringComparison.Ordinal)))
        {
            Assert.False(joining.IsCompleted);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        _log.IsSilent = false;
        using var store = await joining;

        Assert.Equal(_log.HeadNow, store?.Applied.Head);
    }

    [Fact]
    public async Task One_that_is_new_gives_up_where_no_log_answers()
    {
        _log.IsSilent = true;

        Assert.Null(await Join());

        Assert.Equal([TrimmedLog.Silence], Said());
    }

    private List<string> Said()
    {
        lock (_said)
        {
            return [.. _said];
        }
    }

    private Task<ReplicaStore?> Join() => new Joiner(
        new ReplicaOptions { DataFolder = _folder, Patience = TimeSpan.FromMilliseconds(200) }, _key, _log, _http, TimeProvider.System, Say)
        .Join(Self, TestContext.Current.CancellationToken);

    private void Say(string words)
    {
        lock (_said)
        {
            _said.Add(words);
        }
    }

    private async Task StartGiver(Action asked)
    {
        var path = _stores.PathOf("given.db");
        _stores.Primary.SnapshotTo(path);
        ReplicaStore.BeginLineage(path, _log.HeadNow.Lineage);
        var archive = await TestArchive.Of(_stores, path, _log.HeadNow.Lineage);
        _giver = InnerServer.Build(new Listening("http://127.0.0.1:0"), _key, 1024);
        _giver.MapGet(InnerApi.Snapshot, async context =>
        {
            asked();
            context.Response.ContentLength = archive.Length;
            await context.Response.Body.WriteAsync(archive);
        });
        var url = await InnerServer.Start(_giver);
        // It stood at 1 when it was heard of last: the joiner cannot know that it is further by now.
        _log.Said.Add(new ReplicaStatus(
            new ReplicaIdentity("replica-1", "i", url), 1, ReplicaRole.Backup, _log.HeadNow.Lineage, 1, 1, null, _stores.Now));
    }

    /// <summary>A log that has forgotten all its entries, and a registry.</summary>
    private sealed class TrimmedLog(LogHead head) : ILog
    {
        public const string Silence = "The log does not answer.";

        private volatile bool _isSilent;

        public bool IsSilent { set => _isSilent = value; }

        public LogHead HeadNow => head;

        public List<ReplicaStatus> Said { get; } = [];

        public Task<LogHead?> Head(CancellationToken cancel) =>
            _isSilent ? throw new LogUnavailableException(Silence) : Task.FromResult<LogHead?>(head);

        public Task<LogHead> Create(LogHead origin, CancellationToken cancel) => Task.FromResult(head);

        public Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel) => Task.FromResult(false);

        public Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel) =>
            _isSilent ? throw new LogUnavailableException(Silence) : Task.FromResult(new LogPage(head, head.Position + 1, []));

        public Task Trim(long upTo, CancellationToken cancel) => Task.CompletedTask;

        public Task Register(ReplicaStatus status, CancellationToken cancel)
        {
            Said.Add(status);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<Registration>>([.. Said.Select(status => new Registration(status, 0))]);

        public Task Forget(string replica, CancellationToken cancel) => Task.CompletedTask;
    }
}

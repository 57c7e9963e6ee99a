using System.Globalization;
using JustHungry.BackEnd.Joining;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.Tests.Archives;
using JustHungry.BackEnd.Tests.Store;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace JustHungry.BackEnd.Tests.Joining;

/// <summary>Copies that break off, or are not what was sent, are begun anew from the next peer; nothing half is ever put in place.</summary>
public sealed class SnapshotCopyTests : IAsyncLifetime
{
    private readonly TestStores _stores = new();
    private readonly ClusterKey _key = ClusterKey.Create();
    private readonly List<WebApplication> _peers = [];
    private readonly List<string> _said = [];
    private readonly HttpClient _http;
    private byte[] _archive = [];

    public SnapshotCopyTests() => _http = InnerHttp.Client(_key);

    private string StorePath => _stores.PathOf("joiner.db");

    public async ValueTask InitializeAsync()
    {
        _stores.AddRestaurant("ask");
        var token = _stores.AddCustomer();
        for (var i = 0; i < 200; i++)
        {
            _stores.AddOrder(token);
        }
        (_archive, _) = await TestArchive.Of(_stores);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }
        _http.Dispose();
        _stores.Dispose();
    }

    [Fact]
    public async Task A_good_peer_s_snapshot_is_the_store()
    {
        Assert.True(await Fetch(await Peer(Good)));

        using var store = _stores.Open("joiner.db");
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(store));
        Assert.Contains(_said, words => words.StartsWith("copied ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_cut_connection_it_is_begun_anew_from_another_peer() => await Recovers(await Peer(async context =>
    {
        context.Response.ContentLength = _archive.Length;
        await context.Response.Body.WriteAsync(_archive.AsMemory(0, _archive.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }));

    [Fact]
    public async Task After_a_wrong_checksum_it_is_begun_anew_from_another_peer()
    {
        var changed = (byte[])_archive.Clone();
        changed[changed.Length / 2] ^= 1;
        await Recovers(await Peer(context => Send(context, changed)));
    }

    [Fact]
    public async Task A_peer_that_is_gone_or_says_no_is_passed_over()
    {
        await Recovers(Status("http://127.0.0.1:1"));
        await Recovers(await Peer(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync("the disk is nearly full.");
        }));
        Assert.Contains(_said, words => words.Contains("the disk is nearly full.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_of_another_town_is_refused_in_words()
    {
        var (foreign, _) = await TestArchive.Of(_stores, lineage: new string('f', 32));

        Assert.False(await Fetch(await Peer(context => Send(context, foreign))));

        Assert.Contains(_said, words => words.Contains("another town", StringComparison.Ordinal));
        Assert.False(File.Exists(StorePath));
    }

    [Fact]
    public async Task Where_no_peer_has_a_good_one_the_own_store_stays_as_it_is()
    {
        await File.WriteAllTextAsync(StorePath, "what was there", TestContext.Current.CancellationToken);

        Assert.False(await Fetch(Status("http://127.0.0.1:1"), await Peer(context => Send(context, _archive[..5_000]))));

        Assert.Equal("what was there", await File.ReadAllTextAsync(StorePath, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(StorePath + ".part"));
    }

    private async Task Recovers(ReplicaStatus bad)
    {
        Assert.True(await Fetch(bad, await Peer(Good)));

        Assert.Contains(_said, words => words.Contains("no good", StringComparison.Ordinal));
        using (var store = _stores.Open("joiner.db"))
        {
            Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(store));
        }
        Assert.False(File.Exists(StorePath + ".part"));
    }

    private Task<bool> Fetch(params ReplicaStatus[] peers) => SnapshotCopy.Fetch(
        peers, _stores.Primary.Applied.Head.Lineage, StorePath, _http, TimeProvider.System, Say, TestContext.Current.CancellationToken);

    private void Say(string words)
    {
        lock (_said)
        {
            _said.Add(words);
        }
    }

    private Task Good(HttpContext context) => Send(context, _archive);

    private static async Task Send(HttpContext context, byte[] bytes)
    {
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }

    private async Task<ReplicaStatus> Peer(Func<HttpContext, Task> serve)
    {
        var app = InnerServer.Build(new Listening("http://127.0.0.1:0"), _key, 1024);
        _peers.Add(app);
        app.MapGet(InnerApi.Snapshot, context => serve(context));
        return Status(await InnerServer.Start(app));
    }

    private ReplicaStatus Status(string url) => new(
        new ReplicaIdentity(string.Create(CultureInfo.InvariantCulture, $"replica-{_peers.Count}"), "i", url), 1, ReplicaRole.Backup,
        _stores.Primary.Applied.Head.Lineage, 1, 1, null, _stores.Now);
}

using System.Collections.Concurrent;
using System.Text.Json;
using JustHungry.Replication;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Tests.Town;

/// <summary>
/// Replicas and a name server of real sockets that decide nothing of worth: enough to see what a front end does. What was
/// decided is shared by all replicas, as the log would.
/// </summary>
public sealed class FakeTown : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<FakeReplica> _replicas = [];
    private WebApplication? _nameServer;
    private TaskCompletionSource _news = New();
    private int _names;

    private FakeTown(string folder) => (Folder, Key) = (folder, ClusterKey.LoadOrCreate(Path.Combine(folder, "cluster.key")));

    public string Folder { get; }

    public ClusterKey Key { get; }

    public string NameServer { get; private set; } = "http://127.0.0.1:1";

    public IReadOnlyList<FakeReplica> Replicas => _replicas;

    public View? View { get; private set; }

    /// <summary>Answers by command id: what the log would hold.</summary>
    public ConcurrentDictionary<string, (int Status, string Body)> Decided { get; } = [];

    /// <summary>How often each id was decided anew. Anything but 1 is a doubled order.</summary>
    public ConcurrentDictionary<string, int> Effects { get; } = [];

    /// <summary>The changes of the one order that can be followed.</summary>
    public List<string> Changes { get; } = [];

    public bool IsFinal { get; set; }

    /// <summary>What the registry holds beside the replicas of this town.</summary>
    public ConcurrentQueue<Registration> AlsoRegistered { get; } = [];

    /// <summary>Replicas that the name server was told to forget.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = [];

    /// <summary>What a primary answers to a new command.</summary>
    public Func<FakeCommand, (int Status, string Body)> Decide { get; set; } =
        command => (201, $$"""{"id":"order-{{command.Id}}","status":"placed"}""");

    public static async Task<FakeTown> Start(int replicas = 3, bool withNameServer = true)
    {
        var town = new FakeTown(Directory.CreateTempSubdirectory("hungry-front-end-").FullName);
        for (var i = 0; i < replicas; i++)
        {
            await town.AddReplica();
        }
        if (replicas > 0)
        {
            town.Begin(town._replicas[0]);
        }
        if (withNameServer)
        {
            await town.StartNameServer();
        }
        return town;
    }

    public async Task<FakeReplica> AddReplica()
    {
        var replica = await FakeReplica.Start(this, $"replica-{++_names}");
        _replicas.Add(replica);
        return replica;
    }

    /// <summary>A new view begins with this primary, and all who live know of it at once.</summary>
    public void Begin(FakeReplica primary, bool known = true)
    {
        View = new View((View?.Number ?? 0) + 1, primary.Identity, [.. _replicas.Where(one => !one.IsDead).Select(one => one.Identity)]);
        foreach (var replica in _replicas)
        {
            replica.View = known || replica == primary ? View : replica.View;
        }
        Wake();
    }

    public void Change(string status, bool final = false)
    {
        lock (Changes)
        {
            Changes.Add($$"""{"n":{{Changes.Count + 1}},"status":"{{status}}","at":"2026-01-01T12:00:00Z","actor":"customer"}""");
            IsFinal = final;
        }
        Wake();
    }

    /// <summary>Completes at the next change of anything here.</summary>
    public Task News => Volatile.Read(ref _news).Task;

    public void Wake() => Interlocked.Exchange(ref _news, New()).TrySetResult();

    public async Task StartNameServer(string listen = "http://127.0.0.1:0")
    {
        var app = InnerServer.Build(new Listening(listen), Key, 1024);
        app.MapGet("/registry", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(
            new RegistryListing([.. _replicas.Select(one => new Registration(one.Status, one.IsDead ? 10_000 : 100)), .. AlsoRegistered]),
            ReplicationJson.Default.RegistryListing)));
        app.MapDelete("/registry", (RequestDelegate)(context =>
        {
            Forgotten.Enqueue(context.Request.Query["id"]!);
            return Task.CompletedTask;
        }));
        NameServer = await InnerServer.Start(app);
        _nameServer = app;
    }

    public async Task StopNameServer()
    {
        if (_nameServer is { } app)
        {
            _nameServer = null;
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopNameServer();
        foreach (var replica in _replicas)
        {
            await replica.Die();
        }
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Waits for something that must come to pass.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Still waiting: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A command as a fake replica received it.</summary>
public sealed record FakeCommand(string Id, string Type, string? Caller, JsonElement Body);

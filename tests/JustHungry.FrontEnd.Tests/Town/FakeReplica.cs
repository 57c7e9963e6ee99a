using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using JustHungry.Replication;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Tests.Town;

/// <summary>One fake replica: a server on a port of its own that can freeze, die and lie.</summary>
public sealed class FakeReplica
{
    private readonly FakeTown _town;
    private readonly CancellationTokenSource _dying = new();
    private WebApplication _app = null!;

    private FakeReplica(FakeTown town) => _town = town;

    public ReplicaIdentity Identity { get; private set; } = null!;

    public View? View { get; set; }

    public bool IsDead { get; private set; }

    /// <summary>While true, nothing is answered any more, but connections stay.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>While true, it knows no key of ours.</summary>
    public bool IsStranger { get; set; }

    /// <summary>While true, reads are answered with "behind".</summary>
    public bool IsBehind { get; set; }

    /// <summary>While true, commands from outside the town are refused, as if the network were cut; backups get through.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Reads are answered when it has completed.</summary>
    public Task MayRead { get; set; } = Task.CompletedTask;

    /// <summary>Runs before a batch is decided; may die, freeze or wait.</summary>
    public Func<Task> BeforeDeciding { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when a batch is decided, before it is answered.</summary>
    public Func<Task> AfterDeciding { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<IReadOnlyList<FakeCommand>> Batches { get; } = [];

    /// <summary>Reads that came here, with their headers.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers)> Reads { get; } = [];

    public int ForwardedBatches { get; private set; }

    public bool IsPrimary => View?.Primary == Identity;

    public ReplicaStatus Status => new(
        Identity, 4711, IsDead ? ReplicaRole.Gone : IsPrimary ? ReplicaRole.Primary : ReplicaRole.Backup, "lineage1", 42, 41, View,
        DateTimeOffset.UnixEpoch);

    public static async Task<FakeReplica> Start(FakeTown town, string id)
    {
        var replica = new FakeReplica(town) { View = town.View };
        var app = InnerServer.Build(new Listening("http://127.0.0.1:0"), town.Key, 8 * 1024 * 1024);
        app.Use(replica.MayAnswer);
        app.MapGet(InnerApi.View, replica.AnswerView);
        app.MapGet(InnerApi.Status, (RequestDelegate)(http =>
            http.Response.WriteAsJsonAsync(replica.Status, ReplicationJson.Default.ReplicaStatus)));
        app.MapPost(InnerApi.Commands, replica.AnswerCommands);
        app.MapPost(InnerApi.Leave, replica.Leave);
        app.MapGet(InnerApi.Reads + "/{**path}", replica.AnswerRead);
        replica._app = app;
        replica.Identity = new ReplicaIdentity(id, $"run-of-{id}", await InnerServer.Start(app));
        return replica;
    }

    /// <summary>Every connection breaks, and the port is closed.</summary>
    public async Task Die()
    {
        if (IsDead)
        {
            return;
        }
        IsDead = true;
        await _dying.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task MayAnswer(HttpContext http, RequestDelegate next)
    {
        using var dead = _dying.Token.Register(http.Abort);
        while (IsFrozen)
        {
            await _town.News.WaitAsync(http.RequestAborted);
        }
        if (IsStranger)
        {
            http.Response.StatusCode = 401;
            return;
        }
        await next(http);
    }

    private async Task AnswerView(HttpContext http)
    {
        var after = long.Parse(http.Request.Query["after"]!, CultureInfo.InvariantCulture);
        var wait = int.Parse(http.Request.Query["wait"]!, CultureInfo.InvariantCulture);
        var limit = Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, http.RequestAborted);
        while (true)
        {
            var news = _town.News;
            if (IsFrozen || (!(View?.Number > after) && !limit.IsCompleted))
            {
                await Task.WhenAny(news, IsFrozen ? news : limit);
                continue;
            }
            break;
        }
        await http.Response.WriteAsJsonAsync(new ViewReport(View, Status.Role), ReplicationJson.Default.ViewReport);
    }

    private async Task Leave(HttpContext http)
    {
        http.Response.StatusCode = IsPrimary ? 409 : 204;
        await http.Response.CompleteAsync();
        if (!IsPrimary)
        {
            _ = Task.Run(Die);
        }
    }

    private async Task AnswerCommands(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var commands = body.RootElement.GetProperty("commands").EnumerateArray().Select(one => new FakeCommand(
            one.GetProperty("id").GetString()!,
            one.GetProperty("type").GetString()!,
            one.TryGetProperty("caller", out var caller) ? caller.GetString() : null,
            one.GetProperty("body").Clone())).ToList();
        var isForwarded = http.Request.Headers[InnerApi.ForwardHeader] == "1";
        if (IsCutOff)
        {
            http.Abort();
            return;
        }
        var isMine = IsPrimary || (isForwarded && View is not null && _town.Replicas.Any(one => one.IsPrimary && !one.IsDead));
        if (!isMine)
        {
            http.Response.StatusCode = 421;
            await http.Response.WriteAsJsonAsync(new ViewReport(View, Status.Role), ReplicationJson.Default.ViewReport);
            return;
        }
        Batches.Enqueue(commands);
        ForwardedBatches += isForwarded ? 1 : 0;
        await BeforeDeciding();
        if (IsDead)
        {
            http.Abort();
            return;
        }
        var answers = commands.ConvertAll(Decide);
        await AfterDeciding();
        if (IsDead)
        {
            return;
        }
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"position":"lineage1:{{_town.Decided.Count}}","view":{{View!.Number}},"answers":[{{string.Join(",", answers.Select(answer => answer.Head))}}]}{{string.Concat(answers.Select(answer => answer.Body))}}""");
    }

    private (string Head, string Body) Decide(FakeCommand command)
    {
        var replayed = true;
        var (status, body) = _town.Decided.GetOrAdd(command.Id, _ =>
        {
            replayed = false;
            _town.Effects.AddOrUpdate(command.Id, 1, (_, before) => before + 1);
            return _town.Decide(command);
        });
        if (status == 0)
        {
            _town.Decided.TryRemove(command.Id, out _);
            return ("""{"status":0}""", "");
        }
        var size = System.Text.Encoding.UTF8.GetByteCount(body);
        return ($$"""{"status":{{status}},"replayed":{{(replayed ? "true" : "false")}},"size":{{size}}}""", body);
    }

    private async Task AnswerRead(HttpContext http)
    {
        var path = (string)http.Request.RouteValues["path"]! + http.Request.QueryString;
        Reads.Enqueue((path, http.Request.Headers.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        await MayRead;
        if (IsBehind)
        {
            http.Response.StatusCode = 503;
            http.Response.Headers[InnerApi.BehindHeader] = "1";
            return;
        }
        if (path.Contains("/changes", StringComparison.Ordinal))
        {
            await AnswerChanges(http);
            return;
        }
        if (path.StartsWith("orders/unknown", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 404;
            http.Response.ContentType = "application/problem+json";
            await http.Response.WriteAsync("""{"type":"/problems/order_not_found","title":"x","status":404,"detail":"x"}""");
            return;
        }
        http.Response.Headers[InnerApi.PositionHeader] = "lineage1:7";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"by":"{{Identity.Id}}","path":{{JsonSerializer.Serialize(path)}}}""");
    }

    private async Task AnswerChanges(HttpContext http)
    {
        var after = int.Parse(http.Request.Query["after"]!, CultureInfo.InvariantCulture);
        var wait = int.Parse(http.Request.Query["wait"]!, CultureInfo.InvariantCulture);
        var limit = Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, http.RequestAborted);
        while (_town.Changes.Count <= after && !limit.IsCompleted)
        {
            await Task.WhenAny(_town.News, limit);
        }
        string items;
        lock (_town.Changes)
        {
            items = string.Join(",", _town.Changes.Skip(after));
        }
        http.Response.Headers[InnerApi.PositionHeader] = "lineage1:8";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"items":[{{items}}],"final":{{(_town.IsFinal ? "true" : "false")}}}""");
    }
}

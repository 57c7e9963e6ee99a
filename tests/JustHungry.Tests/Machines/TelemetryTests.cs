using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Tests.Towns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>Metrics and traces of real processes, as a collector gets them; and logs as JSON.</summary>
public sealed partial class TelemetryTests : IAsyncDisposable
{
    /// <summary>Told only on etcd, and only when a snapshot is copied.</summary>
    private static readonly string[] NotHere = ["hungry.engine.quota", "hungry.snapshot.duration"];

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-otlp-").FullName;
    private readonly ConcurrentDictionary<string, string> _received = [];
    private readonly List<(Child Child, RotatingLog Log)> _children = [];
    private readonly WebApplication _collector = Collector();

    private string Key => Path.Combine(_folder, "cluster.key");

    [Fact]
    public async Task A_collector_gets_every_metric_that_is_documented_and_no_other()
    {
        _collector.MapPost("/v1/{signal}", Receive);
        await _collector.StartAsync(TestContext.Current.CancellationToken);
        var nameServer = await Run("name-server", "--data", Path.Combine(_folder, "name-server"), "--listen", "http://127.0.0.1:0");
        var first = await Replica(1, nameServer, "--new-town");
        await Replica(2, nameServer);
        var frontEnd = await Run("front-end", "--name-server", nameServer, "--listen", "http://127.0.0.1:0");
        using var api = new TestApi(frontEnd);
        var token = await api.Register();
        using var linearizable = new HttpRequestMessage(HttpMethod.Get, $"{frontEnd}/api/v1/orders");
        linearizable.Headers.Authorization = new("Bearer", token);
        linearizable.Headers.Add(InnerApi.ConsistencyHeader, "linearizable");
        using var http = new HttpClient();
        first.Kill();
        await first.Ended;
        await Again(api);
        // Of the one that stays: what the other one measured may have died with it.
        Assert.True((await http.SendAsync(linearizable, TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        await Task.WhenAny(
            TestTown.Until("all metrics", () => Task.FromResult(!Missing().Any())), Task.Delay(TestTown.Patience, TimeProvider.System));

        Assert.Empty(Missing());
        Assert.Empty(Names(_received["metrics"]).Except(Documented()));
        await TestTown.Until("traces", () => Task.FromResult(
            _received.GetValueOrDefault("traces") is { } traces && traces.Contains("fail-over", StringComparison.Ordinal) && traces.Contains("batch", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Logs_are_JSON_where_that_is_asked_for()
    {
        var refused = await Outcome.Of(
            BuiltProgram.Path, ["name-server", "--log-format", "json", "--listen", "http://0.0.0.0:0"], _folder);
        var nameServer = await Run("name-server", "--log-format", "json", "--data", Path.Combine(_folder, "name-server"), "--listen", "http://127.0.0.1:0");

        using var json = JsonDocument.Parse(refused.Errors);
        Assert.Contains("no cluster key", json.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", nameServer, StringComparison.Ordinal);
        Assert.All(
            File.ReadLines(_children[0].Log.Path).Where(line => !line.StartsWith("---", StringComparison.Ordinal)),
            line => JsonDocument.Parse(line).Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (child, log) in Enumerable.Reverse(_children))
        {
            await child.Stop(TimeSpan.FromSeconds(10));
            child.Dispose();
            log.Dispose();
        }
        await _collector.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"hungry\.[a-z_.]+[a-z]")]
    private static partial Regex Name();

    private static WebApplication Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private static IReadOnlySet<string> Documented() => Names(string.Join('\n', File
        .ReadLines(Path.Combine(BuiltProgram.Root, "docs", "operations.md"))
        .Where(line => line.StartsWith("| `hungry.", StringComparison.Ordinal))));

    private static HashSet<string> Names(string text) => [.. Name().Matches(text).Select(match => match.Value)];

    private IEnumerable<string> Missing() => Documented().Except(Names(_received.GetValueOrDefault("metrics", ""))).Except(NotHere);

    private async Task Receive(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        // Names stand in protobuf as they are.
        _received.AddOrUpdate(
            $"{context.Request.RouteValues["signal"]}", _ => Encoding.Latin1.GetString(body.ToArray()), (_, old) => old + Encoding.Latin1.GetString(body.ToArray()));
    }

    /// <summary>The same key twice.</summary>
    private static async Task Again(TestApi api)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { name = "Twice", postcode = "DH1 3LE" });
        await api.Send(HttpMethod.Post, "customers", body, key: "the-same-key");
        await api.Send(HttpMethod.Post, "customers", body, key: "the-same-key");
    }

    private async Task<Child> Replica(int number, string nameServer, params IReadOnlyList<string> more)
    {
        await Run("replica", ["--data", Path.Combine(_folder, $"replica-{number}"), "--name-server", nameServer, "--postcode-services", "off", .. more]);
        return _children[^1].Child;
    }

    private async Task<string> Run(string part, params IReadOnlyList<string> arguments)
    {
        var log = new RotatingLog(Path.Combine(_folder, "logs", $"{part}-{_children.Count}.log"));
        var environment = new Dictionary<string, string>
        {
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "300",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
        };
        IReadOnlyList<string> otlp = _collector.Urls.FirstOrDefault() is { } url && url.Contains("127", StringComparison.Ordinal) && !url.EndsWith(":0", StringComparison.Ordinal)
            ? ["--otlp", url] : [];
        var child = Child.Start(
            part, [part, "--key", Key, .. otlp, .. arguments], log, TimeProvider.System, BuiltProgram.Path, environment);
        _children.Add((child, log));
        return await child.Ready.WaitAsync(TestTown.Patience, TimeProvider.System, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"{part}: {child.LastWords}");
    }
}

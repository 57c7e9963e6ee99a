using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JustHungry.Replication;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;
using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>The inner calls over HTTP/1.1. Safe for many threads.</summary>
public sealed class HttpBackEnd : IBackEnd, IDisposable
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromMilliseconds(700);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan StrangerTimeout = TimeSpan.FromSeconds(5);
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly HttpMessageInvoker _http;
    private readonly TownRegistry _registry;
    private readonly string _key;
    private readonly TimeProvider _time;

    /// <param name="nameServer">Where the registry is.</param>
    /// <param name="clusterKey">Goes with every call.</param>
    /// <param name="time">For time-outs.</param>
    /// <param name="tls">How https addresses are trusted.</param>
    /// <exception cref="ArgumentException">That is no address of a name server; the message is for people.</exception>
    public HttpBackEnd(string nameServer, ClusterKey clusterKey, TimeProvider time, TlsFiles? tls = null)
    {
        (_key, _time) = (clusterKey.Hex, time);
        _registry = new TownRegistry(nameServer, clusterKey, time, tls);
        _http = new HttpMessageInvoker(InnerHttp.Handler(tls));
    }

    public void Dispose()
    {
        _registry.Dispose();
        _http.Dispose();
    }

    public async Task<BatchAnswer> SendCommands(
        string url, IReadOnlyList<ForwardedCommand> commands, bool throughBackup, CancellationToken cancellation)
    {
        using var body = new PooledWriter();
        CommandBatch.Write(commands, body);
        using var request = Request(HttpMethod.Post, url + InnerApi.Commands);
        request.Content = new ReadOnlyMemoryContent(body.Written);
        request.Content.Headers.ContentType = Json;
        if (throughBackup)
        {
            request.Headers.TryAddWithoutValidation(InnerApi.ForwardHeader, "1");
        }
        return await Ask<BatchAnswer>(
            request,
            (status, utf8, _) => status switch
            {
                200 => CommandBatch.Read(utf8.Span, commands.Count),
                421 => new BatchAnswer.NotPrimary(Whole(Parse(utf8, ReplicationJson.Default.ViewReport)?.View)),
                507 => new BatchAnswer.Declined(utf8.ToArray()),
                400 or 413 => new BatchAnswer.Refused(),
                401 or 502 or 504 => new BatchAnswer.Lost(),
                _ => new BatchAnswer.Unavailable(),
            },
            cancellation) ?? new BatchAnswer.Lost();
    }

    public async Task<ViewReport?> AskView(string url, long after, TimeSpan wait, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, string.Create(
            CultureInfo.InvariantCulture, $"{url}{InnerApi.View}?after={after}&wait={(long)wait.TotalMilliseconds}"));
        var report = await Ask(request, (status, utf8, _) => Ok(status, utf8, ReplicationJson.Default.ViewReport), cancellation);
        return report is null ? null : report with { View = Whole(report.View) };
    }

    public async Task<ReplicaStatus?> AskStatus(string url, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, url + InnerApi.Status);
        using var timeout = new TimeLimit(StatusTimeout, _time, cancellation);
        try
        {
            return await Ask(request, (status, utf8, _) => Ok(status, utf8, ReplicationJson.Default.ReplicaStatus), timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A frozen replica: it says nothing.
            return null;
        }
    }

    /// <summary>What was found where the registry is, in one line for people; null where there is nothing to say, or nobody answers.</summary>
    /// <exception cref="ArgumentException">The engine is too old; the message is for people.</exception>
    public async Task<string?> DescribeRegistry(CancellationToken cancellation)
    {
        try
        {
            return await _registry.Describe(cancellation);
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    /// <summary>
    /// True where a name server answers, within some seconds, and does not take our cluster key: it is another town's.
    /// </summary>
    public async Task<bool> IsStranger(CancellationToken cancellation)
    {
        using var timeout = new TimeLimit(StrangerTimeout, _time, cancellation);
        try
        {
            await _registry.List(timeout.Token);
            return false;
        }
        catch (LogUnavailableException error)
        {
            return error.IsStranger;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public async Task<RegistryListing?> AskRegistry(CancellationToken cancellation)
    {
        try
        {
            return new RegistryListing(await _registry.List(cancellation));
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    public async Task<ReadAnswer> Read(string url, ReadRequest read, CancellationToken cancellation)
    {
        var method = read.Body.IsEmpty ? HttpMethod.Get : HttpMethod.Post;
        using var request = Request(method, $"{url}{InnerApi.Reads}/{read.Path}");
        if (!read.Body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(read.Body);
            request.Content.Headers.ContentType = Json;
        }
        Add(request, InnerApi.CallerHeader, read.Caller);
        Add(request, InnerApi.PositionHeader, read.Position);
        Add(request, InnerApi.ConsistencyHeader, read.Consistency);
        using var timeout = new TimeLimit(ReadTimeout + read.Wait, _time, cancellation);
        var answer = await Ask(
            request,
            static (status, utf8, headers) => new ReadAnswer(
                status,
                utf8.ToArray(),
                First(headers, InnerApi.PositionHeader),
                First(headers, InnerApi.AgeHeader),
                First(headers, InnerApi.BehindHeader) == "1") { Reset = First(headers, InnerApi.ResetHeader) },
            timeout.Token);
        return answer ?? ReadAnswer.Lost;
    }

    /// <summary>One attempt. Null for whatever is not an answer that can be read; throws only for a cancelled token.</summary>
    private async Task<T?> Ask<T>(
        HttpRequestMessage request, Func<int, ReadOnlyMemory<byte>, HttpResponseHeaders, T?> read, CancellationToken cancellation)
        where T : class
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            using var body = new PooledWriter();
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            int count;
            while ((count = await stream.ReadAsync(body.GetMemory(4096), cancellation)) > 0)
            {
                body.Advance(count);
                if (body.Written.Length > MostBytes)
                {
                    return null;
                }
            }
            return read((int)response.StatusCode, body.Written, response.Headers);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException
            or JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string url)
    {
        var request = new HttpRequestMessage(method, url) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation(InnerApi.KeyHeader, _key);
        return request;
    }

    private static void Add(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>Null for a view that does not say who its primary is.</summary>
    private static View? Whole(View? view) => view is { Primary.Url: not null, Replicas: not null } ? view : null;

    private static T? Ok<T>(int status, ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> type) where T : class =>
        status == 200 ? Parse(utf8, type) : null;

    private static T? Parse<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> type) where T : class =>
        JsonSerializer.Deserialize(utf8.Span, type);
}

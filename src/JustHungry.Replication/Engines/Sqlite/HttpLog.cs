using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;

namespace JustHungry.Replication.Engines.Sqlite;

/// <summary>The embedded log, as seen by a replica or a front end: the name server's client. Thread-safe.</summary>
public sealed class HttpLog : IMovableLog, IDisposable
{
    private static readonly TimeSpan AnswerTime = ReplicaTimes.Advance;
    private const int InsufficientStorage = (int)HttpStatusCode.InsufficientStorage;
    private const int Gone = (int)HttpStatusCode.Gone;
    private const int Unavailable = (int)HttpStatusCode.ServiceUnavailable;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="url">The name server's address, such as <c>http://127.0.0.1:7400</c>.</param>
    /// <param name="key">The cluster key.</param>
    /// <param name="time">For time-outs.</param>
    /// <param name="tls">How an https address is trusted.</param>
    public HttpLog(string url, ClusterKey key, TimeProvider time, TlsFiles? tls = null)
    {
        _time = time;
        _http = InnerHttp.Client(key, tls);
        _http.BaseAddress = new Uri(url);
    }

    /// <inheritdoc/>
    public async Task<LogHead?> Head(CancellationToken cancel)
    {
        using var answer = await Send(HttpMethod.Get, NameServerProtocol.Head, null, AnswerTime, cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : HeadOf(answer);
    }

    /// <inheritdoc/>
    public async Task<LogHead> Create(LogHead origin, CancellationToken cancel)
    {
        using var body = new ByteArrayContent([]);
        body.Headers.Add(NameServerProtocol.HeadHeader, HeadText.Write(origin));
        using var answer = await Send(HttpMethod.Post, NameServerProtocol.Create, body, AnswerTime, cancel);
        return HeadOf(answer);
    }

    /// <inheritdoc/>
    public async Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
    {
        using var body = new ReadOnlyMemoryContent(entry);
        body.Headers.Add(NameServerProtocol.HeadHeader, HeadText.Write(builtOn));
        using var answer = await Send(HttpMethod.Post, NameServerProtocol.Advance, body, AnswerTime, cancel);
        // A second arrival of the same entry finds it in place: the hash tells.
        return answer.StatusCode == HttpStatusCode.OK
            || (answer.StatusCode == HttpStatusCode.Conflict && HeadOf(answer).Hash == EntryFormat.Hash(entry.Span));
    }

    /// <inheritdoc/>
    public async Task<bool> Retire(LogHead head, string to, CancellationToken cancel)
    {
        using var body = new ByteArrayContent([]);
        body.Headers.Add(NameServerProtocol.HeadHeader, HeadText.Write(head));
        using var answer = await Send(
            HttpMethod.Post, $"{NameServerProtocol.Retire}?to={Uri.EscapeDataString(to)}", body, AnswerTime, cancel);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <inheritdoc/>
    public async Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"{NameServerProtocol.Entries}?after={after}&wait={(long)wait.TotalMilliseconds}");
        return await Send(HttpMethod.Get, path, null, AnswerTime + wait, ReadPage, cancel);
    }

    private static async Task<LogPage> ReadPage(HttpResponseMessage answer, CancellationToken cancel)
    {
        using (answer)
        {
            var first = answer.Headers.TryGetValues(NameServerProtocol.FirstHeader, out var values)
                ? long.Parse(values.First(), CultureInfo.InvariantCulture) : 1;
            // The entries stay slices of this one buffer: what is read here is copied once, by the system.
            var frame = GC.AllocateUninitializedArray<byte>((int)(answer.Content.Headers.ContentLength ?? 0));
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            await body.ReadExactlyAsync(frame, cancel);
            try
            {
                return new LogPage(HeadOf(answer), first, NameServerProtocol.Unframe(frame));
            }
            catch (FormatException error)
            {
                throw new LogUnavailableException(error.Message, error);
            }
        }
    }

    /// <inheritdoc/>
    public async Task Trim(long upTo, CancellationToken cancel)
    {
        using var answer = await Send(
            HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"{NameServerProtocol.Trim}?upTo={upTo}"), null, AnswerTime * 10, cancel);
    }

    /// <inheritdoc/>
    public async Task Register(ReplicaStatus status, CancellationToken cancel)
    {
        using var body = InnerHttp.Json(status, ReplicationJson.Default.ReplicaStatus);
        using var answer = await Send(HttpMethod.Put, NameServerProtocol.Registry, body, AnswerTime, cancel);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel)
    {
        using var answer = await Send(HttpMethod.Get, NameServerProtocol.Registry, null, AnswerTime, cancel);
        try
        {
            var listing = await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.RegistryListing, cancel);
            return listing?.Items ?? [];
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            throw new LogUnavailableException($"What answers at {_http.BaseAddress} is no name server: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public async Task Forget(string replica, CancellationToken cancel)
    {
        using var answer = await Send(
            HttpMethod.Delete, $"{NameServerProtocol.Registry}?id={Uri.EscapeDataString(replica)}", null, AnswerTime, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static LogHead HeadOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(NameServerProtocol.HeadHeader, out var values)
        && HeadText.Read(values.First()) is { } head
            ? head
            : throw new LogUnavailableException($"The name server answered {(int)answer.StatusCode} without a head.");

    /// <summary>The answer, read whole, that says yes or how the log stands.</summary>
    private Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body, TimeSpan limit, CancellationToken cancel) =>
        Send(method, path, body, limit, ReadWhole, cancel);

    private static async Task<HttpResponseMessage> ReadWhole(HttpResponseMessage answer, CancellationToken cancel)
    {
        await answer.Content.LoadIntoBufferAsync(cancel);
        return answer;
    }

    private async Task<T> Send<T>(
        HttpMethod method,
        string path,
        HttpContent? body,
        TimeSpan limit,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancel)
    {
        using var timer = new TimeLimit(limit, _time, cancel);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timer.Token);
            if ((int)answer.StatusCode is >= 200 and < 300 or 404 or 409)
            {
                return await read(answer, timer.Token);
            }
            throw await Refusal(answer, timer.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new LogUnavailableException($"The name server at {_http.BaseAddress} does not answer: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new LogUnavailableException($"The name server at {_http.BaseAddress} does not answer in time.", error);
        }
    }

    private async Task<LogUnavailableException> Refusal(HttpResponseMessage answer, CancellationToken cancel)
    {
        using var owned = answer;
        var status = (int)answer.StatusCode;
        var said = status is InsufficientStorage or Unavailable or Gone ? await answer.Content.ReadAsStringAsync(cancel) : "";
        if (status == Gone && said.Length > 0)
        {
            return LogUnavailableException.Moved(said);
        }
        var isStranger = status == (int)HttpStatusCode.Unauthorized;
        return new LogUnavailableException(isStranger
            ? $"The name server at {_http.BaseAddress} belongs to another town: it refuses this cluster key."
            : said.Length > 0 ? said
            : $"The name server answered {status}.") { IsStranger = isStranger, IsFull = status == InsufficientStorage };
    }
}

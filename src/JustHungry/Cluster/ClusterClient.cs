using System.Net.Http.Json;
using JustHungry.Commands;
using JustHungry.Replication;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Cluster;

/// <summary>Asks name server and replicas about the town, with the cluster key. Thread-safe.</summary>
internal sealed class ClusterClient : IDisposable
{
    /// <summary>A replica unheard of for this long is gone, in milliseconds.</summary>
    public const long GoneAfterMs = 3_000;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <exception cref="RefusedException">That is no address of a name server.</exception>
    public ClusterClient(string nameServer, ClusterKey key, TimeProvider time, TlsFiles? tls = null)
    {
        _time = time;
        try
        {
            _http = InnerHttp.Client(key, tls);
            Log = LogAddress.Open(nameServer, key, time, tls);
        }
        catch (ArgumentException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    /// <summary>For calls of their own; brings the cluster key, and no time-out.</summary>
    public HttpClient Http => _http;

    /// <summary>The town's log.</summary>
    public ILog Log { get; }

    /// <summary>All replicas lately heard of; those silent for long have the role Gone. Null where the name server is away.</summary>
    public async Task<ClusterView?> TryLook(CancellationToken cancellation)
    {
        try
        {
            return await Look(cancellation);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    /// <summary>The same, for those who need an answer.</summary>
    /// <exception cref="RefusedException">No name server answers there, or it refuses the key.</exception>
    public async Task<ClusterView> Look(CancellationToken cancellation)
    {
        try
        {
            return ClusterView.Of(await Log.Registry(cancellation));
        }
        catch (LogUnavailableException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    /// <summary>Asks the primary to hand over, to the replica of that id or to the best one; answers with the view after that.</summary>
    /// <exception cref="RefusedException">It does not.</exception>
    public async Task<ViewReport> HandOver(ReplicaStatus primary, string? to, CancellationToken cancellation)
    {
        var path = InnerApi.HandOver + (to is null ? "" : "?to=" + Uri.EscapeDataString(to));
        try
        {
            using var limit = TimeLimit(cancellation);
            using var answer = await _http.PostAsync(new Uri(new Uri(primary.Replica.Url), path), null, limit.Token);
            return answer.IsSuccessStatusCode
                && await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.ViewReport, limit.Token) is { } report
                ? report
                : throw new RefusedException($"{primary.Replica.Id} does not hand over: no other replica is close enough to the head.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RefusedException($"{primary.Replica.Id} does not answer at {primary.Replica.Url}.");
        }
    }

    /// <summary>Asks the primary to raise the town's feature level.</summary>
    /// <exception cref="RefusedException">It does not; the message says why.</exception>
    public async Task<int> RaiseLevel(ReplicaStatus primary, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Send(primary, HttpMethod.Post, InnerApi.RaiseLevel, null, cancellation);
            var said = await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.LevelAnswer, cancellation);
            return said is { IsRaised: true } ? said.Level : throw new RefusedException(said?.Words ?? "the primary refused.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or System.Text.Json.JsonException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RefusedException($"{primary.Replica.Id} does not answer at {primary.Replica.Url}.");
        }
    }

    /// <summary>Sends a request to a replica; the caller reads and disposes the answer.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">Nor within 5 s.</exception>
    public async Task<HttpResponseMessage> Send(ReplicaStatus to, HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var limit = TimeLimit(cancellation);
        using var request = new HttpRequestMessage(method, new Uri(new Uri(to.Replica.Url), path)) { Content = body };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
    }

    public void Dispose()
    {
        (Log as IDisposable)?.Dispose();
        _http.Dispose();
    }

    private Limit TimeLimit(CancellationToken cancellation) => new(_time, cancellation);

    private sealed class Limit : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _either;

        public Limit(TimeProvider time, CancellationToken cancellation)
        {
            _timer = new CancellationTokenSource(AnswerTime, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellation);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _timer.Dispose();
        }
    }
}

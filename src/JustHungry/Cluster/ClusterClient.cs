using System.Net;
using System.Net.Http.Json;
using JustHungry.Commands;
using JustHungry.Replication;
using JustHungry.Replication.Engines.Sqlite;
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
    private readonly string _nameServer;
    private readonly TimeProvider _time;

    public ClusterClient(string nameServer, ClusterKey key, TimeProvider time)
    {
        (_nameServer, _time) = (nameServer, time);
        _http = InnerHttp.Client(key);
        Log = new HttpLog(nameServer, key, time);
    }

    /// <summary>The name server's log.</summary>
    public HttpLog Log { get; }

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
            using var limit = TimeLimit(cancellation);
            using var answer = await _http.GetAsync(new Uri(new Uri(_nameServer), "/registry"), limit.Token);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                throw new RefusedException($"the name server at {_nameServer} belongs to another town: it refuses this cluster key. Give its own with --key.");
            }
            var listing = answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.RegistryListing, limit.Token)
                : null;
            return listing is not null
                ? ClusterView.Of(listing.Items)
                : throw new RefusedException($"what answers at {_nameServer} is not a name server.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or System.Text.Json.JsonException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RefusedException($"no name server answers at {_nameServer}.");
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
        Log.Dispose();
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

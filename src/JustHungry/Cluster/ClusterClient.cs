using System.Net.Http.Json;
using JustHungry.Commands;
using JustHungry.Replication;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;

namespace JustHungry.Cluster;

/// <summary>Asks name server and replicas about the town, with the cluster key. Thread-safe.</summary>
internal sealed class ClusterClient : IDisposable
{
    private readonly ReplicaCalls _replicas;
    private readonly TownRegistry _registry;
    private readonly TimeProvider _time;

    /// <exception cref="RefusedException">That is no address of a name server.</exception>
    public ClusterClient(string nameServer, ClusterKey key, TimeProvider time, TlsFiles? tls = null)
    {
        _time = time;
        try
        {
            _replicas = new ReplicaCalls(key, time, tls);
            Log = LogAddress.Open(nameServer, key, time, tls);
            _registry = new TownRegistry(Log);
        }
        catch (ArgumentException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    /// <summary>For calls of their own; brings the cluster key, and no time-out.</summary>
    public HttpClient Http => _replicas.Http;

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
        try
        {
            return await _replicas.HandOver(primary.Replica.Url, to, cancellation)
                ?? throw new RefusedException($"{primary.Replica.Id} does not hand over: no other replica is close enough to the head.");
        }
        catch (Exception error) when (ReplicaCalls.IsNoAnswer(error, cancellation))
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
        catch (Exception error) when (ReplicaCalls.IsNoAnswer(error, cancellation))
        {
            throw new RefusedException($"{primary.Replica.Id} does not answer at {primary.Replica.Url}.");
        }
    }

    /// <summary>Sends a request to a replica; the caller reads and disposes the answer.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">Nor within 5 s.</exception>
    public Task<HttpResponseMessage> Send(
        ReplicaStatus to, HttpMethod method, string path, HttpContent? body, CancellationToken cancellation) =>
        _replicas.Send(to.Replica.Url, method, path, body, cancellation);

    /// <summary>The hash of each living replica's store, at one position.</summary>
    /// <exception cref="RefusedException">None lives, or they do not get to one position together.</exception>
    public async Task<StoreHashes> CompareStores(CancellationToken cancellation)
    {
        try
        {
            return await new StoreComparison(_registry, _replicas, _time).Run(cancellation) switch
            {
                null => throw new RefusedException(
                    "the replicas did not get to one position together; one of them may be far behind (hungry cluster view)."),
                { Replicas.Count: 0 } => throw new RefusedException("no replica lives that could be verified."),
                var found => found,
            };
        }
        catch (LogUnavailableException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    /// <summary>Removes the replica of that id: true where it runs no more; false where it did not answer, so that nobody knows.</summary>
    /// <exception cref="RefusedException">It is not there, is the primary, or joins just now, or the name server does not answer.</exception>
    public async Task<bool> Remove(string id, CancellationToken cancellation)
    {
        try
        {
            return await new Removal(_registry, _replicas, _time).Run(id, cancellation) switch
            {
                RemovalOutcome.Ended => true,
                RemovalOutcome.Silent => false,
                RemovalOutcome.Unknown => throw new RefusedException($"there is no replica '{id}'; hungry cluster view shows them."),
                RemovalOutcome.IsPrimary => throw new RefusedException(
                    $"{id} is the primary: let it hand over first (hungry cluster hand-over)."),
                _ => throw new RefusedException($"{id} joins the town just now: end its process first."),
            };
        }
        catch (LogUnavailableException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    public void Dispose()
    {
        _registry.Dispose();
        _replicas.Dispose();
    }
}

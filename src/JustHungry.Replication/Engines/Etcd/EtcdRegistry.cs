using System.Globalization;
using System.Text;
using System.Text.Json;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Who lives, in etcd. What a replica said last stands under <c>replicas/</c> and outlives it; a key under <c>alive/</c> hangs on a
/// lease and does not. Ages are counted here, from the moment at which a change was first seen: the machines' clocks are asked
/// only about what was said before this process first looked. Thread-safe.
/// </summary>
internal sealed class EtcdRegistry(EtcdClient client, EtcdKeys keys, EtcdOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sighting> _sightings = new(StringComparer.Ordinal);
    private long _lease;
    private long _leaseKeptAt;

    /// <summary>Says what a replica says of itself, and looks at the others in the same step, so that their ages are known.</summary>
    /// <returns>etcd's revision.</returns>
    public async Task<long> Register(ReplicaStatus status, CancellationToken cancel)
    {
        await KeepLease(cancel);
        var id = status.Replica.Id;
        var put = new PutRequest(
            keys.Replica(id), JsonSerializer.SerializeToUtf8Bytes(status, ReplicationJson.Default.ReplicaStatus));
        var alive = new PutRequest(keys.AliveOf(id), Encoding.UTF8.GetBytes(status.Replica.Incarnation), _lease);
        try
        {
            var answer = await Txn([new RequestOp(RequestPut: put), new RequestOp(RequestPut: alive), .. Look()], cancel);
            See(answer, skip: 2);
            return answer.Header.Revision;
        }
        catch (LogUnavailableException error) when (EtcdRefusal.CodeOf(error) == EtcdRefusal.NotFound)
        {
            // The lease has run out: the next registration, in a moment, takes a new one.
            _lease = 0;
            throw;
        }
    }

    /// <summary>All that were heard of within <see cref="ReplicaTimes.ForgetReplica"/>.</summary>
    public async Task<IReadOnlyList<Registration>> List(CancellationToken cancel)
    {
        var seen = See(await Txn(Look(), cancel), skip: 0);
        return [.. seen
            .Select(item => item.Registration)
            .Where(item => item.AgeMs < ReplicaTimes.ForgetReplica.TotalMilliseconds)
            .OrderBy(item => item.Status.Replica.Id, StringComparer.Ordinal)];
    }

    /// <summary>Drops what replicas said that are long gone; one that comes back meanwhile stays.</summary>
    public async Task Forget(CancellationToken cancel)
    {
        var gone = See(await Txn(Look(), cancel), skip: 0)
            .Where(item => item.Registration.AgeMs >= ReplicaTimes.ForgetReplica.TotalMilliseconds);
        foreach (var (_, key, revision) in gone)
        {
            var unchanged = new Compare(key, "MOD", "EQUAL", ModRevision: revision);
            var delete = new RequestOp(RequestDeleteRange: new DeleteRangeRequest(key));
            await client.Ask(
                "/v3/kv/txn", new TxnRequest([unchanged], [delete]), EtcdJson.Default.TxnRequest, EtcdJson.Default.TxnResponse, cancel);
        }
    }

    private IReadOnlyList<RequestOp> Look() =>
    [
        new(RequestRange: new RangeRequest(keys.Replicas, keys.ReplicasEnd)),
        new(RequestRange: new RangeRequest(keys.Alive, keys.AliveEnd)),
    ];

    private Task<TxnResponse> Txn(IReadOnlyList<RequestOp> steps, CancellationToken cancel) => client.Ask(
        "/v3/kv/txn", new TxnRequest(null, steps), EtcdJson.Default.TxnRequest, EtcdJson.Default.TxnResponse, cancel);

    private async Task KeepLease(CancellationToken cancel)
    {
        if (_lease != 0 && time.GetElapsedTime(_leaseKeptAt) > options.LeaseTime / 3)
        {
            var kept = await client.Ask(
                "/v3/lease/keepalive", new LeaseRequest(_lease), EtcdJson.Default.LeaseRequest,
                EtcdJson.Default.KeepAliveResponse, cancel);
            _lease = kept.Result?.Ttl > 0 ? _lease : 0;
            _leaseKeptAt = time.GetTimestamp();
        }
        if (_lease == 0)
        {
            var granted = await client.Ask(
                "/v3/lease/grant", new LeaseGrantRequest((long)options.LeaseTime.TotalSeconds),
                EtcdJson.Default.LeaseGrantRequest, EtcdJson.Default.LeaseResponse, cancel);
            _lease = granted.Id;
            _leaseKeptAt = time.GetTimestamp();
        }
    }

    private List<(Registration Registration, byte[] Key, long Revision)> See(TxnResponse answer, int skip)
    {
        var said = answer.Responses?.ElementAtOrDefault(skip)?.ResponseRange?.Kvs ?? [];
        var alive = (answer.Responses?.ElementAtOrDefault(skip + 1)?.ResponseRange?.Kvs ?? [])
            .Select(item => Encoding.UTF8.GetString(item.Key.AsSpan(keys.Alive.Length)))
            .ToHashSet(StringComparer.Ordinal);
        var seen = new List<(Registration, byte[], long)>(said.Count);
        lock (_lock)
        {
            foreach (var item in said)
            {
                if (Status(item.Value) is { } status)
                {
                    var age = Age(status, item.ModRevision, alive.Contains(status.Replica.Id));
                    seen.Add((new Registration(status, (long)age.TotalMilliseconds), item.Key, item.ModRevision));
                }
            }
        }
        return seen;
    }

    private TimeSpan Age(ReplicaStatus status, long revision, bool isAlive)
    {
        var id = status.Replica.Id;
        if (!_sightings.TryGetValue(id, out var known))
        {
            known = new Sighting(revision, time.GetTimestamp(), FirstAge(status, isAlive));
        }
        else if (known.Revision < revision)
        {
            known = new Sighting(revision, time.GetTimestamp(), TimeSpan.Zero);
        }
        _sightings[id] = known;
        return known.AgeThen + time.GetElapsedTime(known.SeenAt);
    }

    /// <summary>Said before we looked: the clocks tell how long ago, and the lease tells within which bounds to believe them.</summary>
    private TimeSpan FirstAge(ReplicaStatus status, bool isAlive)
    {
        var byClocks = time.GetUtcNow() - status.Clock;
        var least = isAlive ? TimeSpan.Zero : options.LeaseTime;
        var most = isAlive ? options.LeaseTime : TimeSpan.MaxValue;
        return byClocks < least ? least : byClocks > most ? most : byClocks;
    }

    private static ReplicaStatus? Status(byte[]? value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, ReplicationJson.Default.ReplicaStatus) is { Replica: not null } status
                ? status : null;
        }
        catch (JsonException)
        {
            // A newer program's way of saying it.
            return null;
        }
    }

    private readonly record struct Sighting(long Revision, long SeenAt, TimeSpan AgeThen);
}

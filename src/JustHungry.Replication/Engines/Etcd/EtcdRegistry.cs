using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Who lives, in etcd. What a replica said last stands under <c>replicas/</c> and outlives it; a key under <c>alive/</c> hangs on a
/// lease and does not. Ages are counted here, from when a change was first seen: the machines' clocks are believed only within
/// what was seen, between one look and the next. Thread-safe.
/// </summary>
internal sealed class EtcdRegistry(EtcdClient client, EtcdKeys keys, EtcdOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sighting> _sightings = new(StringComparer.Ordinal);
    private long _lookedAt = time.GetTimestamp();
    private long _lease;
    private long _leaseKeptAt;

    /// <summary>Says what a replica says of itself, and looks at the others in the same step, so that their ages are known.</summary>
    /// <returns>etcd's revision.</returns>
    public async Task<long> Register(ReplicaStatus status, CancellationToken cancel)
    {
        await KeepLease(cancel);
        var id = status.Replica.Id;
        var said = JsonSerializer.SerializeToUtf8Bytes(status, ReplicationJson.Default.ReplicaStatus);
        var run = Encoding.UTF8.GetBytes(status.Replica.Incarnation);
        try
        {
            var txn = EtcdSteps.Txn([EtcdSteps.Put(keys.Replica(id), said), EtcdSteps.Put(keys.AliveOf(id), run, _lease), .. Look()]);
            // Once: who can speak and not hear would say to one member after the other that it lives.
            var answer = await client.AskOnce((etcd, call) => etcd.Kv.TxnAsync(txn, call).ResponseAsync, cancel);
            See(answer, skip: 2);
            return answer.Header.Revision;
        }
        catch (LogUnavailableException error) when (EtcdErrors.Code(error) == StatusCode.NotFound)
        {
            // The lease has run out: the next registration, in a moment, takes a new one.
            _lease = 0;
            throw;
        }
    }

    /// <summary>All that were heard of within <see cref="ReplicaTimes.ForgetReplica"/>.</summary>
    public async Task<IReadOnlyList<Registration>> List(CancellationToken cancel)
    {
        var seen = See(await client.Do(EtcdSteps.Txn(Look()), cancel), skip: 0);
        return [.. seen
            .Select(item => item.Registration)
            .Where(item => item.AgeMs < ReplicaTimes.ForgetReplica.TotalMilliseconds)
            .OrderBy(item => item.Status.Replica.Id, StringComparer.Ordinal)];
    }

    /// <summary>Drops what replicas said that are long gone; one that comes back meanwhile stays.</summary>
    public async Task Forget(CancellationToken cancel)
    {
        var gone = See(await client.Do(EtcdSteps.Txn(Look()), cancel), skip: 0)
            .Where(item => item.Registration.AgeMs >= ReplicaTimes.ForgetReplica.TotalMilliseconds);
        foreach (var (_, key, revision) in gone)
        {
            await client.Do(EtcdSteps.Txn([EtcdSteps.Delete(key.ToByteArray())], EtcdSteps.IsUnchanged(key, revision)), cancel);
        }
    }

    /// <summary>Drops what one replica said.</summary>
    public Task Forget(string id, CancellationToken cancel) =>
        client.Do(EtcdSteps.Txn([EtcdSteps.Delete(keys.Replica(id)), EtcdSteps.Delete(keys.AliveOf(id))]), cancel);

    private IReadOnlyList<RequestOp> Look() =>
        [EtcdSteps.Range(keys.Replicas, keys.ReplicasEnd), EtcdSteps.Range(keys.Alive, keys.AliveEnd)];

    private async Task KeepLease(CancellationToken cancel)
    {
        if (_lease != 0 && time.GetElapsedTime(_leaseKeptAt) > options.LeaseTime / 3)
        {
            _lease = await client.Ask(KeepAlive, cancel) > 0 ? _lease : 0;
            _leaseKeptAt = time.GetTimestamp();
        }
        if (_lease == 0)
        {
            var request = new LeaseGrantRequest { TTL = (long)options.LeaseTime.TotalSeconds };
            var granted = await client.Ask((etcd, call) => etcd.Lease.LeaseGrantAsync(request, call).ResponseAsync, cancel);
            _lease = granted.ID;
            _leaseKeptAt = time.GetTimestamp();
        }
    }

    /// <summary>Whole seconds that the lease has left; 0 where it has run out.</summary>
    private async Task<long> KeepAlive(EtcdContact etcd, CallOptions options)
    {
        using var call = etcd.Lease.LeaseKeepAlive(options);
        await call.RequestStream.WriteAsync(new LeaseKeepAliveRequest { ID = _lease }, options.CancellationToken);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseStream.MoveNext(options.CancellationToken) ? call.ResponseStream.Current.TTL : 0;
    }

    private List<(Registration Registration, ByteString Key, long Revision)> See(TxnResponse answer, int skip)
    {
        var said = answer.Found(skip);
        var alive = answer.Found(skip + 1)
            .Select(item => Encoding.UTF8.GetString(item.Key.Span[keys.Alive.Length..]))
            .ToHashSet(StringComparer.Ordinal);
        var seen = new List<(Registration, ByteString, long)>(said.Count);
        lock (_lock)
        {
            var sinceLook = time.GetElapsedTime(_lookedAt);
            _lookedAt = time.GetTimestamp();
            foreach (var item in said)
            {
                if (Status(item.Value) is { } status)
                {
                    var age = Age(status, item.ModRevision, alive.Contains(status.Replica.Id), sinceLook);
                    seen.Add((new Registration(status, (long)age.TotalMilliseconds), item.Key, item.ModRevision));
                }
            }
        }
        return seen;
    }

    private TimeSpan Age(ReplicaStatus status, long revision, bool isAlive, TimeSpan sinceLook)
    {
        var id = status.Replica.Id;
        if (!_sightings.TryGetValue(id, out var known))
        {
            // Said before this process first looked: only the lease tells how long ago that may be.
            var (least, most) = isAlive ? (TimeSpan.Zero, options.LeaseTime) : (options.LeaseTime, TimeSpan.MaxValue);
            known = new Sighting(revision, time.GetTimestamp(), ByClocks(status, least, most));
        }
        else if (known.Revision < revision)
        {
            // Said since the last look.
            known = new Sighting(revision, time.GetTimestamp(), ByClocks(status, TimeSpan.Zero, sinceLook));
        }
        _sightings[id] = known;
        return known.AgeThen + time.GetElapsedTime(known.SeenAt);
    }

    /// <summary>How long ago it was said as the two machines' clocks have it, and as it can be at all.</summary>
    private TimeSpan ByClocks(ReplicaStatus status, TimeSpan least, TimeSpan most)
    {
        var age = time.GetUtcNow() - status.Clock;
        return age < least ? least : age > most ? most : age;
    }

    private static ReplicaStatus? Status(ByteString value)
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, ReplicationJson.Default.ReplicaStatus) is { Replica: not null } status
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

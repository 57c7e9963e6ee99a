using System.Globalization;
using JustHungry.Commands;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;

namespace JustHungry.Cluster;

/// <summary>
/// Compares the stores of all living replicas by a hash of everything in them, at one position that all of them reach. It
/// works under load too: then the position is a little ahead of the head.
/// </summary>
internal sealed class StoreComparison(ClusterClient cluster, TimeProvider time)
{
    private const int MostTries = 10;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(300);

    /// <summary>The hash of each living replica's store, at the position that they were compared at.</summary>
    /// <exception cref="RefusedException">None lives, or they do not get to one position together.</exception>
    public async Task<StoreHashes> Run(CancellationToken cancellation)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var replicas = (await cluster.Look(cancellation)).Members
                .Where(member => member.Role is ReplicaRole.Primary or ReplicaRole.Backup)
                .Select(member => member.Status)
                .ToList();
            if (replicas.Count == 0)
            {
                throw new RefusedException("no replica lives that could be verified.");
            }
            var position = await Position(cancellation);
            var hashes = await Task.WhenAll(replicas.Select(replica => Ask(replica, position, cancellation)));
            if (Array.TrueForAll(hashes, hash => hash is not null))
            {
                return new StoreHashes(position, [.. replicas.Zip(hashes, (replica, hash) => (replica.Replica.Id, hash!))]);
            }
        }
        throw new RefusedException("the replicas did not get to one position together; one of them may be far behind (hungry cluster view).");
    }

    // Where nothing happens, the head; under load, what the head will be in a moment.
    private async Task<long> Position(CancellationToken cancellation)
    {
        try
        {
            var before = await cluster.Log.Head(cancellation);
            var since = time.GetTimestamp();
            await Task.Delay(Look, time, cancellation);
            var after = await cluster.Log.Head(cancellation);
            var perSecond = ((after?.Position ?? 0) - (before?.Position ?? 0)) / time.GetElapsedTime(since).TotalSeconds;
            return (after?.Position ?? 0) + (long)Math.Ceiling(perSecond * Ahead.TotalSeconds);
        }
        catch (Replication.Log.LogUnavailableException error)
        {
            throw new RefusedException(error.Message);
        }
    }

    // Null: it is past the position, does not get there, or does not answer.
    private async Task<string?> Ask(ReplicaStatus replica, long position, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{InnerApi.Verify}?at={position}&wait={Wait.TotalMilliseconds:0}");
        try
        {
            using var answer = await cluster.Send(replica, HttpMethod.Get, path, null, cancellation);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellation) : null;
        }
        catch (Exception error) when (error is HttpRequestException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>What was found. Immutable.</summary>
internal sealed record StoreHashes(long Position, IReadOnlyList<(string Id, string Hash)> Replicas)
{
    public bool AreEqual => Replicas.Select(replica => replica.Hash).Distinct(StringComparer.Ordinal).Count() == 1;
}

using System.Globalization;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;

namespace JustHungry.Replication.Upkeep;

/// <summary>
/// Compares the stores of all living replicas by a hash of everything in them, at one position that all of them reach. It
/// works under load too: then the position is a little ahead of the head. Thread-safe.
/// </summary>
public sealed class StoreComparison(TownRegistry registry, ReplicaCalls calls, TimeProvider time)
{
    private const int MostTries = 10;
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>How far in front of the head the first try is; where a replica was past that when it was asked, the next is twice as far.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromSeconds(5);

    /// <summary>How long a replica that works out its hash may say nothing.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The hash of each living replica's store, at the position that they were compared at; of none where none lives. Null: they do not
    /// get to one position together, or one that says that it lives does not answer.
    /// </summary>
    /// <exception cref="LogUnavailableException">The name server does not answer.</exception>
    public async Task<StoreHashes?> Run(CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        var ahead = Ahead;
        for (var tries = 0; tries < MostTries && time.GetElapsedTime(since) < LongestTime; tries++)
        {
            if (await Try(ahead, cancellation) is { } found)
            {
                return found;
            }
            ahead = ahead * 2 < FarthestAhead ? ahead * 2 : FarthestAhead;
        }
        return null;
    }

    private async Task<StoreHashes?> Try(TimeSpan ahead, CancellationToken cancellation)
    {
        var before = await Living(cancellation);
        var since = time.GetTimestamp();
        await Task.Delay(Look, time, cancellation);
        var replicas = await Living(cancellation);
        if (before is null || replicas is null)
        {
            return null;
        }
        if (replicas.Count == 0)
        {
            return new StoreHashes(0, []);
        }
        // Where nothing happens, what one has applied and all will; under load, what they will have in a moment.
        var (then, now) = (Highest(before), Highest(replicas));
        var perSecond = Math.Max(0, now - then) / time.GetElapsedTime(since).TotalSeconds;
        var position = now + (long)Math.Ceiling(perSecond * ahead.TotalSeconds);
        var hashes = await Task.WhenAll(replicas.Select(replica => HashOf(replica, position, Wait + ahead, cancellation)));
        return Array.TrueForAll(hashes, static hash => hash is not null)
            ? new StoreHashes(position, [.. replicas.Zip(hashes, static (replica, hash) => (replica.Replica.Id, hash!))])
            : null;
    }

    // Null: one of them is silent. Who has ended since it registered is none of them.
    private async Task<IReadOnlyList<ReplicaStatus>?> Living(CancellationToken cancellation)
    {
        var asked = await calls.AskAll(await registry.List(cancellation), cancellation);
        return asked.Any(static each => each is Health.Silent)
            ? null
            : [.. asked.OfType<Health.Answers>().Select(static each => each.Status)
                .Where(static each => each.Role is ReplicaRole.Primary or ReplicaRole.Backup)];
    }

    private static long Highest(IReadOnlyList<ReplicaStatus> replicas) =>
        replicas.Select(static each => each.Applied).DefaultIfEmpty().Max();

    // Null: it is past the position, does not get there, or falls silent.
    private async Task<string?> HashOf(ReplicaStatus replica, long position, TimeSpan wait, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{InnerApi.Verify}?at={position}&wait={wait.TotalMilliseconds:0}");
        try
        {
            using var limit = new TimeLimit(wait + Silence, time, cancellation);
            using var answer = await calls.Http.GetAsync(
                new Uri(new Uri(replica.Replica.Url), path), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode ? await ReadHash(answer, cancellation) : null;
        }
        catch (Exception error) when (ReplicaCalls.IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    // Blanks come as long as it is worked out; the last thing is the hash.
    private async Task<string> ReadHash(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var reader = new StreamReader(new WatchedStream(await answer.Content.ReadAsStreamAsync(cancellation), Silence, time));
        return (await reader.ReadToEndAsync(cancellation)).TrimStart();
    }
}

/// <summary>What a comparison of the stores came to. Immutable.</summary>
/// <param name="Position">At which they were compared.</param>
/// <param name="Replicas">Each replica's hash.</param>
public sealed record StoreHashes(long Position, IReadOnlyList<(string Id, string Hash)> Replicas)
{
    /// <summary>True where there are stores, and all have the same content.</summary>
    public bool AreEqual => Replicas.Select(static replica => replica.Hash).Distinct(StringComparer.Ordinal).Count() == 1;
}

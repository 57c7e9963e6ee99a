using System.Globalization;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>What the reads need of the replica around them. Immutable.</summary>
public sealed record ReadSeams
{
    private const string Linearizable = "linearizable";

    /// <summary>The replica's store.</summary>
    public required ReplicaStore Store { get; init; }

    /// <summary>
    /// Waits until the store has applied what a read must see: the caller's position (or null) and the consistency
    /// asked for (<c>linearizable</c>, <c>session</c> or null).
    /// </summary>
    public required Func<string?, string?, CancellationToken, ValueTask<ReadGate>> Gate { get; init; }

    /// <summary>How long the log has been out of reach; null while it is not.</summary>
    public required Func<TimeSpan?> Age { get; init; }

    /// <summary>Finds out where postcodes lie; always has an answer.</summary>
    public required Func<Postcode, CancellationToken, Task<PostcodeLookup>> FindPostcode { get; init; }

    /// <summary>For opening hours, and for waiting.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The reads of a replica that runs.</summary>
    public static ReadSeams Of(
        Replica replica,
        ReplicaStore store,
        Func<Postcode, CancellationToken, Task<PostcodeLookup>> findPostcode,
        TimeProvider time) => new()
    {
        Store = store,
        Gate = (position, consistency, cancel) => Wait(replica, position, consistency, cancel),
        Age = () => replica.LogAge is var age && age > ReplicaTimes.Stuck ? age : null,
        FindPostcode = findPostcode,
        Time = time,
    };

    /// <summary>
    /// A position of another lineage is of a town that was restored since: it says nothing here, so the read sees the
    /// latest.
    /// </summary>
    private static ValueTask<ReadGate> Wait(
        Replica replica, string? position, string? consistency, CancellationToken cancel)
    {
        if (consistency == Linearizable)
        {
            return replica.Gate(null, cancel);
        }

        if (position is null)
        {
            return ValueTask.FromResult(ReadGate.Open);
        }

        var colon = position.LastIndexOf(':');
        var isOurs = colon > 0
            && position.AsSpan(0, colon).SequenceEqual(replica.Applied.Head.Lineage)
            && long.TryParse(position.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return replica.Gate(
            isOurs ? long.Parse(position.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture) : null,
            cancel);
    }
}

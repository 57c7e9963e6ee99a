using JustHungry.BackEnd.Store;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>What the reads need of the replica around them. Immutable.</summary>
public sealed record ReadSeams
{
    /// <summary>The replica's store.</summary>
    public required ReplicaStore Store { get; init; }

    /// <summary>
    /// Waits until the store has applied what a read must see: the caller's position (or null) and the consistency asked for
    /// (<c>linearizable</c>, <c>session</c> or null).
    /// </summary>
    public required Func<string?, string?, CancellationToken, ValueTask<ReadGate>> Gate { get; init; }

    /// <summary>How long the log has been out of reach; null while it is not.</summary>
    public required Func<TimeSpan?> Age { get; init; }

    /// <summary>Finds out where postcodes lie.</summary>
    public required PostcodeFinder Postcodes { get; init; }

    /// <summary>For opening hours, and for waiting.</summary>
    public required TimeProvider Time { get; init; }
}

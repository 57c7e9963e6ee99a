using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <summary>What a replica says of itself, and what the registry keeps of it. Immutable; JSON in camelCase on the inner ports.</summary>
/// <param name="Replica">Which run of which replica.</param>
/// <param name="Pid">Process id.</param>
/// <param name="Role">As computed now from its view; <see cref="ReplicaRole.Gone"/> only in the registry.</param>
/// <param name="Lineage">The town's lineage; empty before the replica has joined one.</param>
/// <param name="Applied">Position up to which its store has applied the log.</param>
/// <param name="Durable">Position that would survive the loss of power.</param>
/// <param name="View">The view that it knows; null before the first.</param>
/// <param name="Clock">Its own clock when it said so.</param>
/// <param name="Trouble">Words for people where the replica has stopped or cannot do its work; else null.</param>
/// <param name="Notice">Words for people on what it does just now where nothing is wrong, such as how far a snapshot is copied; else null.</param>
/// <param name="Refuses">Words for people where it takes no commands, or would take none as the primary, for want of room; reads go on. Else null.</param>
/// <param name="Reads">The highest feature level that its program reads.</param>
/// <param name="Program">Its program's version; null where it does not say.</param>
public sealed record ReplicaStatus(
    ReplicaIdentity Replica,
    int Pid,
    ReplicaRole Role,
    string Lineage,
    long Applied,
    long Durable,
    View? View,
    DateTimeOffset Clock,
    string? Trouble = null,
    string? Notice = null,
    string? Refuses = null,
    int Reads = View.FirstLevel,
    string? Program = null);

/// <summary>What a replica is at a moment. Computed, never stored.</summary>
public enum ReplicaRole
{
    /// <summary>Catching up; does not count yet.</summary>
    Joining,

    /// <summary>Follows the log closely.</summary>
    Backup,

    /// <summary>The one that decides.</summary>
    Primary,

    /// <summary>Not heard from for a while.</summary>
    Gone,
}

using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Peers;

/// <summary>How a replica speaks to the others: real HTTP, or the simulated network. Thread-safe.</summary>
public interface IPeers
{
    /// <summary>Asks a replica where it stands.</summary>
    /// <exception cref="PeerException">It did not answer; the fault says how.</exception>
    Task<ReplicaStatus> Ask(string url, CancellationToken cancel);

    /// <summary>
    /// A backup's heartbeat request: tells the other where we stand, and is held there for up to
    /// <see cref="ReplicaTimes.HeartbeatHold"/>, so that the death of the other breaks it at once.
    /// </summary>
    /// <exception cref="PeerException">It did not answer; the fault says how.</exception>
    Task<ReplicaStatus> Heartbeat(string url, ReplicaStatus own, CancellationToken cancel);
}

/// <summary>A peer did not answer.</summary>
public sealed class PeerException(PeerFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>In which way it did not.</summary>
    public PeerFault Fault { get; } = fault;
}

/// <summary>The ways in which a peer does not answer.</summary>
public enum PeerFault
{
    /// <summary>Nobody listens there: its process is gone.</summary>
    Refused,

    /// <summary>The connection broke while we waited.</summary>
    Lost,

    /// <summary>Nothing came in time.</summary>
    TimedOut,
}

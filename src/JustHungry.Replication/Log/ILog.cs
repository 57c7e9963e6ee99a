using System.Text.Json.Serialization;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Log;

/// <summary>
/// The log of a town and the registry of its replicas: what every engine offers (the name server, etcd, the simulated one).
/// Thread-safe. Every member throws <see cref="LogUnavailableException"/> when the engine did not answer, which after
/// <see cref="Advance"/> means that the outcome is unknown. No implementation retries an advance on its own.
/// </summary>
public interface ILog
{
    /// <summary>The head, or null where no town has been made yet.</summary>
    Task<LogHead?> Head(CancellationToken cancel);

    /// <summary>
    /// Makes the head if there is none, and returns the head that is there: for a new town its origin
    /// (<see cref="EntryFormat.Origin"/>), for a restored one where its stores stand; the log then begins after that.
    /// </summary>
    Task<LogHead> Create(LogHead origin, CancellationToken cancel);

    /// <summary>
    /// If the head is still <paramref name="builtOn"/>, <paramref name="entry"/> becomes the next entry and the head:
    /// true. False: it is not, and nothing was changed.
    /// </summary>
    Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel);

    /// <summary>
    /// The entries after a position, in order, as many as fit a page; waits up to <paramref name="wait"/> while there is none.
    /// </summary>
    Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel);

    /// <summary>Forgets the entries up to a position (inclusive). The head stays.</summary>
    Task Trim(long upTo, CancellationToken cancel);

    /// <summary>Says that this replica lives, and where it stands. To be repeated every <see cref="ReplicaTimes.Register"/>.</summary>
    Task Register(ReplicaStatus status, CancellationToken cancel);

    /// <summary>All replicas that were heard of lately.</summary>
    Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel);

    /// <summary>Forgets what a replica said, until it says something again; one that is not there is forgotten already.</summary>
    Task Forget(string replica, CancellationToken cancel);
}

/// <summary>A log that can be given up for another one, on another engine (<see cref="LogMove"/>).</summary>
public interface IMovableLog : ILog
{
    /// <summary>
    /// If the head is still <paramref name="head"/>, marks the log as moved, so that nobody goes on with it by mistake: true. From
    /// then on every call but the registry's fails with <see cref="LogUnavailableException.MovedTo"/>. False: it is not, and nothing was changed.
    /// </summary>
    Task<bool> Retire(LogHead head, string to, CancellationToken cancel);
}

/// <summary>A page of the log. Immutable.</summary>
/// <param name="Head">The head when the page was read.</param>
/// <param name="First">The first position that the log still keeps; one past the head when it keeps none.</param>
/// <param name="Entries">The bytes of consecutive entries, the first one right after the position asked for.</param>
public sealed record LogPage(LogHead Head, long First, IReadOnlyList<ReadOnlyMemory<byte>> Entries);

/// <summary>What the registry knows of a replica. Immutable.</summary>
/// <param name="Status">What the replica said last.</param>
/// <param name="AgeMs">Milliseconds since it said so.</param>
public sealed record Registration(ReplicaStatus Status, long AgeMs)
{
    private const long GoneAfterMs = 3_000;

    /// <summary>True where it has not been heard of for so long that it counts as gone.</summary>
    [JsonIgnore]
    public bool IsGone => AgeMs > GoneAfterMs;
}

/// <summary>The engine did not answer, or not in time. After an advance: nobody knows yet whether the entry is in.</summary>
public sealed class LogUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It did answer, and does not take us for one of its own: another cluster key, user or password.</summary>
    public bool IsStranger { get; init; }

    /// <summary>Not null where the log was moved: the address where it is now, without a password.</summary>
    public string? MovedTo { get; init; }

    /// <summary>The failure of a log that was moved.</summary>
    public static LogUnavailableException Moved(string to) =>
        new($"The log was moved to {to}: start everything with --name-server {to}.") { MovedTo = to };

    /// <summary>It did answer, and takes no entry for want of room: what was to be advanced is not in.</summary>
    public bool IsFull { get; init; }
}

/// <summary>What is the same for every engine.</summary>
public static class LogExtensions
{
    /// <summary>Makes the head of a new town of that lineage if there is none, and returns the head that is there.</summary>
    public static Task<LogHead> Create(this ILog log, string lineage, CancellationToken cancel) =>
        log.Create(EntryFormat.Origin(lineage), cancel);
}

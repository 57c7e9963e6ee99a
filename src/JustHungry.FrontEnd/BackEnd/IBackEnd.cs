using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// How the front end speaks to the replicas and to the name server: <see cref="HttpBackEnd"/> over real sockets, and a
/// simulated town in the cluster tests. One attempt each, no retries. Whoever does not answer is a value, not an exception;
/// only a cancelled token throws <see cref="OperationCanceledException"/>. Safe for many threads.
/// </summary>
public interface IBackEnd
{
    /// <summary>Sends a batch to the replica at <paramref name="url"/>.</summary>
    /// <param name="url">The replica's inner address.</param>
    /// <param name="commands">1 to <see cref="CommandBatch.MaxCommands"/> commands.</param>
    /// <param name="throughBackup">True: the replica is a backup and is to pass the batch on to the primary, one hop.</param>
    /// <param name="cancellation">Gives the attempt up; what became of the commands is then unknown.</param>
    Task<BatchAnswer> SendCommands(
        string url, IReadOnlyList<ForwardedCommand> commands, bool throughBackup, CancellationToken cancellation);

    /// <summary>Asks a replica which view it knows; it answers when the number exceeds <paramref name="after"/>, or after
    /// <paramref name="wait"/>. Null: no answer.</summary>
    Task<ViewReport?> AskView(string url, long after, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Asks a replica how it is. Null: no answer.</summary>
    Task<ReplicaStatus?> AskStatus(string url, CancellationToken cancellation);

    /// <summary>Asks a replica to read. <see cref="ReadAnswer.Lost"/>: no answer.</summary>
    Task<ReadAnswer> Read(string url, ReadRequest request, CancellationToken cancellation);

    /// <summary>Asks the name server which replicas it has heard of. Null: no answer.</summary>
    Task<RegistryListing?> AskRegistry(CancellationToken cancellation);
}

/// <summary>A command on its way to the primary. Immutable.</summary>
/// <param name="Id">The caller's <c>Idempotency-Key</c>, or one made here.</param>
/// <param name="Type">Such as <c>placeOrder</c>.</param>
/// <param name="Caller">SHA-256 of the caller's token, lower-case hex; null for nobody in particular.</param>
/// <param name="Body">The command as JSON, one object.</param>
public sealed record ForwardedCommand(string Id, string Type, string? Caller, ReadOnlyMemory<byte> Body)
{
    /// <summary>True where it must not share a batch: its decision may wait for a web service.</summary>
    public bool Alone { get; init; }
}

/// <summary>What became of a batch.</summary>
public abstract record BatchAnswer
{
    private BatchAnswer() { }

    /// <summary>The primary answered. Answers stand in the order of the commands.</summary>
    public sealed record Decided(string Position, IReadOnlyList<CommandAnswer> Answers) : BatchAnswer;

    /// <summary>507: the primary has no room. Nothing was decided; the body is a problem for whoever asked.</summary>
    public sealed record Declined(ReadOnlyMemory<byte> Body) : BatchAnswer;

    /// <summary>421: the replica is not the primary, and knows this view (or none).</summary>
    public sealed record NotPrimary(View? View) : BatchAnswer;

    /// <summary>The replica answered that it cannot: it has stopped, or has no log. Nothing is known of the commands.</summary>
    public sealed record Unavailable : BatchAnswer;

    /// <summary>400 or 413: the replica will never take this batch. It cannot happen to what this front end makes.</summary>
    public sealed record Refused : BatchAnswer;

    /// <summary>No answer, or none that can be read. Nothing is known of the commands.</summary>
    public sealed record Lost : BatchAnswer;
}

/// <summary>One command's answer. Immutable.</summary>
/// <param name="Status">HTTP status; 0: not decided, send it again.</param>
/// <param name="Body">JSON for the customer; a problem from 400 on.</param>
/// <param name="Replayed">True where it had been answered before.</param>
public sealed record CommandAnswer(int Status, ReadOnlyMemory<byte> Body, bool Replayed);

/// <summary>A read, as a replica is to answer it. Immutable.</summary>
/// <param name="Path">The public path after <c>/api/v1/</c>, with its query.</param>
/// <param name="Caller">SHA-256 of the caller's token, lower-case hex, or null.</param>
/// <param name="Position">The least it must see, <c>lineage:position</c>, or null.</param>
/// <param name="Consistency"><c>linearizable</c>, <c>session</c>, or null for the path's default.</param>
public sealed record ReadRequest(string Path, string? Caller, string? Position, string? Consistency)
{
    /// <summary>What is asked about, as JSON (a basket that is to be priced); empty for all other reads.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How long the replica itself may wait before it answers (order changes); zero for plain reads.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.Zero;

    /// <summary>How long beyond that it is given before another replica is asked beside it. Default 150 ms.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>True where the answer does not depend on who asks, nor on what the asker has seen before.</summary>
    public bool IsAnybodys => Caller is null && Position is null && Consistency is null && Body.IsEmpty && Wait == TimeSpan.Zero;
}

/// <summary>What a replica answered to a read. Immutable.</summary>
/// <param name="Status">HTTP status; 0 where there was no answer.</param>
/// <param name="Body">JSON for the customer.</param>
/// <param name="Position">What it saw, or null.</param>
/// <param name="Age">Seconds since the replica last heard from the log, where that is out of reach; else null.</param>
/// <param name="Behind">True where it could not catch up in time.</param>
public sealed record ReadAnswer(int Status, ReadOnlyMemory<byte> Body, string? Position, string? Age, bool Behind)
{
    /// <summary>Not null where the position that was sent is of another lineage, and the one in the answer a fresh one.</summary>
    public string? Reset { get; init; }

    /// <summary>No answer, or none that can be read.</summary>
    public static ReadAnswer Lost { get; } = new(0, default, null, null, false);

    /// <summary>
    /// True for what can be told to the customer; false: the next replica is to be asked. Without a body it is nothing that a
    /// replica of this town said of the question (but, say, another town's that has got the port since, and wants its key).
    /// </summary>
    public bool IsUsable => Status is >= 200 and < 500 && !Behind && !Body.IsEmpty;
}

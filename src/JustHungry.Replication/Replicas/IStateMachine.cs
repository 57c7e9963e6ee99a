using JustHungry.Replication.Log;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <summary>
/// What a replica replicates: a store that decides commands and applies entries. The back end's store is one, the tests of
/// replication bring another. All members are called from one thread at a time (the replica's loop); calls are synchronous,
/// as SQLite's are.
/// </summary>
public interface IStateMachine
{
    /// <summary>Where the store stands, as last committed. Position 0 with an empty lineage for a new store.</summary>
    AppliedState Applied { get; }

    /// <summary>True between <see cref="Begin"/> and <see cref="Commit"/> or <see cref="Rollback"/>; asked of the store itself.</summary>
    bool InTransaction { get; }

    /// <summary>Opens the write transaction of a batch.</summary>
    /// <exception cref="StoreException">The store cannot be written now; nothing was changed.</exception>
    void Begin();

    /// <summary>
    /// Decides one command inside the open transaction: seen before → its stored answer; else decide, apply the events with the
    /// code that backups run, store the answer. An exception in the decision fails this command alone (savepoint) and is
    /// answered as <see cref="Decision.Failed"/>. A <see cref="StoreException"/> abandons the whole batch.
    /// </summary>
    Decision Decide(Submission submission, DecisionContext context);

    /// <summary>
    /// What was decided since the last entry goes together in one, of that time. The open transaction may then go on with the next entry's.
    /// </summary>
    /// <returns>What stands in the entry beside the records (<see cref="LogEntry.Attachment"/>): empty, or what this feature level allows.</returns>
    ReadOnlyMemory<byte> EndEntry(DateTimeOffset time);

    /// <summary>Records where the store now stands and commits the open transaction.</summary>
    void Commit(AppliedState applied);

    /// <summary>Abandons the open transaction, if there is one. Never throws.</summary>
    void Rollback();

    /// <summary>
    /// Applies a run of consecutive entries in one transaction of its own and records <paramref name="applied"/>.
    /// </summary>
    /// <exception cref="EntryNotApplicableException">An entry cannot be applied: the replica stops, loudly; nothing was changed.</exception>
    void Apply(IReadOnlyList<LogEntry> run, AppliedState applied);

    /// <summary>Makes what is committed survive the loss of power (a checkpoint), and returns the position up to which it does.</summary>
    long MakeDurable();

    /// <summary>
    /// Fixes the content as it is committed now, and returns what computes its hash, from any thread and once: equal content, equal
    /// hash, on every replica.
    /// </summary>
    Func<string> BeginContentHash();
}

/// <summary>Where a store stands. Immutable.</summary>
/// <param name="Head">The last entry applied.</param>
/// <param name="View">The last view entry applied; null before the first.</param>
/// <param name="Time">The time of the last entry applied.</param>
public sealed record AppliedState(LogHead Head, View? View, DateTimeOffset Time);

/// <summary>A command on its way to a decision; the state machine brings its own sealed type.</summary>
/// <param name="Size">About how many bytes it will take in an entry; what is large gets an entry of its own.</param>
public abstract record Submission(int Size);

/// <summary>What a decision may know beside the state.</summary>
/// <param name="Now">The time of the entry that is being built.</param>
/// <param name="Random">For the ids that a decision makes; seeded in a simulation.</param>
/// <param name="Level">The town's feature level: an event of a higher one may not be written.</param>
public sealed record DecisionContext(DateTimeOffset Now, Random Random, int Level = View.FirstLevel);

/// <summary>What became of one command. Immutable.</summary>
/// <param name="Record">The command's JSON object for the entry; empty where nothing is to be logged.</param>
/// <param name="Answer">What the caller is told once the batch is proven.</param>
public sealed record Decision(ReadOnlyMemory<byte> Record, Answer Answer)
{
    /// <summary>How much of the entry's attachment is for it, in bytes, at most.</summary>
    public int Attached { get; init; }

    /// <summary>How much of an entry it takes, in bytes, at most.</summary>
    public int Bytes => Record.Length + Attached;

    /// <summary>The decision threw: nothing was changed, and the caller may be told at once.</summary>
    public bool Failed { get; init; }
}

/// <summary>An answer as HTTP will carry it. Immutable.</summary>
/// <param name="Status">HTTP status, 200–599.</param>
/// <param name="Body">UTF-8 JSON; a problem (RFC 9457) where the status is 400 or more.</param>
/// <param name="Replayed">True where the command had been answered before, and this is that answer.</param>
public sealed record Answer(int Status, ReadOnlyMemory<byte> Body, bool Replayed = false);

/// <summary>The store failed (disk full, I/O error, locked): the batch is abandoned, and may be tried again.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where the file itself is damaged, so that to try again is of no use.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>True where the disk has no room.</summary>
    public bool IsFull { get; init; }
}

/// <summary>An entry of the log cannot be applied to this store: a bug or a broken store. The replica stops.</summary>
public sealed class EntryNotApplicableException(string message, Exception? inner = null) : Exception(message, inner);

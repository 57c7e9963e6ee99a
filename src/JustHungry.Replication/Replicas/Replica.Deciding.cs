using System.Diagnostics;
using System.Runtime.ExceptionServices;
using JustHungry.Replication.Log;
using JustHungry.Replication.Telemetry;

namespace JustHungry.Replication.Replicas;

/// <content>
/// How the primary decides (section 2 of <c>docs/design.md</c>): batch upon batch in one transaction, each while the one before is on
/// its way to the log.
/// </content>
public sealed partial class Replica
{
    /// <summary>The most commands in one entry.</summary>
    public const int MostInBatch = 512;

    /// <summary>A batch takes no further command once what it decided has grown to this many bytes.</summary>
    private const int FullBatch = EntryFormat.BatchBytes * 3 / 4;

    /// <summary>A batch of so many commands is a large one: where fewer come together, there is time to spare, and nobody is waited for.</summary>
    private const int LargeBatch = 32;

    private int _batchLimit = MostInBatch;
    private long _answered;

    /// <summary>
    /// Decides what waits, and advances the log by it. What comes meanwhile is decided at once, over what is on its way, and goes as
    /// soon as that is in. The transaction is committed when nothing more has come, or when it is time to.
    /// </summary>
    /// <remarks>
    /// Nothing is answered before its entry is in, and nothing is sent that was decided over an entry that is not. Where the second of two
    /// is not in, both are rolled back, and the log brings the first.
    /// </remarks>
    private async Task DecideBatches()
    {
        var since = _time.GetTimestamp();
        var batch = NewBatch(Applied.Time);
        _machine.Begin();
        Fill(batch, 0);
        if (batch.IsSpoilt || batch.Records.Count == 0)
        {
            _machine.Rollback();
            batch.Failure?.Throw();
            if (!batch.IsSpoilt && await IsStillPrimary())
            {
                Tell(batch, Applied);
            }
            return;
        }
        var entries = new List<AdvancedEntry>();
        for (Batch? next; batch is not null; batch = next)
        {
            var sent = Send(batch, entries.Count > 0 ? entries[^1].Applied : Applied);
            next = await DecideOver(batch, sent, since);
            if (await sent is not { } entry || next is { IsSpoilt: true })
            {
                LeaveToLog();
                next?.Failure?.Throw();
                return;
            }
            entries.Add(entry);
        }
        Commit(entries);
    }

    /// <summary>
    /// Advances the log by a batch. Its commands are answered as soon as it is in: nothing can take it back then, so nobody waits for this
    /// store's commit.
    /// </summary>
    private async Task<AdvancedEntry?> Send(Batch batch, AppliedState before)
    {
        using var span = Measures.Traces.StartActivity("batch", ActivityKind.Internal, default(ActivityContext), startTime: batch.Begun);
        try
        {
            var attachment = _machine.EndEntry(batch.Time);
            var entry = await Advance(before, batch.Time, null, batch.Records, attachment);
            if (entry is not null)
            {
                Tell(batch, entry.Applied);
                span?.SetTag("hungry.commands", batch.Decided.Count).SetTag("hungry.position", entry.Applied.Head.Position);
            }
            return entry;
        }
        finally
        {
            _wake.Set();
        }
    }

    /// <summary>
    /// While a batch is on its way, decides what comes. Those of a large one, just answered, come back together: they are waited for, no
    /// longer than the log took. Null where nothing is to be sent.
    /// </summary>
    private async Task<Batch?> DecideOver(Batch batch, Task<AdvancedEntry?> sent, long since)
    {
        Batch? next = null;
        var asked = _time.GetTimestamp();
        while (!sent.IsCompleted)
        {
            next = DecideMore(next, batch, batch.Decided.Count, since);
            await _wake.Wait(ReplicaTimes.WaitingRead, CancellationToken.None);
        }
        if (await sent is null)
        {
            return next;
        }
        var answered = _time.GetTimestamp();
        var patience = batch.Decided.Count < LargeBatch ? TimeSpan.Zero : _time.GetElapsedTime(asked, answered);
        next = DecideMore(next, batch, 0, since);
        while (MayGoOn(next, since) && IsToGrow(next, batch) && patience - _time.GetElapsedTime(answered) is { Ticks: > 0 } left)
        {
            // Timers know whole milliseconds.
            await _wake.Wait(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), CancellationToken.None);
            next = DecideMore(next, batch, 0, since);
        }
        // With nothing to log it has changed nothing, and is decided again once this is committed.
        return next is { IsSpoilt: true } or { Records.Count: > 0 } ? next : null;
    }

    /// <summary>Decides what waits behind those that are on their way, if that may be.</summary>
    private Batch? DecideMore(Batch? next, Batch batch, int sent, long since)
    {
        if (_waiting.Count > sent && MayGoOn(next, since))
        {
            next ??= NewBatch(batch.Time);
            Fill(next, sent);
        }
        return next;
    }

    /// <summary>True while it is smaller than the last batch and has taken all that waits.</summary>
    private bool IsToGrow(Batch? next, Batch batch)
    {
        var decided = next?.Decided.Count ?? 0;
        return decided < batch.Decided.Count && decided == _waiting.Count;
    }

    /// <summary>False where what is on its way is to be committed before anything else.</summary>
    private bool MayGoOn(Batch? next, long since) =>
        next is not { IsSpoilt: true }
        && _time.GetElapsedTime(since) < ReplicaTimes.LongestTransaction
        && !_positions.HasWaiters && _verifications.Count == 0
        && _handOvers.Count == 0 && _raises.Count == 0
        && _end is null && Shortage is null;

    private Batch NewBatch(DateTimeOffset before)
    {
        var now = _time.GetUtcNow();
        return new Batch(Later(before, EntryFormat.Truncate(now)), now);
    }

    /// <summary>Decides what waits until the batch is full, or spoilt.</summary>
    /// <param name="batch">What is decided so far.</param>
    /// <param name="sent">How many of those that wait are on their way.</param>
    private void Fill(Batch batch, int sent)
    {
        var context = new DecisionContext(batch.Time, _random, Applied.View!.Level);
        var limit = Math.Min(_waiting.Count - sent, _batchLimit);
        _batchLimit = MostInBatch;
        try
        {
            for (var i = batch.Decided.Count; i < limit && batch.Bytes < FullBatch && !batch.IsSpoilt; i++)
            {
                var pending = _waiting[sent + i];
                if (i > 0 && batch.Bytes + pending.Submission.Size > FullBatch)
                {
                    break;
                }
                Add(batch, pending, _machine.Decide(pending.Submission, context));
            }
        }
        catch (Exception error)
        {
            (batch.IsSpoilt, batch.Failure) = (true, ExceptionDispatchInfo.Capture(error));
        }
    }

    private void Add(Batch batch, PendingCommand pending, Decision decision)
    {
        batch.Bytes += decision.Bytes;
        if (batch.Decided.Count > 0 && batch.Bytes > EntryFormat.BatchBytes)
        {
            _batchLimit = batch.Decided.Count;
            batch.IsSpoilt = true;
            return;
        }
        if (decision.Bytes > EntryFormat.CommandBytes)
        {
            _waiting.Remove(pending);
            pending.Ticket.Answer(pending.Index, TooLarge, Applied);
            batch.IsSpoilt = true;
            return;
        }
        if (decision.Record.Length > 0)
        {
            batch.Records.Add(decision.Record);
        }
        batch.Decided.Add((pending, decision.Answer));
    }

    private void Tell(Batch batch, AppliedState at)
    {
        Volatile.Write(ref _answered, at.Head.Position);
        _waiting.RemoveRange(0, batch.Decided.Count);
        foreach (var (command, answer) in batch.Decided)
        {
            command.Ticket.Answer(command.Index, answer, at);
        }
        _failOver.Answered();
        Measures.BatchCommands.Record(batch.Decided.Count);
        if (Measures.Repeated.Enabled && batch.Decided.Count(each => each.Answer.Replayed) is > 0 and var repeated)
        {
            Measures.Repeated.Add(repeated);
        }
    }

    private static readonly Answer TooLarge = new(
        413, """{"type":"/problems/too_large","title":"Too large","status":413,"detail":"One command may take at most 1 MiB in the log."}"""u8.ToArray());

    /// <summary>Commands that are decided together, for one entry.</summary>
    /// <param name="Time">The entry's.</param>
    /// <param name="Begun">When it was begun, by this machine's clock.</param>
    private sealed record Batch(DateTimeOffset Time, DateTimeOffset Begun)
    {
        /// <summary>What was decided, in the order that it came.</summary>
        public List<(PendingCommand Command, Answer Answer)> Decided { get; } = [];

        /// <summary>What of it is to be logged.</summary>
        public List<ReadOnlyMemory<byte>> Records { get; } = [];

        /// <summary>How large what was decided is together.</summary>
        public int Bytes { get; set; }

        /// <summary>True where the open transaction holds what must not be sent: it is to be rolled back.</summary>
        public bool IsSpoilt { get; set; }

        /// <summary>What the store failed with; null where it is not that.</summary>
        public ExceptionDispatchInfo? Failure { get; set; }
    }
}

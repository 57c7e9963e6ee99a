using System.Diagnostics;
using JustHungry.Replication.Log;
using JustHungry.Replication.Telemetry;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <content>What the primary does: batches, one advance in flight, handing over, trimming.</content>
public sealed partial class Replica
{
    /// <summary>The most commands that may wait for a decision.</summary>
    public const int MostWaiting = 20_000;

    /// <summary>The most commands in one entry.</summary>
    public const int MostInBatch = 512;

    /// <summary>A batch takes no further command once its records have grown to this many bytes.</summary>
    private const int FullBatch = EntryFormat.BatchBytes * 3 / 4;

    private readonly List<PendingCommand> _waiting = [];
    private readonly List<HandOverRequest> _handOvers = [];
    private int _batchLimit = MostInBatch;
    private long _answered;
    private long? _stuckSince;
    private string? _stuckWords;

    /// <summary>Asks the primary to hand over, to the replica named or to the best one; false where it is not the primary or nobody can take over.</summary>
    public Task<bool> HandOver(string? to)
    {
        var request = new HandOverRequest(to, EndAfterwards: false);
        _loop.Post(_ =>
        {
            _handOvers.Add(request);
            Wake();
        }, null);
        return request.Done.Task;
    }

    private void Enqueue(CommandTicket ticket)
    {
        if (_end is not null || (!IsPrimary && !_isUncertain))
        {
            ticket.GiveUp(Applied);
            return;
        }
        if (IsDeclined(ticket))
        {
            return;
        }
        if (_waiting.Count >= MostWaiting)
        {
            ticket.Refuse();
            return;
        }
        for (var i = 0; i < ticket.Commands.Count; i++)
        {
            _waiting.Add(new PendingCommand(ticket, i));
        }
        _wake.Set();
    }

    private void GiveUpWaiting()
    {
        var applied = Applied;
        foreach (var pending in _waiting)
        {
            pending.Ticket.GiveUp(applied);
        }
        _waiting.Clear();
        foreach (var request in _handOvers)
        {
            request.Done.TrySetResult(false);
            if (request.EndAfterwards)
            {
                EndWith(ReplicaEnd.Stopped, null);
            }
        }
        _handOvers.Clear();
        _raises.ForEach(request => request.TrySetResult(
            new LevelAnswer(false, applied.View?.Level ?? View.FirstLevel, "This replica is not the primary.")));
        _raises.Clear();
    }

    private async Task Lead(CancellationToken ended)
    {
        if (_handOvers.Count > 0)
        {
            await GiveAway();
        }
        else if (_raises.Count > 0)
        {
            await Raise(ended);
        }
        else if (_ownShortage is { } words)
        {
            await MakeWay(words, ended);
        }
        else if (_waiting.Count > 0)
        {
            await DecideBatch();
        }
        else
        {
            await LookForRoom(ended);
            if (!await _wake.Wait(ReplicaTimes.WaitingRead, ended) && _end is null)
            {
                // Nothing to decide for a while: look whether the log has moved on without us.
                _isUncertain = await LookAtHead(ended) is { } head && head != Applied.Head;
            }
        }
    }

    private async Task DecideBatch()
    {
        using var span = Measures.Traces.StartActivity("batch");
        var now = Later(Applied.Time, EntryFormat.Truncate(_time.GetUtcNow()));
        var batch = new List<(PendingCommand Command, Answer Answer)>();
        var records = new List<ReadOnlyMemory<byte>>();
        try
        {
            _machine.Begin();
            if (!FillBatch(new DecisionContext(now, _random, Applied.View!.Level), batch, records))
            {
                _machine.Rollback();
                return;
            }
        }
        catch
        {
            _machine.Rollback();
            throw;
        }
        if (records.Count > 0)
        {
            await Advance(now, null, records, Tell);
        }
        else if (await ProveStillPrimary())
        {
            Tell(Applied);
        }

        void Tell(AppliedState at)
        {
            _waiting.RemoveRange(0, batch.Count);
            foreach (var (command, answer) in batch)
            {
                command.Ticket.Answer(command.Index, answer, at);
            }
            _failOver.Answered();
            Measure(batch, at, span);
        }
    }

    private static void Measure(List<(PendingCommand Command, Answer Answer)> batch, AppliedState at, Activity? span)
    {
        Measures.BatchCommands.Record(batch.Count);
        if (Measures.Repeated.Enabled && batch.Count(each => each.Answer.Replayed) is > 0 and var repeated)
        {
            Measures.Repeated.Add(repeated);
        }
        span?.SetTag("hungry.commands", batch.Count).SetTag("hungry.position", at.Head.Position);
    }

    /// <summary>Decides what waits until the batch is full; false when it had to be begun anew, with fewer commands.</summary>
    private bool FillBatch(
        DecisionContext context, List<(PendingCommand, Answer)> batch, List<ReadOnlyMemory<byte>> records)
    {
        var bytes = 0;
        var limit = Math.Min(_waiting.Count, _batchLimit);
        _batchLimit = MostInBatch;
        for (var i = 0; i < limit && bytes < FullBatch; i++)
        {
            var pending = _waiting[i];
            if (i > 0 && bytes + pending.Submission.Size > FullBatch)
            {
                break;
            }
            var decision = _machine.Decide(pending.Submission, context);
            bytes += decision.Record.Length;
            if (i > 0 && bytes > EntryFormat.BatchBytes)
            {
                _batchLimit = i;
                return false;
            }
            if (decision.Record.Length > EntryFormat.CommandBytes)
            {
                _waiting.RemoveAt(0);
                pending.Ticket.Answer(pending.Index, TooLarge, Applied);
                return false;
            }
            if (decision.Record.Length > 0)
            {
                records.Add(decision.Record);
            }
            batch.Add((pending, decision.Answer));
        }
        return true;
    }

    /// <summary>
    /// Advances the log by an entry over the open transaction, and commits it. False: it is not (or not known to be) in; the
    /// transaction is rolled back, and the log is to be followed to its head first.
    /// </summary>
    /// <param name="time">The entry's.</param>
    /// <param name="newView">The view that it begins; null: none.</param>
    /// <param name="records">What was decided.</param>
    /// <param name="tell">
    /// Called as soon as the log has the entry: nothing can take it back then, so nobody waits for this store's commit.
    /// </param>
    private async Task<bool> Advance(
        DateTimeOffset time, View? newView, IReadOnlyList<ReadOnlyMemory<byte>> records, Action<AppliedState>? tell = null)
    {
        var before = Applied;
        var view = newView ?? before.View!;
        var entry = EntryFormat.Write(before.Head, view.Number, time, newView, records, before.View?.Level ?? View.FirstLevel);
        var isIn = false;
        AssertInTransaction();
        var since = _time.GetTimestamp();
        try
        {
            isIn = await _log.Advance(before.Head, entry, CancellationToken.None);
            Measures.Advance(_time.GetElapsedTime(since), isIn ? "in" : "not_in");
            Measures.EntryBytes.Record(entry.Length);
            LogAnswered();
        }
        catch (LogUnavailableException error)
        {
            Measures.Advance(_time.GetElapsedTime(since), error.IsFull ? "full" : "unknown");
            if (error.IsFull)
            {
                NoteLogShortage(error.Message);
            }
            else
            {
                NoteStuck(since, error);
            }
        }
        if (!isIn)
        {
            _machine.Rollback();
            _isUncertain = true;
            return false;
        }
        AssertInTransaction();
        var applied = new AppliedState(
            new LogHead(before.Head.Lineage, before.Head.Position + 1, EntryFormat.Hash(entry.Span)), view, time);
        Volatile.Write(ref _answered, applied.Head.Position);
        tell?.Invoke(applied);
        try
        {
            _machine.Commit(applied);
        }
        catch (StoreException error)
        {
            // The log has it: a restart replays it. To go on here would be to decide on a state that is behind.
            _machine.Rollback();
            EndWith(ReplicaEnd.Broken, $"The store could not commit what the log holds: {error.Message}");
            return false;
        }
        _trouble = null;
        _stuckSince = null;
        _logShortage = null;
        _tally.Add(applied.Head.Position, entry.Length, time);
        Publish(applied);
        return true;
    }

    /// <summary>For a batch with nothing to log: its answers may be told once the head shows that nobody else decides.</summary>
    private async Task<bool> ProveStillPrimary()
    {
        _machine.Rollback();
        _isUncertain = await LookAtHead(CancellationToken.None) != Applied.Head;
        return !_isUncertain;
    }

    /// <summary>The head; null where the log does not answer.</summary>
    private async Task<LogHead?> LookAtHead(CancellationToken cancel)
    {
        var since = _time.GetTimestamp();
        try
        {
            var head = await _log.Head(cancel);
            LogAnswered();
            _stuckSince = null;
            return head;
        }
        catch (LogUnavailableException error)
        {
            NoteStuck(since, error);
            return null;
        }
    }

    /// <summary>The log did not answer what it was asked then; it is not known to answer before the next time that it does.</summary>
    private void NoteStuck(long since, LogUnavailableException error)
    {
        _stuckSince ??= since;
        _stuckWords = error.Message;
    }

    private async Task GiveAway()
    {
        var request = _handOvers[0];
        _handOvers.RemoveAt(0);
        var isGiven = false;
        try
        {
            if (Successor(request.To) is { } successor)
            {
                var view = Applied.View!;
                var next = new View(view.Number + 1, successor.Replica, KnownReplicas(), view.Level);
                _machine.Begin();
                isGiven = await Advance(Later(Applied.Time, EntryFormat.Truncate(_time.GetUtcNow())), next, []);
            }
        }
        finally
        {
            // With a store that fails, too: whoever asked waits for it, and a process that is to end must end.
            request.Done.TrySetResult(isGiven);
            if (request.EndAfterwards)
            {
                EndWith(ReplicaEnd.Stopped, null);
            }
        }
    }

    /// <summary>Without the log there is nobody to hand over to: who is to end, ends.</summary>
    private void EndIfAskedTo()
    {
        if (_handOvers.Exists(request => request.EndAfterwards))
        {
            EndWith(ReplicaEnd.Stopped, null);
        }
    }

    /// <summary>The backup that is asked for, or else the one that has applied most; heard of within the time of suspicion.</summary>
    private ReplicaStatus? Successor(string? id) => _heard.Values
        .Where(heard => _time.GetElapsedTime(heard.At) < ReplicaTimes.Suspicion)
        .Select(heard => heard.Status)
        .Where(status => status.Trouble is null && status.Refuses is null && status.Role == ReplicaRole.Backup
            && status.Replica.Id != _self.Id && (id is null || status.Replica.Id == id))
        .OrderByDescending(status => status.Applied)
        .ThenBy(status => status.Replica.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    private List<ReplicaIdentity> KnownReplicas() =>
    [
        _self,
        .. _heard.Values
            .Where(heard => heard.Status.Replica.Id != _self.Id
                && _time.GetElapsedTime(heard.At) < ReplicaTimes.LongestSuspicion)
            .Select(heard => heard.Status.Replica)
            .OrderBy(replica => replica.Id, StringComparer.Ordinal),
    ];

    private string? StuckWords() =>
        IsPrimary && _stuckSince is { } since && _time.GetElapsedTime(since) > ReplicaTimes.Stuck
            ? $"The log has not let this primary advance for a while. {_stuckWords}".TrimEnd() : null;

    private void AssertInTransaction()
    {
        if (!_machine.InTransaction)
        {
            throw new EntryNotApplicableException("The store is not in the transaction that the batch was decided in.");
        }
    }

    private static readonly Answer TooLarge = new(
        413, """{"type":"/problems/too_large","title":"Too large","status":413,"detail":"One command may take at most 1 MiB in the log."}"""u8.ToArray());

    private sealed record HandOverRequest(string? To, bool EndAfterwards)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

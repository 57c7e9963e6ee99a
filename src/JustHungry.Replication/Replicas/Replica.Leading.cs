using JustHungry.Replication.Log;
using JustHungry.Replication.Telemetry;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <content>What the primary does: one advance of the log in flight, handing over, trimming.</content>
public sealed partial class Replica
{
    /// <summary>The most commands that may wait for a decision.</summary>
    public const int MostWaiting = 20_000;

    private readonly List<PendingCommand> _waiting = [];
    private readonly List<HandOverRequest> _handOvers = [];
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
            await DecideBatches();
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

    /// <summary>
    /// Advances the log by a view over a transaction of its own, and commits it. False: it is not (or not known to be) in; the log is
    /// to be followed to its head first.
    /// </summary>
    private async Task<bool> Begin(View view)
    {
        _machine.Begin();
        var time = Later(Applied.Time, EntryFormat.Truncate(_time.GetUtcNow()));
        if (await Advance(Applied, time, view, [], default) is not { } entry)
        {
            LeaveToLog();
            return false;
        }
        return Commit([entry]);
    }

    /// <summary>
    /// Advances the log by an entry that was decided in the open transaction. Null: it is not in, or not known to be.
    /// </summary>
    /// <param name="before">What the entry is built on: what is committed, or an entry of the same transaction that is in.</param>
    /// <param name="time">The entry's.</param>
    /// <param name="newView">The view that it begins; null: none.</param>
    /// <param name="records">What was decided.</param>
    /// <param name="attachment">What the state machine has beside it.</param>
    private async Task<AdvancedEntry?> Advance(
        AppliedState before, DateTimeOffset time, View? newView, IReadOnlyList<ReadOnlyMemory<byte>> records, ReadOnlyMemory<byte> attachment)
    {
        var view = newView ?? before.View!;
        var entry = EntryFormat.Write(before.Head, view.Number, time, newView, records, before.View?.Level ?? View.FirstLevel, attachment);
        AssertInTransaction();
        var since = _time.GetTimestamp();
        try
        {
            var isIn = await _log.Advance(before.Head, entry, CancellationToken.None);
            Measures.Advance(_time.GetElapsedTime(since), isIn ? "in" : "not_in");
            Measures.EntryBytes.Record(entry.Length);
            LogAnswered();
            if (!isIn)
            {
                return null;
            }
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
            return null;
        }
        (_stuckSince, _logShortage) = (null, null);
        return new AdvancedEntry(
            new AppliedState(new LogHead(before.Head.Lineage, before.Head.Position + 1, EntryFormat.Hash(entry.Span)), view, time), entry.Length);
    }

    /// <summary>Commits what the log holds. False: the store failed, and the replica ends.</summary>
    private bool Commit(List<AdvancedEntry> entries)
    {
        AssertInTransaction();
        var applied = entries[^1].Applied;
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
        foreach (var entry in entries)
        {
            _tally.Add(entry.Applied.Head.Position, entry.Bytes, entry.Applied.Time);
        }
        Publish(applied);
        return true;
    }

    /// <summary>Gives up the open transaction: what of it is in, the log brings.</summary>
    private void LeaveToLog()
    {
        _machine.Rollback();
        _isUncertain = true;
    }

    /// <summary>For a batch with nothing to log: its answers may be told once the head shows that nobody else decides.</summary>
    private async Task<bool> IsStillPrimary()
    {
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
                isGiven = await Begin(next);
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

    /// <summary>An entry that the log has, before this store has committed it.</summary>
    private sealed record AdvancedEntry(AppliedState Applied, int Bytes);

    private sealed record HandOverRequest(string? To, bool EndAfterwards)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

using JustHungry.Replication.Log;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <content>What a backup does, and a primary that does not know what became of its last advance.</content>
public sealed partial class Replica
{
    /// <summary>True after an advance whose outcome is unknown or lost: the log is followed to its head before anything else.</summary>
    private bool _isUncertain;

    private async Task Follow(CancellationToken ended)
    {
        if (!IsPrimary)
        {
            GiveUpWaiting();
        }
        var isUrgent = _claim is not null || _isUncertain || !_isCaughtUp;
        var page = await ReadLog(isUrgent ? TimeSpan.Zero : ReplicaTimes.WaitingRead, ended);
        if (page is null || !Belongs(page))
        {
            return;
        }
        if (page.Entries.Count > 0)
        {
            ApplyRun(page.Entries);
        }
        if (Applied.Head.Position < page.Head.Position)
        {
            return;
        }
        Volatile.Write(ref _isCaughtUp, true);
        _isUncertain = false;
        if (_claim is not null)
        {
            await Claim(page.Head, ended);
        }
        else if (page.Entries.Count > 0 && !IsPrimary && !_positions.HasWaiters)
        {
            await _wake.Wait(ReplicaTimes.Gather, ended);
        }
    }

    /// <summary>A page of the log; null when the wait for it was broken off because there is something to do.</summary>
    private async Task<LogPage?> ReadLog(TimeSpan wait, CancellationToken ended)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _waitingRead = wait > TimeSpan.Zero ? reading : null;
        try
        {
            var page = await _log.Read(Applied.Head.Position, wait, reading.Token);
            LogAnswered();
            Volatile.Write(ref _logEnd, page.Head.Position);
            return page;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            _waitingRead = null;
        }
    }

    /// <summary>Whether the page continues what this store holds; if not, the replica ends and says why.</summary>
    private bool Belongs(LogPage page)
    {
        var own = Applied.Head;
        if (page.Head.Lineage != own.Lineage)
        {
            EndWith(ReplicaEnd.Broken,
                $"The log is of another town (lineage {page.Head.Lineage}); this store is of {own.Lineage}.");
        }
        else if (page.Head.Position < own.Position)
        {
            EndWith(ReplicaEnd.Broken,
                $"The log was rolled back: its head is at {page.Head.Position}, and this store has applied {own.Position}.");
        }
        else if (page.Head.Position == own.Position && page.Head.Hash != own.Hash)
        {
            EndWith(ReplicaEnd.Broken, $"The log's entry {own.Position} is not the one that this store has applied.");
        }
        else if (page.First > own.Position + 1 && page.Head.Position > own.Position)
        {
            EndWith(ReplicaEnd.NeedsSnapshot, null);
        }
        return _end is null;
    }

    /// <summary>Checks the chain entry by entry, and applies the run in one transaction.</summary>
    private void ApplyRun(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var applied = Applied;
        var run = new List<LogEntry>(entries.Count);
        foreach (var bytes in entries)
        {
            var entry = EntryFormat.Read(bytes);
            applied = Next(applied, entry);
            CheckLevel(entry.NewView);
            run.Add(entry);
            if (IsToBeVerified(applied.Head.Position))
            {
                ApplyRun(run, applied);
                run = [];
            }
        }
        if (run.Count > 0)
        {
            ApplyRun(run, applied);
        }
    }

    private void ApplyRun(List<LogEntry> run, AppliedState applied)
    {
        _machine.Apply(run, applied);
        // Somebody's entry is in: the log has room.
        _logShortage = null;
        foreach (var entry in run)
        {
            _tally.Add(entry.Position, entry.Bytes.Length, entry.Time);
        }
        _trouble = null;
        Publish(applied);
    }

    private static AppliedState Next(AppliedState applied, LogEntry entry)
    {
        if (entry.Position != applied.Head.Position + 1 || entry.Previous != applied.Head.Hash)
        {
            throw new EntryNotApplicableException(
                $"The chain is broken: entry {entry.Position} does not follow entry {applied.Head.Position} of this store.");
        }
        var known = applied.View?.Number ?? 0;
        if (entry.View != (entry.NewView is null ? known : known + 1) || (entry.NewView?.Number ?? known) != entry.View)
        {
            throw new EntryNotApplicableException(
                $"Entry {entry.Position} is of view {entry.View}, which cannot follow view {known}.");
        }
        return new AppliedState(
            new LogHead(applied.Head.Lineage, entry.Position, entry.Hash), entry.NewView ?? applied.View, entry.Time);
    }

    /// <summary>Remembers when views began: those that follow each other fast make a backup more patient.</summary>
    private void NoteView(AppliedState applied)
    {
        _viewSince = _time.GetTimestamp();
        _fastViews = applied.Time - _viewTime < ReplicaTimes.FastViews ? _fastViews + 1 : 0;
        _viewTime = applied.Time;
        _stuckSince = null;
        if (!IsMine(applied.View))
        {
            _failOver.Lost();
        }
        if (_claim is { } claim && claim.View < (applied.View?.Number ?? 0))
        {
            _claim = null;
        }
    }
}

using JustHungry.Replication.Log;

namespace JustHungry.Replication.Replicas;

/// <content>
/// What a replica does when there is no room: it refuses commands in words, before the disk is full, while reads go on. It looks by
/// itself whether there is room again.
/// </content>
public sealed partial class Replica
{
    private volatile string? _ownShortage;
    private volatile string? _logShortage;
    private long _logShortageAt;
    private long? _madeWayAt;

    /// <summary>
    /// Words for people where this replica's own disk has no room for more; null where it has. The primary then hands over to a
    /// replica that has room, or refuses commands where none has. Thread-safe.
    /// </summary>
    public void SetShortage(string? words)
    {
        if (words != _ownShortage)
        {
            _ownShortage = words;
            _loop.Post(_ => Wake(), null);
        }
    }

    /// <summary>Why commands are refused now; null where they are taken.</summary>
    private string? Shortage => _ownShortage ?? _logShortage;

    /// <summary>The log has refused an advance: nothing of it is in, and the next ones would fare no better.</summary>
    private void NoteLogShortage(string words)
    {
        _logShortage = words;
        _logShortageAt = _time.GetTimestamp();
        DeclineWaiting(words);
    }

    /// <summary>With no room of its own, a primary hands over to a replica that has, and takes nothing more where there is none.</summary>
    private async Task MakeWay(string words, CancellationToken ended)
    {
        if (CanMakeWay)
        {
            _madeWayAt = _time.GetTimestamp();
            _handOvers.Add(new HandOverRequest(null, EndAfterwards: false));
            return;
        }
        DeclineWaiting(words);
        await _wake.Wait(ReplicaTimes.LookForRoom, ended);
    }

    /// <summary>Tried now and then only: a hand-over needs the log, which may have no room either.</summary>
    private bool CanMakeWay => Successor(null) is not null
        && (_madeWayAt is not { } at || _time.GetElapsedTime(at) > ReplicaTimes.LookForRoom);

    private void DeclineWaiting(string words)
    {
        foreach (var pending in _waiting)
        {
            pending.Ticket.Decline(words, Applied);
        }
        _waiting.Clear();
    }

    /// <summary>True where the ticket was refused for want of room.</summary>
    private bool IsDeclined(CommandTicket ticket)
    {
        // Where another replica has room, what comes now waits for it.
        if (Shortage is not { } words || (_logShortage is null && CanMakeWay))
        {
            return false;
        }
        ticket.Decline(words, Applied);
        return true;
    }

    /// <summary>
    /// While there is no room: once a second asks the log whether it would take an entry, by one that is built on a head that cannot be,
    /// which a log that has room refuses for that.
    /// </summary>
    private async Task LookForRoom(CancellationToken ended)
    {
        if (_logShortage is null || _time.GetElapsedTime(_logShortageAt) < ReplicaTimes.LookForRoom)
        {
            return;
        }
        _logShortageAt = _time.GetTimestamp();
        try
        {
            var entry = EntryFormat.Write(Applied.Head, Applied.View?.Number ?? 0, Applied.Time, null, []);
            await _log.Advance(NoHead(Applied.Head), entry, ended);
            _logShortage = null;
        }
        catch (LogUnavailableException error) when (error.IsFull)
        {
            _logShortage = error.Message;
        }
    }

    /// <summary>No log's head: nothing hashes to zeros.</summary>
    private static LogHead NoHead(LogHead head) => head with { Hash = new string('0', head.Hash.Length) };
}

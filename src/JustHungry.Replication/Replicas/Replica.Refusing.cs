using System.Diagnostics.CodeAnalysis;
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
        if (!IsShort(out var words))
        {
            return false;
        }
        ticket.Decline(words, Applied);
        return true;
    }

    private bool IsShort([NotNullWhen(true)] out string? words)
    {
        words = Shortage;
        return words is not null;
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

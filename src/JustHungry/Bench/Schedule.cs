namespace JustHungry.Bench;

/// <summary>When requests are due in an open loop: at a fixed rate from the first one on. Not thread-safe.</summary>
/// <param name="perSecond">How many a second, at least 1.</param>
/// <param name="time">The load's clock.</param>
internal sealed class Schedule(int perSecond, TimeProvider time)
{
    private long _first;
    private long _taken;

    /// <summary>Takes the next request that is due at <paramref name="now"/>, and tells since when; false where none is.</summary>
    public bool TryTake(ref long now)
    {
        _first = _first == 0 ? now : _first;
        var due = _first + (_taken * time.TimestampFrequency / perSecond);
        if (due > now)
        {
            return false;
        }
        _taken++;
        now = due;
        return true;
    }
}

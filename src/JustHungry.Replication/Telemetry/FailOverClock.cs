using System.Diagnostics;

namespace JustHungry.Replication.Telemetry;

/// <summary>Times the phases of a fail-over, as the replica sees them that becomes the primary. Used on the replica's loop alone.</summary>
internal sealed class FailOverClock(TimeProvider time)
{
    private long? _at;
    private bool _isMine;
    private Activity? _span;

    /// <summary>The primary counts as gone; nothing was heard of it for <paramref name="silence"/>.</summary>
    public void Detected(TimeSpan silence)
    {
        Measures.FailOver(silence, "detect");
        _at = time.GetTimestamp();
        _isMine = false;
        _span?.Dispose();
        _span = Measures.Traces.StartActivity("fail-over");
        _span?.SetTag("hungry.silence_ms", silence.TotalMilliseconds);
    }

    /// <summary>Everything in the log was applied, so that the next view can be claimed.</summary>
    public void CaughtUp() => Phase("catch_up");

    /// <summary>The next view is this replica's.</summary>
    public void Claimed(long view)
    {
        Phase("claim");
        _isMine = _at is not null;
        _span?.SetTag("hungry.view", view);
    }

    /// <summary>Somebody else became the primary.</summary>
    public void Lost()
    {
        _at = null;
        _span?.Dispose();
        _span = null;
    }

    /// <summary>A batch was answered; the first one after a claim ends the fail-over.</summary>
    public void Answered()
    {
        if (_isMine)
        {
            Phase("first_answer");
            _isMine = false;
            Lost();
        }
    }

    private void Phase(string name)
    {
        if (_at is { } since)
        {
            Measures.FailOver(time.GetElapsedTime(since), name);
            _at = time.GetTimestamp();
            _span?.AddEvent(new ActivityEvent(name));
        }
    }
}

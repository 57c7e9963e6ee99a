namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// Spaces batches out while many commands come in: what a batch costs on its way through front end, primary, log and backups is then
/// shared by more of them. A batch after one of few commands goes at once, so that nobody waits where there is nobody to wait for.
/// Used under the forwarder's lock only.
/// </summary>
internal sealed class Pace : IDisposable
{
    /// <summary>A batch of so many commands was a large one: where fewer come together, there is still time to spare.</summary>
    public const int Many = 33;

    /// <summary>The time from a large batch to the next one.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _isArmed;
    private bool _wasLarge;
    private long _last;

    /// <param name="time">Its clock.</param>
    /// <param name="look">
    /// Called, without the lock, when a batch that had to wait may go: is to call <see cref="Woke"/> and then try again.
    /// </param>
    public Pace(TimeProvider time, Action look)
    {
        _time = time;
        _timer = time.CreateTimer(_ => look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True where a batch that could go is to wait for others; it is then told when it need not any more.</summary>
    public bool Holds()
    {
        var left = _wasLarge ? Between - _time.GetElapsedTime(_last) : TimeSpan.Zero;
        if (left <= TimeSpan.Zero)
        {
            return false;
        }
        if (!_isArmed)
        {
            _isArmed = true;
            // Timers know whole milliseconds.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
        return true;
    }

    public void Woke() => _isArmed = false;

    /// <summary>A batch of so many commands is on its way now.</summary>
    public void Went(int commands) => (_wasLarge, _last) = (commands >= Many, _time.GetTimestamp());

    public void Dispose() => _timer.Dispose();
}

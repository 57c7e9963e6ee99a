namespace JustHungry.Replication.Seams;

/// <summary>A token that is cancelled with another one, or when a time is over. Thread-safe.</summary>
/// <remarks>
/// A timer may ring while it is disposed of, and one that then cancels a source which is gone ends the process. A source that has its time by
/// itself bears that.
/// </remarks>
public sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _either;

    /// <param name="limit">From now on; <see cref="Timeout.InfiniteTimeSpan"/>: none.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancel">Ends it before.</param>
    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        _expiry = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _expiry.Token);
        Token = _either.Token;
    }

    /// <summary>Cancelled when the time is over, or before.</summary>
    public CancellationToken Token { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _expiry.Dispose();
    }
}

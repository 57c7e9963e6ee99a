namespace JustHungry.Replication.Inner;

/// <summary>A token that is cancelled with another one, or after a time. Whoever made it disposes it.</summary>
public sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <param name="after">How long it may take.</param>
    /// <param name="time">Counts that.</param>
    /// <param name="other">Cancels it before that.</param>
    public TimeLimit(TimeSpan after, TimeProvider time, CancellationToken other)
    {
        _timer = new CancellationTokenSource(after, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, other);
    }

    /// <summary>Cancelled once one of the two has come to pass.</summary>
    public CancellationToken Token => _either.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}

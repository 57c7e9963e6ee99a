using JustHungry.Replication.Seams;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.Replication.Tests.Seams;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public void It_is_over_when_the_time_is()
    {
        var time = new FakeTimeProvider();
        using var limit = new TimeLimit(Limit, time, CancellationToken.None);

        time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(limit.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void It_is_over_before_when_somebody_ends_it()
    {
        using var caller = new CancellationTokenSource();
        using var limit = new TimeLimit(Limit, new FakeTimeProvider(), caller.Token);

        caller.Cancel();

        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_timer_that_rings_when_it_is_gone_harms_nobody()
    {
        var time = new LateTimers();
        var limit = new TimeLimit(Limit, time, CancellationToken.None);
        limit.Dispose();

        time.Ring();

        Assert.False(limit.Token.IsCancellationRequested);
    }

    /// <summary>Timers that have begun to ring when they are disposed of.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private readonly List<Action> _rings = [];

        public void Ring() => _rings.ForEach(static ring => ring());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _rings.Add(() => callback(state));
            return new Deaf();
        }

        private sealed class Deaf : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

namespace JustHungry.Simulation.Seams;

/// <summary>
/// A simulated process: its one thread. What is posted runs in virtual time; nothing runs while it is paused, and nothing ever
/// again once it is dead. Its clock may be off the world's.
/// </summary>
/// <param name="host">The machine that it runs on: where its messages come from and go to.</param>
/// <param name="name">This run of it, unique in the town.</param>
internal sealed class NodeLoop(World world, string host, string name) : SynchronizationContext
{
    /// <summary>What a step of a process takes.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(5);

    private readonly List<(SendOrPostCallback Callback, object? State)> _held = [];

    public NodeLoop(World world, string name)
        : this(world, name, name)
    {
    }

    public World World => world;

    public string Host => host;

    public string Name => name;

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    public NodeTime Time => field ??= new NodeTime(this);

    public override void Post(SendOrPostCallback d, object? state) => world.Schedule(Step, () => RunNow(d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Starts work on this loop.</summary>
    public void Start(Func<Task> work) => Post(_ => _ = Guard(work), null);

    public void Kill()
    {
        IsAlive = false;
        _held.Clear();
        Died?.Invoke();
        Died = null;
    }

    /// <summary>Raised when the process dies: connections to it break.</summary>
    public event Action? Died;

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        foreach (var (callback, state) in _held)
        {
            Post(callback, state);
        }
        _held.Clear();
    }

    /// <summary>What escaped from the work on this loop: a bug.</summary>
    public Exception? Failure { get; private set; }

    private async Task Guard(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            Failure = error;
            world.Break($"{name} fails: {error.GetType().Name} {error.Message}");
        }
    }

    private void RunNow(SendOrPostCallback callback, object? state)
    {
        if (!IsAlive)
        {
            return;
        }
        if (IsPaused)
        {
            _held.Add((callback, state));
            return;
        }
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}

/// <summary>How far a machine's clock is off, and how much it drifts; it survives the processes. Not immutable: clocks jump.</summary>
internal sealed class HostClock
{
    /// <summary>How far the wall clock is off the world's.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Seconds of this clock in a second of the world's: 1, or nearly.</summary>
    public double Rate { get; init; } = 1;
}

/// <summary>A simulated process's clock and timers; a timer of a dead process never fires, one of a paused process fires late.</summary>
internal sealed class NodeTime(NodeLoop loop) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 11, 20, 19, 0, 0, TimeSpan.Zero);

    /// <summary>The machine's clock.</summary>
    public HostClock Clock { get; set; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(loop.World.Now.Ticks * Clock.Rate);

    public override DateTimeOffset GetUtcNow() => Beginning + (loop.World.Now * Clock.Rate) + Clock.Offset;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(loop, Clock.Rate, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(NodeLoop loop, double rate, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _setting++;
            _period = period;
            Arm(dueTime);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan dueTime)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }
            var setting = _setting;
            loop.World.Schedule(dueTime / rate, () =>
            {
                if (setting == _setting)
                {
                    loop.Post(_ => Fire(setting), null);
                }
            });
        }

        private void Fire(int setting)
        {
            if (setting != _setting)
            {
                return;
            }
            callback(state);
            if (_period > TimeSpan.Zero)
            {
                Arm(_period);
            }
        }
    }
}

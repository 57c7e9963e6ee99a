using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Simulation.Seams;

/// <summary>
/// The simulated engine: the log in memory, reached by every process over the simulated network, with the faults that an engine
/// has. What was trimmed it tells nobody, but it is kept here for the checks.
/// </summary>
internal class SimulatedLog(World world, Network network)
{
    /// <summary>Where its messages come from and go to.</summary>
    public const string Host = "log";

    private readonly List<byte[]> _entries = [];
    private readonly Dictionary<string, (ReplicaStatus Status, TimeSpan At)> _registry = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly Random _random = world.Stream("log");
    private long _trimmed;
    private long _origin;

    public LogHead? Head { get; private set; }

    /// <summary>How likely an advance is not answered, whether or not it was done.</summary>
    public double UnknownAnswers { get; set; }

    /// <summary>How likely an advance arrives a second time, later.</summary>
    public double LateDoubles { get; set; }

    /// <summary>True while the name server is dead.</summary>
    public bool IsDown { get; set; }

    /// <summary>True while its disk is full: reading and trimming go on.</summary>
    public bool IsFull { get; set; }

    /// <summary>Entries on a page. Default: 64.</summary>
    public int PageEntries { get; set; } = 64;

    /// <summary>All entries, the trimmed ones too.</summary>
    public IReadOnlyList<byte[]> Entries => _entries;

    /// <summary>Up to where entries are no longer given out.</summary>
    public long Trimmed => _trimmed;

    /// <summary>An entry went in; by whom.</summary>
    public event Action<byte[], NodeLoop>? Advanced;

    /// <summary>A process sends an advance; it may never arrive.</summary>
    public event Action<NodeLoop>? Advancing;

    /// <summary>Entries up to a position are forgotten.</summary>
    public event Action<long>? Trimming;

    /// <summary>A replica said how it is.</summary>
    public event Action<ReplicaStatus>? Registered;

    /// <summary>The log as one process sees it.</summary>
    public ILog For(NodeLoop caller) => new Door(this, caller);

    private LogHead Create(LogHead origin)
    {
        if (Head is null)
        {
            Head = origin;
            _trimmed = _origin = origin.Position;
        }
        return Head;
    }

    /// <summary>The name server starts again: who lives stands nowhere but in its memory.</summary>
    public void ForgetRegistry() => _registry.Clear();

    /// <summary>The comparison that everything rests on.</summary>
    protected virtual bool IsHead(LogHead builtOn) => Head == builtOn;

    private bool Advance(LogHead builtOn, byte[] entry, NodeLoop caller)
    {
        if (!IsHead(builtOn))
        {
            // A second arrival of the same entry finds it in place.
            return Head?.Hash == EntryFormat.Hash(entry);
        }
        _entries.Add(entry);
        Head = new LogHead(builtOn.Lineage, builtOn.Position + 1, EntryFormat.Hash(entry));
        world.Tell($"log {Head.Position} by {caller.Name} {Head.Hash[..12]}");
        Advanced?.Invoke(entry, caller);
        foreach (var waiting in _waiting)
        {
            waiting.TrySetResult();
        }
        _waiting.Clear();
        return true;
    }

    private LogPage Read(long after)
    {
        List<ReadOnlyMemory<byte>> entries = [];
        if (after >= _trimmed)
        {
            for (var i = (int)(after - _origin); i < _entries.Count && entries.Count < PageEntries; i++)
            {
                entries.Add(_entries[i]);
            }
        }
        return new LogPage(Head!, _trimmed + 1, entries);
    }

    /// <summary>Gives entries up to a position out no longer.</summary>
    /// <returns>Up to where they are not given out.</returns>
    public long Trim(long upTo)
    {
        var through = Math.Min(upTo, Head?.Position ?? 0);
        if (through > _trimmed)
        {
            world.Tell($"the log is trimmed up to {through}");
            Trimming?.Invoke(through);
            _trimmed = through;
        }
        return _trimmed;
    }

    private bool Register(ReplicaStatus status)
    {
        Registered?.Invoke(status);
        _registry[status.Replica.Id] = (status, world.Now);
        return true;
    }

    private IReadOnlyList<Registration> Registry() =>
    [
        .. _registry.Values
            .OrderBy(item => item.Status.Replica.Id, StringComparer.Ordinal)
            .Select(item => new Registration(item.Status, (long)(world.Now - item.At).TotalMilliseconds)),
    ];

    private sealed class Door(SimulatedLog log, NodeLoop caller) : ILog
    {
        private static readonly TimeSpan AnswerTime = ReplicaTimes.Advance;

        public Task<LogHead?> Head(CancellationToken cancel) => Call(() => log.Head, AnswerTime, cancel);

        public Task<LogHead> Create(LogHead origin, CancellationToken cancel) =>
            Call(() => log.IsFull ? throw Full : log.Create(origin), AnswerTime, cancel);

        public Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
        {
            var bytes = entry.ToArray();
            log.Advancing?.Invoke(caller);
            if (log.LateDoubles > 0 && log._random.Chance(log.LateDoubles))
            {
                ArriveLater(builtOn, bytes);
            }
            return log.UnknownAnswers > 0 && log._random.Chance(log.UnknownAnswers)
                ? Unanswered(builtOn, bytes, cancel)
                : Call(() => log.IsFull ? throw Full : log.Advance(builtOn, bytes, caller), AnswerTime, cancel);
        }

        public async Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel)
        {
            var page = await Call(() => log.Read(after), AnswerTime, cancel);
            if (page.Entries.Count > 0 || wait <= TimeSpan.Zero || page.Head.Position > after)
            {
                return page;
            }
            var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            log._waiting.Add(more);
            using var cancelled = cancel.Register(() => more.TrySetCanceled(cancel));
            await using var timer = caller.Time.CreateTimer(_ => more.TrySetResult(), null, wait, Timeout.InfiniteTimeSpan);
            await more.Task;
            return await Call(() => log.Read(after), AnswerTime, cancel);
        }

        public Task Trim(long upTo, CancellationToken cancel) => Call(() => log.Trim(upTo), AnswerTime, cancel);

        public Task Register(ReplicaStatus status, CancellationToken cancel) =>
            Call(() => log.Register(status), AnswerTime, cancel);

        public Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel) => Call(log.Registry, AnswerTime, cancel);

        public Task Forget(string replica, CancellationToken cancel) => Call(() => log._registry.Remove(replica), AnswerTime, cancel);

        /// <summary>The advance arrives or not, at once or late; the caller never learns which.</summary>
        private Task<bool> Unanswered(LogHead builtOn, byte[] bytes, CancellationToken cancel)
        {
            if (log._random.Chance(0.7))
            {
                ArriveLater(builtOn, bytes);
            }
            return Call<bool>(null, log._random.Between(TimeSpan.Zero, AnswerTime), cancel);
        }

        private void ArriveLater(LogHead builtOn, byte[] bytes) => log.World.Schedule(
            log._random.Between(TimeSpan.Zero, AnswerTime * 2), () =>
            {
                if (!log.IsDown && !log.IsFull)
                {
                    log.Advance(builtOn, bytes, caller);
                }
            });

        private async Task<T> Call<T>(Func<T>? serve, TimeSpan limit, CancellationToken cancel)
        {
            var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var cancelled = cancel.Register(() => answer.TrySetCanceled(cancel));
            await using var timer = caller.Time.CreateTimer(
                _ => answer.TrySetException(new LogUnavailableException("No answer in time.")), null, limit, Timeout.InfiniteTimeSpan);
            if (serve is not null)
            {
                log.Network.Send(caller.Host, Host, () => Serve(serve, answer));
            }
            return await answer.Task;
        }

        private void Serve<T>(Func<T> serve, TaskCompletionSource<T> answer)
        {
            try
            {
                var result = log.IsDown ? throw new LogUnavailableException("Refused.") : serve();
                log.Network.Send(Host, caller.Host, () => answer.TrySetResult(result));
            }
            catch (LogUnavailableException error)
            {
                log.Network.Send(Host, caller.Host, () => answer.TrySetException(error));
            }
        }

        private static LogUnavailableException Full => new("No space is left for the log.") { IsFull = true };
    }

    private World World => world;

    private Network Network => network;
}

using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Simulation.Seams;

/// <summary>The simulated engine: the log in memory, reached by every process over a bad network of its own.</summary>
internal sealed class SimulatedLog(World world, Network network)
{
    private const int PageEntries = 64;

    private readonly List<byte[]> _entries = [];
    private readonly Dictionary<string, (ReplicaStatus Status, TimeSpan At)> _registry = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private long _trimmed;
    private long _origin;

    public LogHead? Head { get; private set; }

    /// <summary>How likely an advance is not answered, whether or not it was done.</summary>
    public double UnknownAnswers { get; set; }

    /// <summary>True while the name server is dead.</summary>
    public bool IsDown { get; set; }

    public IReadOnlyList<byte[]> Entries => _entries;

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

    private bool Advance(LogHead builtOn, byte[] entry)
    {
        if (Head != builtOn)
        {
            // A second arrival of the same entry finds it in place.
            return Head?.Hash == EntryFormat.Hash(entry);
        }
        _entries.Add(entry);
        Head = new LogHead(builtOn.Lineage, builtOn.Position + 1, EntryFormat.Hash(entry));
        world.Tell($"log {Head.Position} {Head.Hash[..12]}");
        foreach (var waiting in _waiting)
        {
            waiting.TrySetResult();
        }
        _waiting.Clear();
        return true;
    }

    private LogPage Read(long after)
    {
        var first = _trimmed + 1;
        var entries = after < _trimmed
            ? []
            : _entries.Skip((int)(after - _origin)).Take(PageEntries).Select(entry => (ReadOnlyMemory<byte>)entry).ToList();
        return new LogPage(Head!, first, entries);
    }

    private sealed class Door(SimulatedLog log, NodeLoop caller) : ILog
    {
        private static readonly TimeSpan AnswerTime = ReplicaTimes.Advance;

        public Task<LogHead?> Head(CancellationToken cancel) => Call(() => log.Head, AnswerTime, cancel);

        public Task<LogHead> Create(LogHead origin, CancellationToken cancel) => Call(() => log.Create(origin), AnswerTime, cancel);

        public Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
        {
            var bytes = entry.ToArray();
            var isAnswered = !log.World.Chance(log.UnknownAnswers);
            return isAnswered
                ? Call(() => log.Advance(builtOn, bytes), AnswerTime, cancel)
                : Unanswered(builtOn, bytes, cancel);
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

        public Task Trim(long upTo, CancellationToken cancel) => Call(
            () => log._trimmed = Math.Min(Math.Max(log._trimmed, upTo), log.Head!.Position), AnswerTime, cancel);

        public Task Register(ReplicaStatus status, CancellationToken cancel) => Call(() =>
        {
            log._registry[status.Replica.Id] = (status, log.World.Now);
            return true;
        }, AnswerTime, cancel);

        public Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel) => Call<IReadOnlyList<Registration>>(() =>
            [.. log._registry.Values
                .OrderBy(item => item.Status.Replica.Id, StringComparer.Ordinal)
                .Select(item => new Registration(item.Status, (long)(log.World.Now - item.At).TotalMilliseconds))], AnswerTime, cancel);

        public Task Forget(string replica, CancellationToken cancel) => Call(() => log._registry.Remove(replica), AnswerTime, cancel);

        /// <summary>The advance arrives or not, at once or late; the caller never learns which.</summary>
        private Task<bool> Unanswered(LogHead builtOn, byte[] bytes, CancellationToken cancel)
        {
            if (log.World.Chance(0.7))
            {
                log.World.Schedule(log.World.Between(TimeSpan.Zero, AnswerTime * 2), () => log.Advance(builtOn, bytes));
            }
            return Call<bool>(null, log.World.Between(TimeSpan.Zero, AnswerTime), cancel);
        }

        private async Task<T> Call<T>(Func<T>? serve, TimeSpan limit, CancellationToken cancel)
        {
            var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var cancelled = cancel.Register(() => answer.TrySetCanceled(cancel));
            await using var timer = caller.Time.CreateTimer(
                _ => answer.TrySetException(new LogUnavailableException("No answer in time.")), null, limit, Timeout.InfiniteTimeSpan);
            if (serve is not null)
            {
                log.Network.Send(() => Serve(serve, answer));
            }
            return await answer.Task;
        }

        private void Serve<T>(Func<T> serve, TaskCompletionSource<T> answer)
        {
            if (log.IsDown)
            {
                log.Network.Send(() => answer.TrySetException(new LogUnavailableException("Refused.")));
                return;
            }
            var result = serve();
            log.Network.Send(() => answer.TrySetResult(result));
        }
    }

    private World World => world;

    private Network Network => network;
}

using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Planted;

/// <summary>The engine takes an entry without comparing the head with what it was built on.</summary>
internal sealed class SkipComparison : Planting
{
    public override SimulatedLog Log(World world, Network network) => new Careless(world, network);

    private sealed class Careless(World world, Network network) : SimulatedLog(world, network)
    {
        protected override bool IsHead(LogHead builtOn) => true;
    }
}

/// <summary>An entry counts as in when it was sent: commands are answered before the log has them.</summary>
internal sealed class AnswerBeforeLog : Planting
{
    public override PlantedLife Begin(NodeLoop loop) => new Life();

    private sealed class Life : PlantedLife
    {
        public override ILog Log(ILog log) => new Hasty(log);
    }

    private sealed class Hasty(ILog log) : LogAround(log)
    {
        public override Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
        {
            _ = Send(builtOn, entry, cancel);
            return Task.FromResult(true);
        }

        private async Task Send(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
        {
            try
            {
                await Inner.Advance(builtOn, entry, cancel);
            }
            catch (LogUnavailableException)
            {
                // Nobody waits for it.
            }
        }
    }
}

/// <summary>The log is trimmed up to what all have applied, whether or not it is durable there.</summary>
internal sealed class TrimAtApplied : Planting
{
    public override PlantedLife Begin(NodeLoop loop) => new Life();

    private sealed class Life : PlantedLife
    {
        public override ILog Log(ILog log) => new Greedy(log);
    }

    private sealed class Greedy(ILog log) : LogAround(log)
    {
        public override async Task Trim(long upTo, CancellationToken cancel)
        {
            var registry = await Inner.Registry(cancel);
            await Inner.Trim(registry.Min(registration => registration.Status.Applied), cancel);
        }
    }
}

/// <summary>A log as it is, for bugs that change one verb of it.</summary>
internal abstract class LogAround(ILog log) : ILog
{
    protected ILog Inner => log;

    public Task<LogHead?> Head(CancellationToken cancel) => log.Head(cancel);

    public Task<LogHead> Create(LogHead origin, CancellationToken cancel) => log.Create(origin, cancel);

    public virtual Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel) =>
        log.Advance(builtOn, entry, cancel);

    public Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel) => log.Read(after, wait, cancel);

    public virtual Task Trim(long upTo, CancellationToken cancel) => log.Trim(upTo, cancel);

    public Task Register(ReplicaStatus status, CancellationToken cancel) => log.Register(status, cancel);

    public Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel) => log.Registry(cancel);

    public Task Forget(string replica, CancellationToken cancel) => log.Forget(replica, cancel);
}

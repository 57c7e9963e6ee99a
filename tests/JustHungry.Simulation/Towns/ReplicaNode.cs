using JustHungry.BackEnd;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>
/// A replica and its store in the simulation, across its lives: started, paused, killed, started again over what its store kept.
/// </summary>
internal sealed class ReplicaNode(
    World world, Network network, SimulatedLog log, string name,
    Func<IStateMachine> open, Action<IStateMachine> close, Func<string, ReplicaNode?> find)
{
    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(5);

    private readonly Random _random = world.Stream(name);
    private int _life;

    public string Name => name;

    public string Url => $"sim://{name}";

    /// <summary>The process that runs now, or the last one.</summary>
    public NodeLoop Loop { get; private set; } = new(world, name);

    public IStateMachine? Machine { get; private set; }

    public Replica? Replica { get; private set; }

    /// <summary>Where commands of a front end come in; null while it joins.</summary>
    public TakeCommands? Door { get; private set; }

    /// <summary>What its reads go through; null while it joins, and where it is no town of food.</summary>
    public ReadSeams? Reads { get; private set; }

    /// <summary>How the last run ended by itself; null while it runs or was killed.</summary>
    public ReplicaEnd? End { get; private set; }

    public bool IsUp { get; private set; }

    public CancellationTokenSource Stopping { get; private set; } = new();

    /// <summary>The machine's clock.</summary>
    public HostClock Clock { get; init; } = new();

    /// <summary>The machine's disk; null where the store is none of the product's.</summary>
    public SimulatedDisk? Disk { get; init; }

    /// <summary>The bug that is planted into it.</summary>
    public Planting Planting { get; init; } = Planting.None;

    /// <summary>How it keeps house.</summary>
    public Housekeeping Housekeeping { get; init; } = new();

    /// <summary>How likely a snapshot is damaged on its way.</summary>
    public double DamagedSnapshots { get; set; }

    /// <summary>Called before its store is closed, whatever the reason.</summary>
    public Action<ReplicaNode>? Closing { get; init; }

    public void Start(string? newTown)
    {
        _life++;
        Loop = new NodeLoop(world, name, $"{name}/{_life}");
        Loop.Time.Clock = Clock;
        (End, IsUp, Stopping) = (null, true, new CancellationTokenSource());
        var (loop, stop) = (Loop, Stopping.Token);
        Open();
        world.Tell($"{loop.Name} starts at {Machine!.Applied.Head.Position}");
        loop.Start(() => Live(loop, newTown, stop));
    }

    public void Kill()
    {
        if (IsUp)
        {
            world.Tell($"{Loop.Name} is killed");
            EndLife();
        }
    }

    private void EndLife()
    {
        Loop.Kill();
        Close();
        (IsUp, Replica, Door, Reads) = (false, null, null, null);
    }

    private void Open() => Machine = open();

    private void Close()
    {
        if (Machine is not null)
        {
            Machine.Rollback();
            Closing?.Invoke(this);
            close(Machine);
            Machine = null;
        }
    }

    /// <summary>Joins, runs, and joins again where the log has gone on too far without this replica.</summary>
    private async Task Live(NodeLoop loop, string? newTown, CancellationToken stop)
    {
        var life = Planting.Begin(loop);
        var door = life.Log(log.For(loop));
        try
        {
            do
            {
                while (!await Join(loop, door, newTown))
                {
                    await Task.Delay(ReplicaTimes.Retry, loop.Time, stop);
                }
                End = await Run(loop, life, door, stop);
                world.Tell($"{loop.Name} ends: {End} {Replica?.Trouble}");
                Judge(Replica!);
            }
            while (End == ReplicaEnd.NeedsSnapshot);
        }
        catch (Exception error) when (error is OperationCanceledException or StoreException)
        {
            world.Tell($"{loop.Name} ends while it joins");
        }
        EndLife();
    }

    private async Task<ReplicaEnd> Run(NodeLoop loop, PlantedLife life, ILog door, CancellationToken stop)
    {
        var machine = life.Store(Machine!);
        var self = new ReplicaIdentity(name, loop.Name, Url);
        var peers = life.Peers(new SimulatedPeers(
            network, loop, url => find(url) is { } node ? (node.Loop, node.Replica) : null));
        var replica = new Replica(
            self, _life, machine, door, peers, loop.Time, new Random(_random.Next()), loop)
        {
            Housekeeping = Housekeeping, Reads = StoreFeatures.Highest,
        };
        Replica = replica;
        Door = life.Door(new CommandDoor(replica, (_, _) => Task.FromResult(new PostcodeLookup(null, Exists: true))).Take);
        var running = replica.Run(stop);
        if (Machine is not DiskStore { Store: var store })
        {
            return await running;
        }
        Reads = life.Reads(ReadSeams.Of(
            replica, store, (_, _) => Task.FromResult(new PostcodeLookup(null, Exists: true)), loop.Time));
        var rounds = SystemRounds.Run(replica, loop.Time, running);
        var end = await running;
        (Door, Reads) = (null, null);
        await rounds;
        return end;
    }

    /// <summary>A replica may only break where its disk failed under an entry that the log has.</summary>
    private void Judge(Replica replica)
    {
        const string commitFailed = "The store could not commit what the log holds";
        if (End == ReplicaEnd.Broken && replica.Trouble?.StartsWith(commitFailed, StringComparison.Ordinal) != true)
        {
            world.Break($"{Loop.Name} cannot go on: {replica.Trouble}");
        }
    }

    private async Task<bool> Join(NodeLoop loop, ILog door, string? newTown)
    {
        try
        {
            if (Machine is null)
            {
                Open();
            }
            switch (await Town.Join(Machine!, door, newTown, default))
            {
                case JoinOutcome.Joined:
                    return true;
                case JoinOutcome.NeedsSnapshot needs when Disk is not null:
                    await FetchSnapshot(loop, door, needs.Head);
                    return false;
                case JoinOutcome.OtherTown other:
                    world.Break($"{loop.Name} finds another town than its own: {other.Head}");
                    return false;
                default:
                    return false;
            }
        }
        catch (LogUnavailableException)
        {
            return false;
        }
    }

    /// <summary>From the peer that has applied most; a damaged copy shows by its sum, and the next try comes soon.</summary>
    private async Task FetchSnapshot(NodeLoop loop, ILog door, LogHead head)
    {
        var peers = (await door.Registry(default)).Select(registration => registration.Status)
            .Where(status => status.Lineage == head.Lineage && status.Replica.Id != name)
            .OrderByDescending(status => status.Applied);
        foreach (var peer in peers)
        {
            using var limit = new CancellationTokenSource(SnapshotPatience, loop.Time);
            try
            {
                var target = find(peer.Replica.Url);
                var asked = target?.Machine?.Applied;
                await Task.Delay(ReplicaTimes.Retry, loop.Time, limit.Token);
                var (bytes, sum) = await network.Call(
                    loop, target?.Loop, () => Task.FromResult(target!.Snapshot(asked)),
                    () => new IOException("refused"), () => new IOException("lost"), limit.Token);
                Install(loop, bytes, sum);
                return;
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The next peer is asked.
            }
        }
    }

    private (byte[] Bytes, byte[] Sum) Snapshot(AppliedState? asked) => Machine is DiskStore { Store: var store } && Disk is not null
        ? Disk.Snapshot(store, path => Planting.SnapshotMade(path, asked ?? store.Applied))
        : throw new IOException("joining");

    private void Install(NodeLoop loop, byte[] bytes, byte[] sum)
    {
        if (_random.Chance(DamagedSnapshots))
        {
            bytes = bytes[..^_random.Next(1, bytes.Length)];
        }
        var isWhole = System.Security.Cryptography.SHA256.HashData(bytes).AsSpan().SequenceEqual(sum);
        if (isWhole && Disk!.Peek(bytes) is { } state)
        {
            Close();
            Disk.Install(bytes, state.Head.Position);
            world.Tell($"{loop.Name} takes a snapshot of {state.Head.Position}");
        }
        else
        {
            world.Tell($"{loop.Name} throws a damaged snapshot away");
        }
    }
}

using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>
/// A replica and its store in the simulation, across its lives: started, paused, killed, started again over what its store kept.
/// </summary>
internal sealed class ReplicaNode(
    World world, Network network, SimulatedLog log, string name,
    Func<IStateMachine> open, Action<IStateMachine> close, Func<string, ReplicaNode?> find)
{
    private int _life;

    public string Name => name;

    public string Url => $"sim://{name}";

    /// <summary>The process that runs now, or the last one.</summary>
    public NodeLoop Loop { get; private set; } = new(world, name);

    public IStateMachine? Machine { get; private set; }

    public Replica? Replica { get; private set; }

    /// <summary>Where commands of a front end come in; null while it joins.</summary>
    public CommandDoor? Door { get; private set; }

    /// <summary>How the last run ended by itself; null while it runs or was killed.</summary>
    public ReplicaEnd? End { get; private set; }

    public bool IsUp => Machine is not null && Loop.IsAlive;

    public CancellationTokenSource Stopping { get; private set; } = new();

    public void Start(string? newTown)
    {
        _life++;
        Loop = new NodeLoop(world, $"{name}/{_life}");
        Machine = open();
        End = null;
        Stopping = new CancellationTokenSource();
        var (loop, machine, stop) = (Loop, Machine, Stopping.Token);
        world.Tell($"{loop.Name} starts at {machine.Applied.Head.Position}");
        loop.Start(() => Live(loop, machine, newTown, stop));
    }

    public void Kill()
    {
        if (IsUp)
        {
            world.Tell($"{Loop.Name} is killed");
            Loop.Kill();
            Machine!.Rollback();
            close(Machine);
            (Machine, Replica, Door) = (null, null, null);
        }
    }

    private async Task Live(NodeLoop loop, IStateMachine machine, string? newTown, CancellationToken stop)
    {
        var door = log.For(loop);
        while (!await Join(machine, door, newTown))
        {
            await Task.Delay(ReplicaTimes.Retry, loop.Time, stop);
        }
        var self = new ReplicaIdentity(name, $"{name}.{_life}", Url);
        var peers = new SimulatedPeers(network, url => find(url) is { } node ? (node.Loop, node.Replica) : null);
        Replica = new Replica(self, _life, machine, door, peers, loop.Time, new Random(world.Random.Next()), loop);
        Door = new CommandDoor(Replica, (_, _) => Task.FromResult(new PostcodeLookup(null, Exists: true)));
        var end = await Replica.Run(stop);
        End = end;
        world.Tell($"{loop.Name} ends: {end} {Replica?.Trouble}");
        Kill();
    }

    private static async Task<bool> Join(IStateMachine machine, ILog door, string? newTown)
    {
        try
        {
            return await Town.Join(machine, door, newTown, default) is not JoinOutcome.NoTown;
        }
        catch (LogUnavailableException)
        {
            return false;
        }
    }
}

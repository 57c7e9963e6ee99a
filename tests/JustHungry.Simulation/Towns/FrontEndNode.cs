using JustHungry.FrontEnd.BackEnd;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>A front end in the simulation: the product's own forwarder and directory, on the simulated network.</summary>
internal sealed class FrontEndNode(
    World world, Network network, SimulatedLog log, string name, Func<string, ReplicaNode?> find)
{
    private CancellationTokenSource _stopping = new();
    private CommandForwarder? _forwarder;
    private int _life;

    public NodeLoop Loop { get; private set; } = new(world, name);

    public void Start()
    {
        _life++;
        Loop = new NodeLoop(world, $"{name}/{_life}");
        _stopping = new CancellationTokenSource();
        var (loop, stop) = (Loop, _stopping.Token);
        world.Tell($"{loop.Name} starts");
        loop.Start(async () =>
        {
            var backEnd = new SimulatedBackEnd(network, log.For(loop), find);
            var directory = new ReplicaDirectory(backEnd, loop.Time, new Random(world.Random.Next()));
            _forwarder = new CommandForwarder(backEnd, directory, loop.Time, new Random(world.Random.Next()), new ForwarderOptions());
            await directory.Run(stop);
        });
    }

    public void Kill()
    {
        if (Loop.IsAlive)
        {
            world.Tell($"{Loop.Name} is killed");
            Loop.Kill();
            _forwarder?.Dispose();
            _forwarder = null;
        }
    }

    /// <summary>What a client's request to this front end comes to.</summary>
    public Task<CommandOutcome> Send(ForwardedCommand command, CancellationToken cancel) => network.Call(
        Loop, () => _forwarder is { } forwarder ? forwarder.Send(command) : throw new IOException("starting"),
        () => new IOException("refused"), () => new IOException("lost"), cancel);
}

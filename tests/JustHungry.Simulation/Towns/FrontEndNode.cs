using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Simulation.Seams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JustHungry.Simulation.Towns;

/// <summary>A front end in the simulation: the product's own forwarders, directory and event streams, on the simulated network.</summary>
internal sealed class FrontEndNode(
    World world, Network network, SimulatedLog log, string name, Func<string, ReplicaNode?> find)
{
    private static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(15);

    private readonly Random _random = world.Stream(name);
    private CancellationTokenSource _stopping = new();
    private CommandForwarder? _commands;
    private ReadForwarder? _reads;
    private OrderEvents? _events;
    private int _life;

    public string Name => name;

    public NodeLoop Loop { get; private set; } = new(world, name);

    public void Start()
    {
        _life++;
        Loop = new NodeLoop(world, name, $"{name}/{_life}");
        _stopping = new CancellationTokenSource();
        var (loop, stop) = (Loop, _stopping.Token);
        world.Tell($"{loop.Name} starts");
        loop.Start(async () =>
        {
            var backEnd = new SimulatedBackEnd(network, loop, log.For(loop), find);
            var directory = new ReplicaDirectory(backEnd, loop.Time, new Random(_random.Next()));
            _commands = new CommandForwarder(
                backEnd, directory, loop.Time, new Random(_random.Next()), new ForwarderOptions());
            _reads = new ReadForwarder(backEnd, directory, loop.Time, ReadDeadline);
            _events = new OrderEvents(_reads, loop.Time, stop);
            await directory.Run(stop);
        });
    }

    public void Kill()
    {
        if (Loop.IsAlive)
        {
            world.Tell($"{Loop.Name} is killed");
            Loop.Kill();
            _commands?.Dispose();
            (_commands, _reads, _events) = (null, null, null);
        }
    }

    /// <summary>What a client's command, sent to this front end, comes to.</summary>
    public Task<CommandOutcome> Send(NodeLoop client, ForwardedCommand command, CancellationToken cancel) => network.Call(
        client, Loop, () => _commands is { } forwarder ? forwarder.Send(command) : throw new IOException("starting"),
        () => new IOException("refused"), () => new IOException("lost"), cancel);

    /// <summary>What a client's read, sent to this front end, comes to; null where nobody had an answer in time.</summary>
    public Task<ReadAnswer?> Read(NodeLoop client, ReadRequest request, CancellationToken cancel) => network.Call(
        client, Loop, () => _reads is { } reads ? reads.Read(request, default) : throw new IOException("starting"),
        () => new IOException("refused"), () => new IOException("lost"), cancel);

    /// <summary>
    /// Follows an order's events, until the front end ends the stream: the answer's status. Pieces of the body arrive meanwhile.
    /// </summary>
    public Task<int> Follow(
        NodeLoop client, string order, string token, long after, Action<string> arrived, CancellationToken cancel)
    {
        var server = Loop;
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(
            new SimulatedStream(world, network, server.Host, client.Host, arrived)));
        http.Request.RouteValues["id"] = order;
        http.Request.Headers.Authorization = $"Bearer {token}";
        if (after > 0)
        {
            http.Request.Headers["Last-Event-ID"] = $"{after}";
        }
        http.RequestAborted = cancel;
        var isTaken = false;
        return network.Call(client, server, Serve, () => new IOException("refused"), () => new IOException("lost"), cancel);

        async Task<int> Serve()
        {
            if (isTaken)
            {
                // A request that arrives twice is answered on one connection alone.
                return await new TaskCompletionSource<int>().Task;
            }
            isTaken = true;
            await (_events ?? throw new IOException("starting")).Follow(http);
            return http.Response.StatusCode;
        }
    }
}

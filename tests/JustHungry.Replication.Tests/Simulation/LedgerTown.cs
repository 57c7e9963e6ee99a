using System.Text;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Seams;
using JustHungry.Simulation.Towns;
using Xunit;

namespace JustHungry.Replication.Tests.Simulation;

/// <summary>A simulated town of ledgers with clients that write lines: replication alone, nothing of food.</summary>
internal sealed class LedgerTown : IDisposable
{
    public LedgerTown(int seed, int replicas)
    {
        World = new World(seed) { Story = [] };
        Network = new Network(World);
        Log = new SimulatedLog(World, Network);
        for (var i = 1; i <= replicas; i++)
        {
            var ledger = new Ledger();
            Nodes.Add(new ReplicaNode(World, Network, Log, $"r{i}", () => ledger, _ => { }, Find));
            Ledgers.Add(ledger);
        }
    }

    private readonly string _lineage = new('a', 32);
    private int _favourite;

    public World World { get; }

    public Network Network { get; }

    public SimulatedLog Log { get; }

    public List<ReplicaNode> Nodes { get; } = [];

    public List<Ledger> Ledgers { get; } = [];

    /// <summary>What clients were told: the id, and the number of its line.</summary>
    public Dictionary<string, string> Told { get; } = [];

    public ReplicaNode? Primary => Nodes.Find(node => node is { IsUp: true, Loop.IsPaused: false, Replica.IsPrimary: true });

    public void StartAll()
    {
        Nodes.ForEach(node => node.Start(_lineage));
    }

    public void Start(ReplicaNode node) => node.Start(_lineage);

    /// <summary>A client that writes lines until it is told to stop, each until it is answered.</summary>
    public NodeLoop StartClient(string name, int lines)
    {
        var loop = new NodeLoop(World, name);
        loop.Start(async () =>
        {
            for (var i = 0; i < lines; i++)
            {
                var id = $"{name}-{i}";
                await Write(loop, new WriteLine(id, $"line {i} of {name}"));
                if (World.Chance(0.2))
                {
                    await Write(loop, new WriteLine(id, $"line {i} of {name}"));
                }
            }
        });
        return loop;
    }

    private async Task Write(NodeLoop loop, WriteLine command)
    {
        while (true)
        {
            var node = Nodes[_favourite];
            if (node.Replica is { } replica && await Submit(loop, node, replica, command) is { } answer)
            {
                var told = Encoding.UTF8.GetString(answer.Body.Span);
                World.Tell($"{loop.Name} told {command.Id} {told}");
                Assert.Equal(told, Told.TryAdd(command.Id, told) ? told : Told[command.Id]);
                return;
            }
            _favourite = (_favourite + 1) % Nodes.Count;
            await Task.Delay(TimeSpan.FromMilliseconds(5), loop.Time);
        }
    }

    private async Task<Answer?> Submit(NodeLoop loop, ReplicaNode node, Replica replica, WriteLine command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), loop.Time);
        try
        {
            var result = await Network.Call(
                loop, node.Loop, () => replica.Submit([command]),
                () => new IOException("refused"), () => new IOException("lost"), limit.Token);
            return result is SubmitResult.Answered answered ? answered.Answers[0] : null;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Everything alive again and the network good: all stores must come to hold the same, and all that was told.</summary>
    public void HealAndCheck(string hint)
    {
        Network.Faults = NetworkFaults.None;
        (Log.UnknownAnswers, Log.IsDown) = (0, false);
        foreach (var node in Nodes)
        {
            node.Loop.Resume();
            if (!node.IsUp)
            {
                Start(node);
            }
        }
        var isHealed = World.RunFor(TimeSpan.FromSeconds(30), () => Primary is not null
            && Nodes.All(node => node.Replica is not null && node.Machine!.Applied.Head == Log.Head));
        Assert.True(isHealed, $"{hint}: no progress after healing\n{string.Join('\n', World.Story!.TakeLast(60))}");
        var lines = Ledgers[0].Lines.ToList();
        Assert.All(Ledgers, ledger => Assert.Equal(lines, ledger.Lines));
        Assert.Equal(lines.Count, lines.Distinct().Count());
        Assert.All(Told, told => Assert.StartsWith(told.Key + "=", lines[int.Parse(told.Value, null) - 1]));
        CheckChain();
    }

    private void CheckChain()
    {
        var (hash, view, writer) = (EntryFormat.Origin(Log.Head!.Lineage).Hash, 0L, "");
        foreach (var entry in Log.Entries.Select(bytes => EntryFormat.Read(bytes)))
        {
            Assert.Equal(hash, entry.Previous);
            Assert.Equal(entry.NewView is null ? view : view + 1, entry.View);
            (hash, view, writer) = (entry.Hash, entry.View, entry.NewView?.Primary.Incarnation ?? writer);
        }
    }

    public void Dispose() => World.Dispose();

    private ReplicaNode? Find(string url) => Nodes.Find(node => node.Url == url);
}

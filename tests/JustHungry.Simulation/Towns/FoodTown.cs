using System.Text;
using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Sqlite;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>How a simulated town is made. Immutable.</summary>
internal sealed record TownShape(int Replicas = 3, int FrontEnds = 2, int Clients = 4);

/// <summary>
/// A whole town in one thread: replicas with real SQLite stores, front ends' forwarders, clients that order food; the log, the
/// network, the clocks and chance are simulated.
/// </summary>
internal sealed class FoodTown : IDisposable
{
    private static readonly string Lineage = new('a', 32);
    private static readonly string Fastest = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string _folder = Directory.CreateDirectory(
        Path.Combine(Fastest, $"hungry-sim-{Environment.ProcessId}-{Path.GetRandomFileName()}")).FullName;

    public FoodTown(int seed, TownShape shape, bool keepStory = true)
    {
        World = new World(seed) { Story = keepStory ? [] : null };
        Network = new Network(World);
        Log = new SimulatedLog(World, Network);
        History = new History(World);
        for (var i = 1; i <= shape.Replicas; i++)
        {
            var path = Path.Combine(_folder, $"r{i}.db");
            Replicas.Add(new ReplicaNode(
                World, Network, Log, $"r{i}", () => Open(path), machine => ((ReplicaStore)machine).Dispose(), Find));
        }
        for (var i = 1; i <= shape.FrontEnds; i++)
        {
            FrontEnds.Add(new FrontEndNode(World, Network, Log, $"f{i}", Find));
        }
        for (var i = 1; i <= shape.Clients; i++)
        {
            Clients.Add(new ClientNode(this, $"c{i}"));
        }
    }

    public World World { get; }

    public Network Network { get; }

    public SimulatedLog Log { get; }

    public History History { get; }

    public List<ReplicaNode> Replicas { get; } = [];

    public List<FrontEndNode> FrontEnds { get; } = [];

    public List<ClientNode> Clients { get; } = [];

    public ReplicaNode? Primary => Replicas.Find(node => node is { IsUp: true, Loop.IsPaused: false, Replica.IsPrimary: true });

    /// <summary>Starts everybody, and waits until the restaurant is in the town.</summary>
    public void Open()
    {
        Replicas.ForEach(Start);
        FrontEnds.ForEach(frontEnd => frontEnd.Start());
        var isOpen = false;
        Clients[0].Loop.Start(async () =>
        {
            await Clients[0].PutRestaurant();
            isOpen = true;
        });
        World.RunFor(TimeSpan.FromMinutes(1), () => isOpen);
        Clients.ForEach(client => client.Start());
    }

    public void Start(ReplicaNode replica) => replica.Start(Lineage);

    public ReplicaNode? Find(string url) => Replicas.Find(node => node.Url == url);

    /// <summary>Everybody alive, the network good: within 30 s of virtual time all stores must stand at the head, under a primary.</summary>
    /// <returns>Whether they do.</returns>
    public bool Heal()
    {
        World.Tell("everything is healed");
        Network.Faults = NetworkFaults.None;
        (Log.UnknownAnswers, Log.IsDown) = (0, false);
        foreach (var replica in Replicas)
        {
            replica.Loop.Resume();
            if (!replica.IsUp)
            {
                Start(replica);
            }
        }
        foreach (var frontEnd in FrontEnds.Where(frontEnd => !frontEnd.Loop.IsAlive))
        {
            frontEnd.Start();
        }
        Clients.ForEach(client => client.IsLeaving = true);
        return World.RunFor(TimeSpan.FromSeconds(60), () => Clients.All(client => client.HasLeft) && Primary is not null
            && Replicas.All(node => node is { IsUp: true, Replica: not null } && node.Machine!.Applied.Head == Log.Head));
    }

    public void Dispose()
    {
        Replicas.ForEach(replica => replica.Kill());
        FrontEnds.ForEach(frontEnd => frontEnd.Kill());
        World.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ReplicaStore Open(string path) => ReplicaStore.Open(new StoreOptions
    {
        Path = path,
        TokenSecret = Encoding.ASCII.GetBytes("simulated"),
        Synchronous = Synchronous.Off,
        CacheKibibytes = 1024,
    });

    /// <summary>The menu that everybody orders from.</summary>
    public static JsonElement Restaurant { get; } = JsonDocument.Parse(
        typeof(FoodTown).Assembly.GetManifestResourceStream("stantons.json")!).RootElement;
}

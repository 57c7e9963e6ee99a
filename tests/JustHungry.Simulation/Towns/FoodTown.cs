using System.Text.Json;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Checks;
using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>
/// A whole town in one thread: replicas with real SQLite stores, front ends, customers who order food; the log, the network, the
/// disks, the clocks and chance are simulated. Everything that it promises is checked while it runs.
/// </summary>
internal sealed class FoodTown : IDisposable
{
    private const int Devices = 2;
    private static readonly string Lineage = new('a', 32);
    private static readonly string Fastest = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string _folder = Directory.CreateDirectory(
        Path.Combine(Fastest, $"hungry-sim-{Environment.ProcessId}-{Path.GetRandomFileName()}")).FullName;

    public FoodTown(Plan plan, Planting planting, bool keepStory)
    {
        Plan = plan;
        World = new World(plan.Seed) { Story = keepStory ? [] : null };
        Network = new Network(World);
        Log = planting.Log(World, Network);
        LogChecks = new LogChecks(World);
        LogChecks.Watch(Log);
        Promises = new Promises(World, LogChecks);
        Orders = new OrderHistory(World, LogChecks);
        Contents = new ContentChecks(World, Log, Path.Combine(_folder, "model.db"), planting.StoreOpened);
        var clocks = World.Stream("clocks");
        for (var i = 1; i <= plan.Replicas; i++)
        {
            Replicas.Add(Replica($"r{i}", planting, clocks));
        }
        for (var i = 1; i <= plan.FrontEnds; i++)
        {
            FrontEnds.Add(new FrontEndNode(World, Network, Log, $"f{i}", Find));
        }
        for (var i = 0; i < plan.Customers * Devices; i++)
        {
            if (i % Devices == 0)
            {
                Customers.Add(new Customer($"customer {Customers.Count + 1}"));
            }
            Clients.Add(new DeviceNode(this, Customers[^1], $"c{Customers.Count}.{(i % Devices) + 1}", i % Devices == 0));
        }
        new PositionChecks(World, Log, Find, Replicas).Watch();
    }

    public Plan Plan { get; }

    public World World { get; }

    public Network Network { get; }

    public SimulatedLog Log { get; }

    public LogChecks LogChecks { get; }

    public Promises Promises { get; }

    public OrderHistory Orders { get; }

    public ContentChecks Contents { get; }

    public List<ReplicaNode> Replicas { get; } = [];

    public List<FrontEndNode> FrontEnds { get; } = [];

    public List<Customer> Customers { get; } = [];

    public List<DeviceNode> Clients { get; } = [];

    /// <summary>Which customer sent a command.</summary>
    public Dictionary<string, string> OwnerOf { get; } = [];

    public ReplicaNode? Primary => Replicas.Find(node => node is { IsUp: true, Loop.IsPaused: false, Replica.IsPrimary: true });

    /// <summary>Starts everybody, and waits until the restaurant is in the town.</summary>
    public void Open()
    {
        Replicas.Except(Plan.JoinsAt is null ? [] : [Replicas[^1]]).ToList().ForEach(Start);
        FrontEnds.ForEach(frontEnd => frontEnd.Start());
        var isOpen = false;
        Clients[0].Loop.Start(async () =>
        {
            await Clients[0].PutRestaurant();
            isOpen = true;
        });
        if (!World.RunFor(TimeSpan.FromMinutes(1), () => isOpen))
        {
            World.Break("the town does not open within a minute");
            return;
        }
        Clients.ForEach(client => client.Start());
    }

    public void Start(ReplicaNode replica) => replica.Start(Lineage);

    public ReplicaNode? Find(string url) => Replicas.Find(node => node.Url == url);

    public void Dispose()
    {
        Replicas.ForEach(replica => replica.Kill());
        FrontEnds.ForEach(frontEnd => frontEnd.Kill());
        Contents.Dispose();
        World.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ReplicaNode Replica(string name, Planting planting, Random clocks)
    {
        var disk = new SimulatedDisk(World, _folder, name) { Errors = 0 };
        return new ReplicaNode(
            World, Network, Log, name,
            () => disk.Open(planting.StoreOpened), machine => ((DiskStore)machine).Store.Dispose(), Find)
        {
            Disk = disk,
            Planting = planting,
            Clock = new HostClock { Rate = 1 + (Plan.Weather.Drift * ((clocks.NextDouble() * 2) - 1)) },
            DamagedSnapshots = Plan.Weather.DamagedSnapshots,
            Closing = Contents.Look,
            Housekeeping = new Housekeeping
            {
                Every = TimeSpan.FromSeconds(1),
                TrimEvery = TimeSpan.FromSeconds(2),
                KeepEntries = Plan.KeepEntries,
            },
        };
    }

    /// <summary>The menu that everybody orders from.</summary>
    public static JsonElement Restaurant { get; } = JsonDocument.Parse(
        typeof(FoodTown).Assembly.GetManifestResourceStream("stantons.json")!).RootElement;
}

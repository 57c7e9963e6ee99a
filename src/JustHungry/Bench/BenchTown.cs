using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using JustHungry.Catalogue;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Up;

namespace JustHungry.Bench;

/// <summary>The front end that is measured: of a running town, or of one that is made for it in a temporary folder.</summary>
internal sealed class BenchTown : IAsyncDisposable
{
    private const int OrdersEach = 4;
    private static readonly (double Latitude, double Longitude) Durham = (54.7743, -1.5746);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly string? _folder;
    private readonly List<Child> _added = [];

    private BenchTown(Uri frontEnd, Town? town, string? folder)
    {
        (Town, _folder) = (town, folder);
        FrontEnd = new IPEndPoint(IPAddress.TryParse(frontEnd.Host, out var address) ? address : IPAddress.Loopback, frontEnd.Port);
    }

    public IPEndPoint FrontEnd { get; }

    /// <summary>Null where the town is not ours.</summary>
    public Town? Town { get; }

    public static BenchTown Running(string frontEnd) => new(new Uri(frontEnd), null, null);

    /// <summary>Starts a town of its own on free ports.</summary>
    public static async Task<BenchTown> Start(
        int replicas, bool keepAlive, TimeProvider time, Action<string> announce, CancellationToken cancellation,
        string? nameServer = null, string? program = null)
    {
        var folder = Directory.CreateTempSubdirectory("hungry-bench-").FullName;
        try
        {
            var ports = FreePorts(2);
            var options = new UpOptions
            {
                Data = folder,
                Replicas = replicas,
                Port = ports[0],
                NameServerPort = ports[1],
                NameServer = nameServer,
                KeepAlive = keepAlive,
                Program = program,
                PostcodeServices = new() { Enabled = false },
            };
            return new BenchTown(new Uri(options.FrontEndUrl), await Town.Start(options, time, announce, cancellation), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Starts one more replica in the town that is ours; it ends with this.</summary>
    public Child AddReplica()
    {
        var town = Town ?? throw new InvalidOperationException("The town is not ours.");
        _added.Add(town.StartAnother());
        return _added[^1];
    }

    /// <summary>Puts a restaurant with so many dishes into the town that is ours, near those who order; tells its slug.</summary>
    /// <exception cref="RefusedException">The town does not take it.</exception>
    public async Task<string> AddRestaurant(int dishes, Random random, TimeProvider time, CancellationToken cancellation)
    {
        var town = Town ?? throw new InvalidOperationException("The town is not ours.");
        var (slug, document) = new GeneratedRestaurants(random.Next(), towns: 1, Durham).Make(0, dishes);
        var file = new DocumentFile($"{slug}.json", slug, document, []);
        var progress = new ImportProgress(1, TextWriter.Null, isTerminal: false, time);
        await Importer.Run(new TownCommands(town.Cluster, time), [file], 1, progress, time, cancellation);
        return slug;
    }

    /// <summary>True where a front end answers there.</summary>
    public static bool Answers(string frontEnd)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(new IPEndPoint(IPAddress.Loopback, new Uri(frontEnd).Port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Orders that the town takes: each was tried once.</summary>
    /// <exception cref="RefusedException">The town has no open restaurant, or takes none of them.</exception>
    public async Task<List<byte[]>> Orders(Random random, TimeProvider time, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{FrontEnd}/api/v1/") };
        using var list = JsonDocument.Parse(await http.GetByteArrayAsync("restaurants?postcode=DH1%203LE&limit=100", cancellation));
        var orders = new List<byte[]>();
        foreach (var restaurant in list.RootElement.GetProperty("items").EnumerateArray())
        {
            if (restaurant.GetProperty("open").GetBoolean())
            {
                var path = $"restaurants/{restaurant.GetProperty("slug").GetString()}";
                using var menu = JsonDocument.Parse(await http.GetByteArrayAsync(path, cancellation));
                orders.AddRange(OrderMenu.Orders(menu.RootElement, random));
            }
        }
        var diner = Registrations.Make(FrontEnd, 1, time)[0];
        orders = [.. orders.Where(order => IsTaken(order, diner, time))];
        return orders.Count >= OrdersEach ? orders : throw new RefusedException("the town takes no orders that could be measured.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _added)
        {
            await child.Stop(EndTime);
            child.Dispose();
        }
        if (Town is not null)
        {
            await Town.DisposeAsync();
        }
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private bool IsTaken(byte[] order, Diner diner, TimeProvider time)
    {
        using var once = new CancellationTokenSource();
        var load = new OrderLoad([diner], [order], 1, time, once.Token) { StopAfterFirst = once };
        LoadLoop.Run(FrontEnd, 1, load, time);
        return load.Failures.Count == 0;
    }

    /// <summary>Ports on which nobody listens just now, each another.</summary>
    public static List<int> FreePorts(int count)
    {
        var probes = Enumerable.Range(0, count)
            .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            .ToList();
        probes.ForEach(probe => probe.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        var ports = probes.ConvertAll(probe => ((IPEndPoint)probe.LocalEndPoint!).Port);
        probes.ForEach(probe => probe.Dispose());
        return ports;
    }
}

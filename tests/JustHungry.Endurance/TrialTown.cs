using System.Globalization;
using System.Net;
using JustHungry.Bench;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Upkeep;
using JustHungry.Up;
using Town = JustHungry.Up.Town;

namespace JustHungry.Endurance;

/// <summary>A town of three replicas and two front ends, in a temporary folder; whatever dies is started again.</summary>
internal sealed class TrialTown : IAsyncDisposable
{
    private const int Replicas = 3;
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Town _town;
    private readonly Supervised _second;

    private TrialTown(string folder, Town town, Supervised second, UpOptions options, Uri other, TimeProvider time)
    {
        (_folder, _town, _second, _time) = (folder, town, second, time);
        (Options, FrontEnds) = (options, [new Uri(options.FrontEndUrl), other]);
    }

    public UpOptions Options { get; }

    public IReadOnlyList<Uri> FrontEnds { get; }

    public ClusterClient Cluster => _town.Cluster;

    /// <summary>The one-time password of the first operator.</summary>
    public string OperatorPassword => _town.OperatorPassword ?? throw new InvalidOperationException("The town had an operator already.");

    /// <summary>The files of the replicas' stores.</summary>
    public IEnumerable<string> Stores => Enumerable.Range(1, Replicas).Select(number => Path.Combine(DataFolders.Replica(_folder, number), "store.db"));

    public IReadOnlyList<Supervised> ReplicaParts => _town.Replicas;

    public Supervised NameServer => _town.Parts.First();

    public IReadOnlyList<Supervised> FrontEndParts => [_town.Parts.Last(), _second];

    public IEnumerable<Supervised> Parts => [.. _town.Parts, _second];

    public IPEndPoint FrontEndAddress => new(IPAddress.Loopback, FrontEnds[0].Port);

    /// <summary>Starts it, with the sample restaurants or with none.</summary>
    public static async Task<TrialTown> Start(Action<string> say, TimeProvider time, CancellationToken cancellation, bool samples = true)
    {
        var folder = Directory.CreateTempSubdirectory("hungry-trial-").FullName;
        var ports = BenchTown.FreePorts(3);
        var options = new UpOptions
        {
            Data = folder,
            Replicas = Replicas,
            Port = ports[0],
            NameServerPort = ports[1],
            KeepAlive = true,
            Samples = samples,
            Program = BuiltProgram(),
            PostcodeServices = new() { Enabled = false },
        };
        var town = await Town.Start(options, time, say, cancellation);
        var other = new Uri($"http://127.0.0.1:{ports[2]}");
        var second = new Supervised(
            "front-end-2",
            ["front-end", "--with-parent", "--key", options.KeyFile, "--name-server", options.NameServerUrl, "--listen", other.AbsoluteUri],
            options.LogFile("front-end-2"), true, time, say, options.Program);
        second.Start();
        await second.WaitUntilReady(cancellation);
        return new TrialTown(folder, town, second, options, other, time);
    }

    /// <summary>A further replica, which nobody starts again; the caller stops and disposes it.</summary>
    public Supervised FurtherReplica(int number, Action<string> say) => new(
        $"replica-{number}",
        [
            "replica", "--with-parent", "--key", Options.KeyFile, "--name-server", Options.NameServerUrl,
            "--data", DataFolders.Replica(_folder, number), "--postcode-services", "off",
        ],
        Options.LogFile($"replica-{number}"), false, _time, say, Options.Program);

    /// <summary>Waits until all three replicas live and are close, one of them as the primary.</summary>
    /// <exception cref="RefusedException">They do not within a minute.</exception>
    public async Task Recovered(CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        while (await _town.Cluster.TryLook(cancellation) is not { Primary: not null } view
            || !ReplicaParts.All(part => part.Child is { } child && view.IsClose(child.Pid)))
        {
            if (_time.GetElapsedTime(since) > RecoveryLimit)
            {
                throw new RefusedException($"the town did not recover within {RecoveryLimit.TotalSeconds} s; its logs are in {_folder}/logs.");
            }
            await Task.Delay(LookEvery, _time, cancellation);
        }
    }

    /// <summary>Kills the primary with -9, once everybody is well; it is started again by itself.</summary>
    public async Task<string> KillPrimary(CancellationToken cancellation)
    {
        await Recovered(cancellation);
        var pid = (await Cluster.Look(cancellation)).Primary?.Pid;
        if (ReplicaParts.FirstOrDefault(part => part.Child?.Pid == pid) is not { Child: { } child } primary)
        {
            return await KillPrimary(cancellation);
        }
        child.Kill();
        return $"{primary.Name} ({child.Pid})";
    }

    /// <summary>The stores' common hash.</summary>
    /// <exception cref="RefusedException">They differ.</exception>
    public async Task<StoreHashes> Verify(CancellationToken cancellation)
    {
        await Recovered(cancellation);
        var found = await Cluster.CompareStores(cancellation);
        return found.AreEqual ? found : throw new RefusedException($"the stores differ at position {found.Position}: {string.Join(", ", found.Replicas)}.");
    }

    /// <summary>Resident memory of each part, in KiB.</summary>
    public IReadOnlyDictionary<string, long> Memory() => Parts
        .Where(part => part.Child is not null)
        .ToDictionary(part => part.Name, part => Resident(part.Child!.Pid));

    public async ValueTask DisposeAsync()
    {
        await _second.Stop(TimeSpan.FromSeconds(5));
        _second.Dispose();
        await _town.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static long Resident(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The program as the launcher builds it.</summary>
    /// <exception cref="RefusedException">It is not built.</exception>
    public static string BuiltProgram()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var program = Path.Combine(folder.FullName, "artifacts", "hungry", "hungry");
            if (File.Exists(program))
            {
                return program;
            }
        }
        throw new RefusedException("the program is not built: run ./hungry --version once.");
    }
}

using System.Globalization;
using JustHungry.Commands;
using JustHungry.Processes;

namespace JustHungry.Endurance.Machines;

/// <summary>One machine: a member of etcd, a replica on a small disk of its own, and a front end, each a process in its namespace.</summary>
internal sealed class Machine(Namespaces namespaces, int number, string folder, string program, TimeProvider time) : IAsyncDisposable
{
    public const int ClientPort = 2379;
    public const int ReplicaPort = 7500;
    public const int FrontEndPort = 7480;

    /// <summary>Front ends run under a group of their own, by which their packets are known.</summary>
    public const int FrontEndGroup = 65_534;

    private const int PeerPort = 2380;
    private const int DiskMegabytes = 2048;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly List<RotatingLog> _logs = [];
    private readonly string _filler = Path.Combine(folder, "disk", "filler");

    public int Number => number;

    public string Address => Namespaces.Address(number);

    public Child Etcd { get; private set; } = null!;

    public Child Replica { get; private set; } = null!;

    public Child FrontEnd { get; private set; } = null!;

    public IReadOnlyList<Child> All => [FrontEnd, Replica, Etcd];

    public Uri FrontEndUrl => new(string.Create(CultureInfo.InvariantCulture, $"http://{Address}:{FrontEndPort}"));

    public static string NameServer(int first) => "etcd://" + string.Join(',', Enumerable.Range(0, Namespaces.Machines)
        .Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{Namespaces.Address(((first - 1 + i) % Namespaces.Machines) + 1)}:{ClientPort}"))) + "/durham";

    /// <summary>Gives the replica a disk of its own, which can be filled.</summary>
    public async Task MakeDisk()
    {
        var (image, disk) = (Path.Combine(folder, "disk.img"), Path.Combine(folder, "disk"));
        Directory.CreateDirectory(disk);
        await using (var file = new FileStream(image, FileMode.Create))
        {
            file.SetLength(DiskMegabytes * 1024L * 1024);
        }
        await Namespaces.Must(CancellationToken.None, "mkfs.ext4", "-q", "-F", image);
        await Namespaces.Must(CancellationToken.None, "mount", "-o", "loop", image, disk);
    }

    /// <summary>Leaves no room on the replica's disk, by taking it all at once.</summary>
    public async Task FillDisk()
    {
        var free = new DriveInfo(Path.Combine(folder, "disk")).AvailableFreeSpace;
        await Namespaces.Must(
            CancellationToken.None, "fallocate", "-l", free.ToString(CultureInfo.InvariantCulture), _filler);
    }

    public void EmptyDisk() => File.Delete(_filler);

    public void StartEtcd()
    {
        var peers = string.Join(',', Enumerable.Range(1, Namespaces.Machines).Select(i => $"m{i}=http://{Namespaces.Address(i)}:{PeerPort}"));
        Etcd = Run(
            "etcd",
            "etcd", "--name", $"m{number}", "--data-dir", Path.Combine(folder, "etcd"), "--initial-cluster", peers,
            "--listen-client-urls", $"http://{Address}:{ClientPort}", "--advertise-client-urls", $"http://{Address}:{ClientPort}",
            "--listen-peer-urls", $"http://{Address}:{PeerPort}", "--initial-advertise-peer-urls", $"http://{Address}:{PeerPort}",
            "--heartbeat-interval", "50", "--election-timeout", "500", "--quota-backend-bytes", "8589934592", "--logger", "zap");
    }

    public void StartReplica(params IReadOnlyList<string> more) => Replica = Run(
        "replica",
        [
            program, "replica", "--with-parent", "--key", Key, "--data", Path.Combine(folder, "disk", $"replica-{number}"), "--plain-http",
            "--listen", $"http://{Address}:{ReplicaPort}", "--name-server", NameServer(number), "--postcode-services", "off", .. more,
        ]);

    public void StartFrontEnd() => FrontEnd = Run(
        "front-end",
        "setpriv", "--regid", FrontEndGroup.ToString(CultureInfo.InvariantCulture), "--clear-groups",
        program, "front-end", "--with-parent", "--key", Key, "--plain-http",
        "--listen", $"http://{Address}:{FrontEndPort}", "--name-server", NameServer(number));

    /// <summary>Starts again whatever does not run.</summary>
    public void StartWhatIsDead()
    {
        if (!Etcd.IsAlive)
        {
            StartEtcd();
        }
        if (!Replica.IsAlive)
        {
            StartReplica();
        }
        if (!FrontEnd.IsAlive)
        {
            StartFrontEnd();
        }
    }

    /// <exception cref="RefusedException">It ended instead, or takes too long.</exception>
    public async Task Ready(Child child)
    {
        try
        {
            if (await child.Ready.WaitAsync(StartTime, time) is null)
            {
                throw new RefusedException($"{child.Name} did not start: {child.LastWords ?? child.HowItEnded}");
            }
        }
        catch (TimeoutException)
        {
            throw new RefusedException($"{child.Name} did not get ready; see {child.LogFile}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in new[] { FrontEnd, Replica, Etcd }.Where(child => child is not null))
        {
            Signals.Send(child.Pid, Signals.Thaw);
            child.Kill();
            await child.Ended;
        }
        _logs.ForEach(log => log.Dispose());
        await Namespaces.Run("umount", Path.Combine(folder, "disk"));
    }

    private string Key => Path.Combine(Path.GetDirectoryName(folder)!, DataFolders.KeyName);

    private Child Run(string part, params IReadOnlyList<string> command)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{part}-{number}");
        _logs.Add(new RotatingLog(Path.Combine(Path.GetDirectoryName(folder)!, "logs", name + ".log")));
        return Child.Start(name, ["netns", "exec", namespaces.Machine(number), .. command], _logs[^1], time, "ip");
    }
}

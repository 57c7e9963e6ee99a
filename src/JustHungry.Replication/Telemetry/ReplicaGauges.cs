using System.Diagnostics.Metrics;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Telemetry;

/// <summary>Where a replica stands, whenever somebody asks: nothing is counted in between. One for each process.</summary>
public sealed class ReplicaGauges : IDisposable
{
    private readonly Meter _meter = new(Measures.Name);
    private readonly string _storePath;
    private readonly DriveInfo _disk;

    /// <param name="replica">Whose.</param>
    /// <param name="log">Its log: an etcd's size is told, too.</param>
    /// <param name="storePath">Its store's file.</param>
    public ReplicaGauges(Replica replica, ILog log, string storePath)
    {
        (_storePath, _disk) = (storePath, new DriveInfo(Path.GetFullPath(storePath)));
        Gauge("hungry.view", "{view}", "Number of the view that it knows.", () => replica.Applied.View?.Number ?? 0);
        Gauge("hungry.role", "{role}", "0 joining, 1 backup, 2 primary.", () => (long)replica.Role);
        Gauge("hungry.position.applied", "{entry}", "Position up to which its store has applied the log.", () => replica.Applied.Head.Position);
        Gauge("hungry.position.durable", "{entry}", "Position that would survive the loss of power.", () => replica.Status.Durable);
        Gauge("hungry.position.lag", "{entry}", "Entries of the log that it has seen and not applied.", () => replica.Lag);
        Gauge("hungry.log.age", "ms", "How long ago the log last answered.", () => (long)replica.LogAge.TotalMilliseconds);
        Gauge("hungry.trouble", "{replica}", "1 where it cannot do its work, or takes no commands.",
            () => replica.Status is { Trouble: null, Refuses: null } ? 0 : 1);
        Gauge("hungry.store.size", "By", "Size of the store's file.", () => Length(_storePath));
        Gauge("hungry.store.wal_size", "By", "Size of its write-ahead log.", () => Length(_storePath + "-wal"));
        Gauge("hungry.disk.free", "By", "Room on the store's disk.", FreeBytes);
        if (log is EtcdLog etcd)
        {
            Gauge("hungry.engine.size", "By", "What the log's engine holds, at the member where it is most.",
                () => etcd.Health?.Members.Max(member => member.DbInUseBytes) ?? 0);
            Gauge("hungry.engine.quota", "By", "Of how much.", () => etcd.Health?.Members.Max(member => member.QuotaBytes) ?? 0);
        }
    }

    /// <summary>The same of a name server: what its log holds.</summary>
    internal static Meter OfNameServer(Engines.Sqlite.LogFile log, string path)
    {
        var meter = new Meter(Measures.Name);
        meter.CreateObservableGauge("hungry.engine.size", () => Length(path) + Length(path + "-wal"), "By", "Size of the log's file.");
        meter.CreateObservableGauge("hungry.log.head", () => log.Head?.Position ?? 0, "{entry}", "Position of the head.");
        meter.CreateObservableGauge("hungry.log.first", () => log.First, "{entry}", "The first position that is kept.");
        return meter;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string meaning, Func<long> read) => _meter.CreateObservableGauge(name, read, unit, meaning);

    private static long Length(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    private long FreeBytes()
    {
        try
        {
            return _disk.AvailableFreeSpace;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

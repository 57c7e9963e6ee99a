using JustHungry.Replication.Inner;

namespace JustHungry.Replication.Engines.Sqlite;

/// <summary>How a name server runs. Immutable.</summary>
public sealed record NameServerOptions
{
    /// <summary>Where it answers. Default: <c>http://127.0.0.1:7400</c>.</summary>
    public Listening Listening { get; init; } = new("http://127.0.0.1:7400");

    /// <summary>Its folder, made if missing; one process at a time. Default: <c>data/name-server</c>.</summary>
    public string DataFolder { get; init; } = Path.Combine("data", "name-server");

    /// <summary>Where its disk has less room than this, nothing more is taken: see <see cref="DiskRoom"/>. Default: 64 MiB.</summary>
    public long KeepFreeBytes { get; init; } = DiskRoom.StandardKeepFree;

    /// <summary>The file with the cluster key. Default: <c>data/cluster.key</c>.</summary>
    public string ClusterKeyFile { get; init; } = Path.Combine("data", "cluster.key");
}

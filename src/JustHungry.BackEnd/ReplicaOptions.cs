using JustHungry.BackEnd.WebServices;
using JustHungry.Replication.Inner;

namespace JustHungry.BackEnd;

/// <summary>How a replica runs. Immutable.</summary>
public sealed record ReplicaOptions
{
    /// <summary>The name server's address. Default: <c>http://127.0.0.1:7400</c>.</summary>
    public string NameServer { get; init; } = "http://127.0.0.1:7400";

    /// <summary>Its folder, made if missing; one process at a time. Its name is the replica's name.</summary>
    public string DataFolder { get; init; } = Path.Combine("data", "replica-1");

    /// <summary>Where it answers other processes of the town. Default: a free port on loopback.</summary>
    public Listening Listening { get; init; } = new("http://127.0.0.1:0");

    /// <summary>True: makes a new town where the log has none. False: refuses to start without one.</summary>
    public bool NewTown { get; init; }

    /// <summary>
    /// True: where this replica makes the town, it makes the first operator too, and says the one-time password on standard
    /// output. False: whoever started it sees to that.
    /// </summary>
    public bool MakeOperator { get; init; }

    /// <summary>The file with the cluster key. Default: <c>data/cluster.key</c>.</summary>
    public string ClusterKeyFile { get; init; } = Path.Combine("data", "cluster.key");

    /// <summary>
    /// How long to look for the name server, and for a town, before giving up; a replica whose store is of a town never gives up looking
    /// for its log. Default: 10 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where its disk has less room than this, it takes no commands: see <see cref="DiskRoom"/>. Default: 64 MiB.</summary>
    public long KeepFreeBytes { get; init; } = DiskRoom.StandardKeepFree;

    /// <summary>Where postcodes are looked up.</summary>
    public PostcodeServicesOptions PostcodeServices { get; init; } = new();
}

using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>How a log on etcd is reached. Immutable; <see cref="EtcdAddress"/> makes it from an address.</summary>
public sealed record EtcdOptions
{
    /// <summary>The members' client addresses, such as <c>http://10.0.0.1:2379</c>; at least one.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>Name of the town: all its keys begin with <c>/town/</c>, so that several can share one etcd.</summary>
    public required string Town { get; init; }

    /// <summary>User of etcd's own authentication; null where it is off.</summary>
    public string? User { get; init; }

    /// <summary>That user's password.</summary>
    public string? Password { get; init; }

    /// <summary>PEM file of the authority that signed the members' certificates; null: the system's authorities.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the certificate that is shown to the members; null: none.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of that certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long a call may take, over all the members that are asked. Default: 2 s.</summary>
    public TimeSpan AnswerTime { get; init; } = ReplicaTimes.Advance;

    /// <summary>How long a member that failed is left for the others. Default: 2 s.</summary>
    public TimeSpan LeaveTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a waiting read looks at the head by itself, whatever the watch says. Default: 1 s.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the size and the alarms are looked at while the log is advanced. Default: 5 s.</summary>
    public TimeSpan HealthEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often old revisions are dropped, at least. Default: 1 min.</summary>
    public TimeSpan CompactEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// They are dropped as soon as there are so many: etcd writes what stands between them once more, and all of a busy minute at once
    /// would hold it up for a second or two. Default: 500, some 20 MB of a busy town.
    /// </summary>
    public long CompactAfter { get; init; } = 500;

    /// <summary>How long a replica's lease outlives it. Whole seconds; etcd's least is about 2. Default: 5 s.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>About how many bytes of entries a page holds; one entry may exceed it. Default: 1 MiB.</summary>
    public int PageBytes { get; init; } = 1024 * 1024;

    /// <summary>At this share of the quota in use (0–1) nothing more is taken. Default: 0.8.</summary>
    public double FullAt { get; init; } = 0.8;

    /// <summary>True where a certificate or an authority is named: the members are spoken to over TLS.</summary>
    public bool IsEncrypted => CaFile is not null || CertFile is not null;
}

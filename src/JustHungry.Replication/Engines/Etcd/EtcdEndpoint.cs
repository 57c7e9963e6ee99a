using Grpc.Net.Client;
using JustHungry.Replication.Engines.Etcd.Api;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>One member's client address, how it fared, and the present contact with it. Thread-safe.</summary>
internal sealed class EtcdEndpoint(Uri url, Func<Uri, GrpcChannel> connect)
{
    private EtcdContact _contact = new(connect(url));
    private long _leftAt = long.MinValue;

    public Uri Url { get; } = url;

    public EtcdContact Contact => Volatile.Read(ref _contact);

    /// <summary>The time stamp of its last failure; <see cref="long.MinValue"/> while it answers.</summary>
    public long LeftAt
    {
        get => Volatile.Read(ref _leftAt);
        set => Volatile.Write(ref _leftAt, value);
    }

    /// <summary>
    /// Gives up the connection and what was known: one that fell silent would stay so for minutes after the network is well
    /// again. Calls that are still on it end in their own time, and the connection with them.
    /// </summary>
    public void StartAnew() => Volatile.Write(ref _contact, new EtcdContact(connect(Url)));

    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);
}

/// <summary>A connection to a member, etcd's services on it, and what is known of the member since it was made. Thread-safe.</summary>
internal sealed class EtcdContact(GrpcChannel channel) : IDisposable
{
    private string? _token;
    private string? _version;
    private long _quotaBytes;
    private ulong _leader;

    public KV.KVClient Kv { get; } = new(channel);

    public Lease.LeaseClient Lease { get; } = new(channel);

    public Watch.WatchClient Watch { get; } = new(channel);

    public Maintenance.MaintenanceClient Maintenance { get; } = new(channel);

    public Auth.AuthClient Auth { get; } = new(channel);

    /// <summary>Proof of who we are, given by this member; null where there is none (yet).</summary>
    public string? Token
    {
        get => Volatile.Read(ref _token);
        set => Volatile.Write(ref _token, value);
    }

    /// <summary>The version that it was found to run; null before it was asked.</summary>
    public string? Version
    {
        get => Volatile.Read(ref _version);
        set => Volatile.Write(ref _version, value);
    }

    /// <summary>The id of the leader that it knew last; 0 before it was asked.</summary>
    public ulong Leader
    {
        get => Volatile.Read(ref _leader);
        set => Volatile.Write(ref _leader, value);
    }

    /// <summary>Its quota in bytes; 0 before it was asked.</summary>
    public long QuotaBytes
    {
        get => Volatile.Read(ref _quotaBytes);
        set => Volatile.Write(ref _quotaBytes, value);
    }

    public void Dispose() => channel.Dispose();
}

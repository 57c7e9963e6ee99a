namespace JustHungry.Replication.Engines.Etcd;

/// <summary>One member's client address, and what is known of it. Thread-safe.</summary>
internal sealed class EtcdEndpoint(Uri url)
{
    private string? _token;
    private string? _version;
    private long _quotaBytes;
    private long _leftAt = long.MinValue;

    public Uri Url { get; } = url;

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

    /// <summary>Its quota in bytes; null before it was asked.</summary>
    public long? QuotaBytes
    {
        get => Volatile.Read(ref _quotaBytes) is > 0 and var bytes ? bytes : null;
        set => Volatile.Write(ref _quotaBytes, value ?? 0);
    }

    /// <summary>The time stamp of its last failure; <see cref="long.MinValue"/> while it answers.</summary>
    public long LeftAt
    {
        get => Volatile.Read(ref _leftAt);
        set => Volatile.Write(ref _leftAt, value);
    }

    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);
}

/// <summary>
/// Which member is asked: the same one as long as it answers; one that failed is left for a while; when all did, the one
/// whose failure is the longest ago. Thread-safe.
/// </summary>
internal sealed class EtcdEndpoints(IReadOnlyList<Uri> urls, TimeSpan leaveTime, TimeProvider time)
{
    private readonly EtcdEndpoint[] _all = [.. urls.Select(url => new EtcdEndpoint(url))];
    private int _current;

    public IReadOnlyList<EtcdEndpoint> All => _all;

    public EtcdEndpoint Best()
    {
        var current = Volatile.Read(ref _current);
        for (var i = 0; i < _all.Length; i++)
        {
            var index = (current + i) % _all.Length;
            if (!IsLeft(_all[index]))
            {
                Volatile.Write(ref _current, index);
                return _all[index];
            }
        }
        return _all.MinBy(endpoint => endpoint.LeftAt)!;
    }

    /// <summary>It failed: others first, for a while. It is asked anew what it is when it comes back.</summary>
    public void Leave(EtcdEndpoint endpoint)
    {
        endpoint.LeftAt = time.GetTimestamp();
        endpoint.Version = null;
        endpoint.Token = null;
        endpoint.QuotaBytes = null;
    }

    /// <summary>It did its work.</summary>
    public static void Stay(EtcdEndpoint endpoint) => endpoint.LeftAt = long.MinValue;

    private bool IsLeft(EtcdEndpoint endpoint) =>
        endpoint.LeftAt != long.MinValue && time.GetElapsedTime(endpoint.LeftAt) < leaveTime;
}

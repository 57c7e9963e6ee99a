namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Which member is asked: the same one as long as it answers; one that failed is left for a while; when all did, the one
/// whose failure is the longest ago. Thread-safe.
/// </summary>
internal sealed class EtcdEndpoints(IReadOnlyList<EtcdEndpoint> all, TimeSpan leaveTime, TimeProvider time)
{
    private int _current;
    private EtcdEndpoint? _leader;

    public IReadOnlyList<EtcdEndpoint> All => all;

    public EtcdEndpoint Best()
    {
        var current = Volatile.Read(ref _current);
        for (var i = 0; i < all.Count; i++)
        {
            var index = (current + i) % all.Count;
            if (!IsLeft(all[index]))
            {
                Volatile.Write(ref _current, index);
                return all[index];
            }
        }
        return all.MinBy(endpoint => endpoint.LeftAt)!;
    }

    /// <summary>For what changes something: the member that leads, where one is known to and answers; any other would only pass it on to that one.</summary>
    public EtcdEndpoint BestToWrite() =>
        Volatile.Read(ref _leader) is { } leader && !IsLeft(leader) ? leader : Best();

    /// <summary>A member said whether it leads.</summary>
    public void NoteLeader(EtcdEndpoint endpoint, bool leads)
    {
        if (leads)
        {
            Volatile.Write(ref _leader, endpoint);
        }
        else
        {
            Interlocked.CompareExchange(ref _leader, null, endpoint);
        }
    }

    /// <summary>It failed: others first, for a while. When it comes back it is asked anew who it is, and whether it leads.</summary>
    public void Leave(EtcdEndpoint endpoint)
    {
        endpoint.LeftAt = time.GetTimestamp();
        endpoint.StartAnew();
        NoteLeader(endpoint, leads: false);
    }

    /// <summary>It did its work.</summary>
    public static void Stay(EtcdEndpoint endpoint) => endpoint.LeftAt = long.MinValue;

    private bool IsLeft(EtcdEndpoint endpoint) =>
        endpoint.LeftAt != long.MinValue && time.GetElapsedTime(endpoint.LeftAt) < leaveTime;
}

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Which member is asked: the same one as long as it answers; one that failed is left for a while; when all did, the one
/// whose failure is the longest ago. Thread-safe.
/// </summary>
internal sealed class EtcdEndpoints(IReadOnlyList<EtcdEndpoint> all, TimeSpan leaveTime, TimeProvider time)
{
    private int _current;

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

    /// <summary>It failed: others first, for a while. When it comes back it is asked anew who it is.</summary>
    public void Leave(EtcdEndpoint endpoint)
    {
        endpoint.LeftAt = time.GetTimestamp();
        endpoint.StartAnew();
    }

    /// <summary>It did its work.</summary>
    public static void Stay(EtcdEndpoint endpoint) => endpoint.LeftAt = long.MinValue;

    private bool IsLeft(EtcdEndpoint endpoint) =>
        endpoint.LeftAt != long.MinValue && time.GetElapsedTime(endpoint.LeftAt) < leaveTime;
}

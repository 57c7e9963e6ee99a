using JustHungry.Cluster;

namespace JustHungry.Up;

/// <summary>How many orders a second the town takes, from one look to the next.</summary>
internal sealed class OrderRate(ClusterClient cluster, TimeProvider time)
{
    private long _last;
    private long _at;

    /// <summary>Null at the first look, and while nobody can tell.</summary>
    public async Task<double?> Measure(ClusterView? view, CancellationToken cancellation)
    {
        await Task.CompletedTask;
        _ = (cluster, cancellation);
        if (view?.Primary is not { } primary)
        {
            return null;
        }
        var (before, since) = (_last, _at);
        (_last, _at) = (primary.Applied, time.GetTimestamp());
        return since == 0 ? null : (_last - before) / time.GetElapsedTime(since).TotalSeconds;
    }
}

using System.Text.Json;
using JustHungry.Cluster;
using JustHungry.Replication.Inner;

namespace JustHungry.Up;

/// <summary>How many orders a second the town takes, from one look to the next.</summary>
internal sealed class OrderRate(ClusterClient cluster, TimeProvider time)
{
    private long? _last;
    private long _at;

    /// <summary>Null at the first look, and while nobody can tell.</summary>
    public async Task<double?> Measure(ClusterView? view, CancellationToken cancellation)
    {
        var total = await Total(view, cancellation);
        var (before, since) = (_last, _at);
        (_last, _at) = (total, time.GetTimestamp());
        return total is null || before is null ? null : Math.Max(0, total.Value - before.Value) / time.GetElapsedTime(since).TotalSeconds;
    }

    private async Task<long?> Total(ClusterView? view, CancellationToken cancellation)
    {
        if (view?.Primary is not { } primary)
        {
            return null;
        }
        try
        {
            using var answer = await cluster.Send(primary, HttpMethod.Get, InnerApi.Reads + InnerApi.Totals, null, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            return json.RootElement.GetProperty("orders").GetInt64();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }
}

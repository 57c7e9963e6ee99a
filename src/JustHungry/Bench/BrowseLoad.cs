using System.Net;
using HdrHistogram;

namespace JustHungry.Bench;

/// <summary>
/// People who look at menus, as fast as they are shown them; a share of what is done may be orders (see
/// <see cref="OrderLoad"/>).
/// </summary>
internal sealed class BrowseLoad(IReadOnlyList<string> paths, OrderLoad? orders, double ordersShare, Random random, CancellationToken stop) : ILoad
{
    private const long LongestMicroseconds = 60_000_000;
    private const int SignificantDigits = 3;

    private readonly HashSet<int> _ordering = [];
    private int _asked;

    /// <summary>How long looking took, in microseconds.</summary>
    public LongHistogram Took { get; } = new(LongestMicroseconds, SignificantDigits);

    /// <summary>Looks that were not answered with 200, and how often each kind came.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    public int Next(LoadConnection connection)
    {
        if (stop.IsCancellationRequested)
        {
            return 0;
        }
        if (orders is not null && random.NextDouble() < ordersShare)
        {
            _ordering.Add(connection.Number);
            return orders.Next(connection);
        }
        return RequestText.WriteGet(connection.Request, paths[_asked++ % paths.Count]);
    }

    public void Done(LoadConnection connection, int status, ReadOnlyMemory<byte> body, TimeSpan took)
    {
        if (_ordering.Remove(connection.Number))
        {
            orders!.Done(connection, status, body, took);
        }
        else if (status == (int)HttpStatusCode.OK)
        {
            Took.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 1, LongestMicroseconds));
        }
        else
        {
            var kind = status == 0 ? "no answer" : $"{status}";
            Failures[kind] = Failures.GetValueOrDefault(kind) + 1;
        }
    }
}

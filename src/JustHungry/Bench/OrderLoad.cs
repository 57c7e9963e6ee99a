using System.Net;
using System.Text;
using HdrHistogram;

namespace JustHungry.Bench;

/// <summary>
/// Customers who place one order after the other until the time is over. A customer belongs to one connection, and every
/// request has a key of its own.
/// </summary>
internal sealed class OrderLoad : ILoad
{
    private const long LongestMicroseconds = 60_000_000;
    private const int SignificantDigits = 3;

    private readonly IReadOnlyList<Diner> _diners;
    private readonly byte[][] _tails;
    private readonly int _connections;
    private readonly int[] _turns;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly List<long> _acknowledgedAt = [];
    private int _placed;

    /// <param name="diners">At least one for each connection.</param>
    /// <param name="orders">Bodies, which take turns.</param>
    /// <param name="connections">How many orders are under way at once.</param>
    /// <param name="time">The clock that everything is measured by.</param>
    /// <param name="stop">When cancelled, no further order is sent.</param>
    public OrderLoad(
        IReadOnlyList<Diner> diners, IReadOnlyList<byte[]> orders, int connections, TimeProvider time, CancellationToken stop)
    {
        (_diners, _connections, _time, _stop) = (diners, connections, time, stop);
        _tails = [.. orders.Select(RequestText.OrderTail)];
        _turns = new int[connections];
    }

    /// <summary>How long acknowledged orders took, in microseconds.</summary>
    public LongHistogram Took { get; } = NewHistogram();

    /// <summary>One that takes what several loads showed.</summary>
    public static LongHistogram NewHistogram() => new(LongestMicroseconds, SignificantDigits);

    /// <summary>When each order was acknowledged, in the clock's ticks, in order.</summary>
    public IReadOnlyList<long> AcknowledgedAt => _acknowledgedAt;

    /// <summary>Requests that were not answered with 201, and how often each kind came.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    /// <summary>Cancelled with the first answer, where one order is enough.</summary>
    public CancellationTokenSource? StopAfterFirst { get; init; }

    public int Next(LoadConnection connection)
    {
        if (_stop.IsCancellationRequested)
        {
            return 0;
        }
        var own = (_diners.Count - connection.Number + _connections - 1) / _connections;
        connection.Tag = connection.Number + (_turns[connection.Number]++ % own * _connections);
        var key = Guid.CreateVersion7(_time.GetUtcNow());
        return RequestText.Write(connection.Request, _diners[connection.Tag].OrderHead, key, _tails[_placed++ % _tails.Length]);
    }

    public void Done(LoadConnection connection, int status, ReadOnlyMemory<byte> body, TimeSpan took)
    {
        StopAfterFirst?.Cancel();
        var diner = _diners[connection.Tag];
        if (status == (int)HttpStatusCode.Created && Id(body.Span) is { } id)
        {
            diner.Acknowledged.Add(id);
            _acknowledgedAt.Add(_time.GetTimestamp());
            Took.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 1, LongestMicroseconds));
            return;
        }
        diner.Unknown += status is 0 or >= 500 ? 1 : 0;
        var kind = Kind(status, body.Span);
        Failures[kind] = Failures.GetValueOrDefault(kind) + 1;
    }

    // The order's id is its first member; parsing the whole answer would cost the load more than sending the order did.
    private static string? Id(ReadOnlySpan<byte> body)
    {
        var name = "\"id\":\""u8;
        var at = body.IndexOf(name);
        if (at < 0)
        {
            return null;
        }
        var rest = body[(at + name.Length)..];
        var end = rest.IndexOf((byte)'"');
        return end > 0 ? Encoding.ASCII.GetString(rest[..end]) : null;
    }

    private static string Kind(int status, ReadOnlySpan<byte> body)
    {
        if (status == 0)
        {
            return "no answer";
        }
        var type = body.IndexOf("/problems/"u8);
        var end = type < 0 ? -1 : body[type..].IndexOf((byte)'"');
        return $"{status} {(end < 0 ? "" : Encoding.ASCII.GetString(body.Slice(type, end)))}".TrimEnd();
    }
}

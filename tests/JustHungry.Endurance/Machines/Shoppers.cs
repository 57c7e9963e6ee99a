using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using JustHungry.Bench;

namespace JustHungry.Endurance.Machines;

/// <summary>
/// People who order all the time, each until the order is acknowledged: with the same key, at the next front end where one does not
/// answer. Nobody gives up, so that every order that was begun is there once in the end, but for those that were under way at the end.
/// </summary>
internal sealed class Shoppers : IDisposable
{
    private const int Count = 16;
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Think = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<Uri> _frontEnds;
    private readonly IReadOnlyList<byte[]> _orders;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _living;
    private readonly List<long> _acknowledgedAt = [];
    private readonly Lock _lock = new();
    private int _refused;

    public Shoppers(IReadOnlyList<Uri> frontEnds, IReadOnlyList<byte[]> orders, TimeProvider time)
    {
        (_frontEnds, _orders, _time) = (frontEnds, orders, time);
        Diners = Registrations.Make(EndPoint(frontEnds[0]), Count, time);
        _living = [.. Diners.Select((diner, number) => Task.Run(() => Live(diner, number)))];
    }

    public IReadOnlyList<Diner> Diners { get; }

    /// <summary>Orders that were answered with something else than their acknowledgement.</summary>
    public int Refused => _refused;

    public static IPEndPoint EndPoint(Uri frontEnd) => new(IPAddress.Parse(frontEnd.Host), frontEnd.Port);

    public int Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledgedAt.Count;
            }
        }
    }

    /// <summary>The longest time without an acknowledgement, from the last one before a moment on.</summary>
    public TimeSpan LongestGap(long since)
    {
        lock (_lock)
        {
            var before = _acknowledgedAt.FindLastIndex(at => at <= since);
            var longest = TimeSpan.Zero;
            for (var i = Math.Max(1, before + 1); i < _acknowledgedAt.Count; i++)
            {
                var gap = _time.GetElapsedTime(_acknowledgedAt[i - 1], _acknowledgedAt[i]);
                longest = gap > longest ? gap : longest;
            }
            return longest;
        }
    }

    /// <summary>How many acknowledgements came since.</summary>
    public int Since(long moment)
    {
        lock (_lock)
        {
            return _acknowledgedAt.Count - 1 - _acknowledgedAt.FindLastIndex(at => at <= moment);
        }
    }

    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_living);
    }

    public void Dispose() => _stop.Dispose();

    private async Task Live(Diner diner, int number)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = ConnectTime });
        var frontEnd = number;
        for (var turn = 0; !_stop.IsCancellationRequested; turn++)
        {
            var key = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
            var order = _orders[(number + turn) % _orders.Count];
            var isAnswered = false;
            while (!isAnswered && !_stop.IsCancellationRequested)
            {
                isAnswered = await Try(http, _frontEnds[frontEnd % _frontEnds.Count], diner, key, order);
                frontEnd += isAnswered ? 0 : 1;
            }
            diner.Unknown += isAnswered ? 0 : 1;
            await Task.Delay(Think, _time, CancellationToken.None);
        }
    }

    private async Task<bool> Try(HttpClient http, Uri frontEnd, Diner diner, string key, byte[] order)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(AttemptTime);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(frontEnd, "/api/v1/orders")) { Content = new ByteArrayContent(order) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", diner.Token);
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await http.SendAsync(request, limit.Token);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(limit.Token));
                lock (_lock)
                {
                    _acknowledgedAt.Add(_time.GetTimestamp());
                }
                diner.Acknowledged.Add(json.RootElement.GetProperty("id").GetString()!);
                return true;
            }
            if ((int)answer.StatusCode >= 500)
            {
                return false;
            }
            Interlocked.Increment(ref _refused);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or SocketException or JsonException)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Ids;
using JustHungry.Replication.Inner;

namespace JustHungry.Bench;

/// <summary>
/// Makes a town large: orders go to the primary in full batches, as a busy front end's do, and through the same decisions.
/// </summary>
internal sealed class OrderFill(ClusterClient cluster, IReadOnlyList<Diner> diners, IReadOnlyList<byte[]> orders, TimeProvider time, Random random)
{
    private const int PerBatch = 256;
    private const int BatchesInFlight = 3;

    /// <summary>In a row; with the pauses between them they outlast a fail-over.</summary>
    private const int MostFailures = 60;
    private const int Created = 201;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<string> _callers =
        [.. diners.Select(diner => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(diner.Token))))];
    private int _left;
    private int _done;
    private int _failures;
    private volatile string _lastFailure = "";

    /// <summary>Places so many orders.</summary>
    /// <exception cref="RefusedException">The town does not take them.</exception>
    public async Task Run(int count, Action<string> say, CancellationToken cancellation)
    {
        _left = count;
        var since = time.GetTimestamp();
        await using var timer = time.CreateTimer(
            _ => say(string.Create(CultureInfo.InvariantCulture,
                $"{Volatile.Read(ref _done)} of {count} orders, {Volatile.Read(ref _done) / time.GetElapsedTime(since).TotalSeconds:0}/s")),
            null, SayEvery, SayEvery);
        await Task.WhenAll(Enumerable.Range(0, BatchesInFlight).Select(_ => Send(cancellation)));
    }

    private async Task Send(CancellationToken cancellation)
    {
        while (Take() is var size and > 0)
        {
            var batch = Batch(size);
            int taken;
            while ((taken = await CountTaken(batch, size, cancellation)) == 0)
            {
                if (Interlocked.Increment(ref _failures) > MostFailures)
                {
                    throw new RefusedException($"the town does not take the orders that it is to be filled with: {_lastFailure}");
                }
                await Task.Delay(Pause, time, cancellation);
            }
            Interlocked.Add(ref _done, taken);
            GiveBack(size - taken);
            Interlocked.Exchange(ref _failures, 0);
        }
    }

    private int Take()
    {
        lock (_lock)
        {
            var size = Math.Min(PerBatch, _left);
            _left -= size;
            return size;
        }
    }

    /// <summary>What was refused, such as a dish that is sold out by now, is made up for by other orders.</summary>
    private void GiveBack(int refused)
    {
        lock (_lock)
        {
            _left += refused;
        }
    }

    private byte[] Batch(int size)
    {
        lock (_lock)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteStartArray("commands");
                for (var i = 0; i < size; i++)
                {
                    json.WriteStartObject();
                    json.WriteString("id", Uuid7.Create(time.GetUtcNow(), random));
                    json.WriteString("type", "placeOrder");
                    json.WriteString("caller", _callers[random.Next(_callers.Count)]);
                    json.WritePropertyName("body");
                    json.WriteRawValue(orders[random.Next(orders.Count)]);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            return stream.ToArray();
        }
    }

    // A batch that was lost is sent again under the same ids: it is done once.
    private async Task<int> CountTaken(byte[] batch, int count, CancellationToken cancellation)
    {
        if (await cluster.TryLook(cancellation) is not { Primary: { } primary })
        {
            _lastFailure = "there is no primary.";
            return 0;
        }
        try
        {
            using var body = new ByteArrayContent(batch);
            using var answer = await cluster.Send(primary, HttpMethod.Post, InnerApi.Commands, body, cancellation);
            var said = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                _lastFailure = $"{(int)answer.StatusCode} {Encoding.UTF8.GetString(said)}";
                return 0;
            }
            var answers = CommandBatch.Read(said, count).Answers;
            var refused = answers.FirstOrDefault(one => one.Status != Created);
            _lastFailure = refused is null ? "" : $"{refused.Status} {Encoding.UTF8.GetString(refused.Body.Span)}";
            return answers.Count(one => one.Status == Created);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            _lastFailure = error.Message;
            return 0;
        }
    }
}

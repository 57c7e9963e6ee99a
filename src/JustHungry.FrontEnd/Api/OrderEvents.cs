using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// <c>GET /orders/{id}/events</c>: an order's changes as server-sent events. Asks a replica for what comes after the last one
/// sent, waits there, and goes on at another replica when that one dies. Safe for many threads.
/// </summary>
internal sealed class OrderEvents(ReadForwarder reads, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WaitAtReplica = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseWhenQuiet = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();
    private const int MostStreams = 10_000;
    private const string LastEventId = "Last-Event-ID";

    private static readonly Refusal BadLastEventId = new(
        Reason.MalformedParameter, "Last-Event-ID is the number of the last change that was received: 0, 1, 2 …");

    private static readonly Refusal TooManyStreams = new(
        Reason.Unavailable, "Too many orders are being followed here. Ask again in a moment.");

    private int _streams;

    public async Task Follow(HttpContext http)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            await Answers.Refuse(http, TooManyStreams);
            return;
        }
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            await Begin(http, ended.Token);
        }
        catch (OperationCanceledException)
        {
            // The listener has gone, or the front end stops: the listener comes back with Last-Event-ID.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task Begin(HttpContext http, CancellationToken ended)
    {
        string? position = null, consistency = null;
        var last = 0L;
        var refusal = RequestHeaders.Caller(http, out var caller)
            ?? RequestHeaders.Freshness(http, out position, out consistency)
            ?? Last(http, out last);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        var id = ReadCalls.Segment(http, "id");
        var order = await reads.Read(new ReadRequest($"orders/{id}", caller, position, consistency), ended);
        if (order is not { Status: StatusCodes.Status200OK })
        {
            await ReadCalls.Write(http, order);
            return;
        }
        var first = await reads.Read(Changes(id, caller, order.Position, last, TimeSpan.Zero), ended);
        if (first is not { Status: StatusCodes.Status200OK })
        {
            await ReadCalls.Write(http, first);
            return;
        }
        var changes = Parse(first.Body);
        if (changes is { IsFinal: true, Items.Count: 0 })
        {
            // All was said. 204 is how a server tells an EventSource not to come back.
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        await Tell(http, changes, ended);
        if (!changes.IsFinal)
        {
            await GoOn(http, id, caller, first.Position ?? order.Position, changes.LastAfter(last), ended);
        }
    }

    private async Task GoOn(
        HttpContext http, string id, string caller, string? position, long last, CancellationToken ended)
    {
        var commentAt = time.GetTimestamp() + Ticks(CommentEvery);
        var poll = Next(Changes(id, caller, position, last, WaitAtReplica), isQuiet: false, ended);
        while (true)
        {
            await WaitUntil(poll, commentAt, ended);
            if (time.GetTimestamp() >= commentAt)
            {
                commentAt = time.GetTimestamp() + Ticks(CommentEvery);
                await http.Response.Body.WriteAsync(Comment, ended);
                await http.Response.Body.FlushAsync(ended);
            }
            if (!poll.IsCompleted)
            {
                continue;
            }
            var answer = await poll;
            if (answer is { Status: not StatusCodes.Status200OK })
            {
                return; // The order or the person is no longer known: a client that asks again is told so.
            }
            var changes = answer is null ? OrderChanges.None : Parse(answer.Body);
            await Tell(http, changes, ended);
            if (changes.IsFinal)
            {
                return;
            }
            last = changes.LastAfter(last);
            position = answer?.Position ?? position;
            poll = Next(Changes(id, caller, position, last, WaitAtReplica), isQuiet: changes.Items.Count == 0, ended);
        }
    }

    /// <summary>After an answer without news a moment passes, should the replica not have waited for any.</summary>
    private async Task<ReadAnswer?> Next(ReadRequest request, bool isQuiet, CancellationToken ended)
    {
        if (isQuiet)
        {
            await Task.Delay(PauseWhenQuiet, time, ended);
        }
        return await reads.Read(request, ended);
    }

    private async Task WaitUntil(Task poll, long timestamp, CancellationToken ended)
    {
        // Rounded up: a delay of less than a millisecond is over at once, and would be begun again and again.
        var wait = TimeSpan.FromMilliseconds(
            Math.Ceiling((timestamp - time.GetTimestamp()) * 1_000d / time.TimestampFrequency));
        if (wait <= TimeSpan.Zero || poll.IsCompleted)
        {
            return;
        }
        // Not bound to "ended": that ends the poll, which wakes this one.
        using var done = new CancellationTokenSource();
        await Task.WhenAny(poll, Task.Delay(wait, time, done.Token));
        done.Cancel();
        ended.ThrowIfCancellationRequested();
    }

    private static ReadRequest Changes(string id, string caller, string? position, long after, TimeSpan wait) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"orders/{id}/changes?after={after}&wait={(int)wait.TotalMilliseconds}"),
            caller,
            position,
            "session") { Wait = wait };

    private static async Task Tell(HttpContext http, OrderChanges changes, CancellationToken ended)
    {
        foreach (var (number, element) in changes.Items)
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"id: {number}\nevent: status\ndata: ");
            await http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(head), ended);
            await http.Response.Body.WriteAsync(element, ended);
            await http.Response.Body.WriteAsync("\n\n"u8.ToArray(), ended);
        }
        await http.Response.Body.FlushAsync(ended);
    }

    private static OrderChanges Parse(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var items = new List<(long, ReadOnlyMemory<byte>)>();
        foreach (var item in json.RootElement.GetProperty("items").EnumerateArray())
        {
            var element = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(element))
            {
                writer.WriteStartObject();
                foreach (var member in item.EnumerateObject().Where(static member => member.Name != "n"))
                {
                    member.WriteTo(writer);
                }
                writer.WriteEndObject();
            }
            items.Add((item.GetProperty("n").GetInt64(), element.WrittenMemory));
        }
        return new OrderChanges(items, json.RootElement.GetProperty("final").GetBoolean());
    }

    private static Refusal? Last(HttpContext http, out long last)
    {
        last = 0;
        return !http.Request.Headers.TryGetValue(LastEventId, out var values) || string.IsNullOrEmpty(values)
            || (values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out last))
                ? null
                : BadLastEventId;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Changes with their numbers, each as the JSON of the order's history.</summary>
    private sealed record OrderChanges(IReadOnlyList<(long Number, ReadOnlyMemory<byte> Element)> Items, bool IsFinal)
    {
        public static OrderChanges None { get; } = new([], false);

        public long LastAfter(long before) => Items.Count == 0 ? before : Items[^1].Number;
    }
}

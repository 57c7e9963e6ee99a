using System.Globalization;
using System.Text;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// <c>GET /restaurants/{slug}/orders/events</c>: a kitchen's board as server-sent events. First all open orders, then each order
/// as it comes or changes; all open orders again whenever a replica does not know what was missed. So whoever follows has the
/// board, whichever server dies. Safe for many threads.
/// </summary>
internal sealed class KitchenEvents(ReadForwarder reads, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WaitAtReplica = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseWhenQuiet = TimeSpan.FromMilliseconds(20);
    private const int MostStreams = 2_000;

    private static readonly Refusal TooManyStreams = new(
        Reason.Unavailable, "Too many kitchens are being followed here. Ask again in a moment.");

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
            // The listener has gone, or the front end stops: the listener comes back, and gets the board.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task Begin(HttpContext http, CancellationToken ended)
    {
        string? position = null, consistency = null;
        var refusal = RequestHeaders.Caller(http, out var caller)
            ?? RequestHeaders.Freshness(http, out position, out consistency);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        var slug = ReadCalls.Segment(http, "slug");
        var first = await reads.Read(
            Changes(slug, caller, position, null, TimeSpan.Zero) with { Consistency = consistency ?? "linearizable" }, ended);
        if (first is not { Status: StatusCodes.Status200OK })
        {
            await ReadCalls.Write(http, first);
            return;
        }
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        var through = await Tell(http, first, ended);
        await GoOn(http, slug, caller, first.Position, through, ended);
    }

    private async Task GoOn(
        HttpContext http, string slug, string caller, string? position, long through, CancellationToken ended)
    {
        var saidAt = time.GetTimestamp();
        while (true)
        {
            var answer = await reads.Read(Changes(slug, caller, position, through, WaitAtReplica), ended);
            if (answer is { Status: not StatusCodes.Status200OK })
            {
                return; // No longer allowed, or no longer there: a client that asks again is told so.
            }
            if (answer is not null)
            {
                position = answer.Position ?? position;
                through = await Tell(http, answer, ended);
            }
            if (time.GetElapsedTime(saidAt) + WaitAtReplica >= CommentEvery)
            {
                saidAt = time.GetTimestamp();
                await http.Response.Body.WriteAsync(":\n\n"u8.ToArray(), ended);
                await http.Response.Body.FlushAsync(ended);
            }
            await Task.Delay(PauseWhenQuiet, time, ended);
        }
    }

    /// <summary>Tells the board or the orders, and returns how far that goes.</summary>
    private static async Task<long> Tell(HttpContext http, ReadAnswer answer, CancellationToken ended)
    {
        using var json = JsonDocument.Parse(answer.Body);
        var root = json.RootElement;
        var through = root.GetProperty("through").GetInt64();
        if (root.GetProperty("board").GetBoolean())
        {
            await Send(http, through, "board", $"{{\"items\":{root.GetProperty("items").GetRawText()}}}", ended);
        }
        else
        {
            foreach (var order in root.GetProperty("items").EnumerateArray())
            {
                await Send(http, through, "order", order.GetRawText(), ended);
            }
        }
        await http.Response.Body.FlushAsync(ended);
        return through;
    }

    private static async Task Send(HttpContext http, long id, string name, string data, CancellationToken ended) =>
        await http.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"id: {id}\nevent: {name}\ndata: {data.ReplaceLineEndings(" ")}\n\n")),
            ended);

    private static ReadRequest Changes(string slug, string caller, string? position, long? after, TimeSpan wait) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"restaurants/{slug}/orders/changes?wait={(int)wait.TotalMilliseconds}{(after is { } from ? $"&after={from}" : "")}"),
        caller,
        position,
        "session") { Wait = wait };
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>What comes out of following an order: a change of it, or word that the line is down and being picked up.</summary>
internal abstract record OrderNews
{
    private OrderNews()
    {
    }

    /// <summary>A change. <see cref="Data"/> is the API's JSON, as it is.</summary>
    public sealed record Changed(string Id, OrderChange Change, string Data) : OrderNews;

    /// <summary>The stream broke; it is opened again at the next front end, after the last change that was heard.</summary>
    public sealed record Interrupted(string Why) : OrderNews;

    /// <summary>The stream stands (again).</summary>
    public sealed record Connected : OrderNews;

    /// <summary>The front end refuses to tell.</summary>
    public sealed record Refused(Problem Problem) : OrderNews;
}

/// <summary>
/// Follows one order by server-sent events, through fail-overs of replicas and front ends alike: each reconnection says the
/// last id that was heard, so that no change is missed or told twice.
/// </summary>
internal sealed class OrderEvents(FrontEnds frontEnds, Patience patience, TimeProvider time)
{
    /// <summary>Goes on until a final status, a refusal, or the caller's cancellation. Never throws for an outage.</summary>
    public async IAsyncEnumerable<OrderNews> Follow(
        string token, string order, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = "";
        var pause = patience.FirstPause;
        while (true)
        {
            await using var stream = Stream(token, order, last, cancel).GetAsyncEnumerator(cancel);
            while (await stream.MoveNextAsync())
            {
                if (stream.Current is OrderNews.Changed changed)
                {
                    last = changed.Id.Length > 0 ? changed.Id : last;
                }

                pause = stream.Current is OrderNews.Interrupted ? pause : patience.FirstPause;
                yield return stream.Current;
                if (IsTheEnd(stream.Current))
                {
                    yield break;
                }
            }

            frontEnds.MoveOn();
            await Task.Delay(pause, time, cancel);
            pause = pause * 2 < patience.LongestPause ? pause * 2 : patience.LongestPause;
        }
    }

    private static bool IsTheEnd(OrderNews news) => news switch
    {
        OrderNews.Refused => true,
        OrderNews.Changed changed => OrderStatus.IsFinal(changed.Change.Status),
        _ => false,
    };

    private async IAsyncEnumerable<OrderNews> Stream(
        string token, string order, string last, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(patience.StreamSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        var opened = await Try(() => frontEnds.Open(TownApi.EventsOf(token, order), last, either.Token), cancel);
        if (opened.Result is not { } response)
        {
            yield return new OrderNews.Interrupted(opened.Trouble);
            yield break;
        }

        using (response)
        {
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                yield return await Refusal(response, either.Token, cancel);
                yield break;
            }

            yield return new OrderNews.Connected();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
            var current = new PartialEvent();
            while (true)
            {
                silence.CancelAfter(patience.StreamSilence);
                var line = await Try(async () => await reader.ReadLineAsync(either.Token), cancel);
                if (line.Result is null)
                {
                    yield return new OrderNews.Interrupted(line.Trouble);
                    yield break;
                }

                if (current.Take(line.Result) is { } news)
                {
                    yield return news;
                }
            }
        }
    }

    private async Task<OrderNews> Refusal(HttpResponseMessage response, CancellationToken either, CancellationToken cancel)
    {
        var read = await Try(() => FrontEnds.ReadAnswer(frontEnds.Current, response, either), cancel);
        return read.Result is { IsFinal: true, Status: >= 400 } answer
            ? new OrderNews.Refused(Problem.From(answer))
            : new OrderNews.Interrupted("The front end cannot tell at the moment.");
    }

    private static async Task<(T? Result, string Trouble)> Try<T>(Func<Task<T>> step, CancellationToken cancel)
        where T : class?
    {
        const string Lost = "The connection was lost.";
        try
        {
            return (await step(), Lost);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (null, Lost);
        }
    }

    /// <summary>The fields of an event until the empty line that ends it (WHATWG HTML, section 9.2.6).</summary>
    private sealed class PartialEvent
    {
        private string id = "";
        private string data = "";
        private string kind = "";

        /// <summary>Takes one line; the event, if the line completes one of ours.</summary>
        public OrderNews.Changed? Take(string line)
        {
            if (line.Length == 0)
            {
                var whole = kind is "status" or "" && data.Length > 0 ? Read() : null;
                data = kind = "";
                return whole;
            }

            var colon = line.IndexOf(':');
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    kind = value;
                    break;
                case "data":
                    data = data.Length == 0 ? value : data + "\n" + value;
                    break;
            }

            return null;
        }

        private OrderNews.Changed? Read()
        {
            try
            {
                using var json = JsonDocument.Parse(data);
                return new(id, OrderChange.From(json.RootElement), data);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

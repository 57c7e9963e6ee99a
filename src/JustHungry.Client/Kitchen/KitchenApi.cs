using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Ordering;

namespace JustHungry.Client.Kitchen;

/// <summary>The calls of the contract that a restaurant's kitchen needs. Answers are the API's JSON, as it is.</summary>
/// <param name="visit">The town.</param>
/// <param name="patience">How long to ask.</param>
/// <param name="token">Proves who works here.</param>
/// <param name="restaurant">Slug of the restaurant.</param>
internal sealed class KitchenApi(Visit visit, Patience patience, string token, string restaurant)
{
    private const string Root = "/api/v1/";
    private const int PageSize = 100;

    /// <summary>So far back an order is looked for.</summary>
    private const int MostPages = 100;

    public string Restaurant => restaurant;

    /// <summary>Does something with an order: accept, reject, ready, dispatch, deliver, collect, promise or cancel.</summary>
    public Task<Answer> Move(string order, string action, JsonObject body, CancellationToken cancel) =>
        Post($"orders/{Uri.EscapeDataString(order)}/{action}", body, cancel);

    /// <summary>Says something of the moment: pause, busy or stock.</summary>
    public Task<Answer> Say(string what, JsonObject body, CancellationToken cancel) =>
        Post($"restaurants/{Uri.EscapeDataString(restaurant)}/{what}", body, cancel);

    /// <summary>What the kitchen says of the moment.</summary>
    public Task<Answer> State(CancellationToken cancel) => Get($"restaurants/{Uri.EscapeDataString(restaurant)}/kitchen", cancel);

    /// <summary>The latest orders; with <paramref name="open"/>, those of which something may still become.</summary>
    public Task<Answer> Orders(bool open, CancellationToken cancel) => Get(
        $"restaurants/{Uri.EscapeDataString(restaurant)}/orders?limit={PageSize}{(open ? "&status=open" : "")}", cancel);

    /// <summary>
    /// The order of that id or, for people, of that number: any open one, else one of the latest.
    /// </summary>
    /// <exception cref="UsageException">There is none, or there are several.</exception>
    /// <exception cref="RefusedException">The town does not tell.</exception>
    public async Task<string> IdOf(string idOrNumber, CancellationToken cancel)
    {
        if (Guid.TryParseExact(idOrNumber, "D", out _))
        {
            return idOrNumber;
        }

        var number = idOrNumber.TrimStart('#');
        var found = await Find(order => order.Text("number") == number, open: true, MostPages, cancel);
        if (found.Count == 0)
        {
            found = await Find(order => order.Text("number") == number, open: false, 1, cancel);
        }

        return found switch
        {
            [var one] => one.Text("id"),
            [] => throw new UsageException($"No order has the number {number} among the open and the latest ones; say its id"),
            _ => throw new UsageException($"Several orders have the number {number}; say its id"),
        };
    }

    /// <summary>The orders that are wanted, the latest first, as far back as that many pages go.</summary>
    /// <exception cref="RefusedException">The town does not tell.</exception>
    public async Task<IReadOnlyList<JsonElement>> Find(
        Func<JsonElement, bool> wanted, bool open, int pages, CancellationToken cancel)
    {
        var found = new List<JsonElement>();
        var answer = await Orders(open, cancel);
        for (var page = 1; ; page++)
        {
            if (answer.Status >= 300)
            {
                throw new RefusedException(Problem.From(answer), answer);
            }

            found.AddRange(answer.Json!.Value.List("items").Where(wanted));
            if (page == pages || answer.Json!.Value.TextOrNull("next") is not { } next)
            {
                return found;
            }

            answer = await GetAt(next, cancel);
        }
    }

    /// <summary>One order of the kitchen's; null where it has none of that id.</summary>
    /// <exception cref="RefusedException">The town does not tell.</exception>
    public async Task<KitchenOrder?> Order(string id, CancellationToken cancel)
    {
        for (var open = true; ; open = false)
        {
            var found = await Find(order => order.Text("id") == id, open, MostPages, cancel);
            if (found.Count > 0 || !open)
            {
                return found.Count > 0 ? KitchenOrder.From(found[0]) : null;
            }
        }
    }

    /// <summary>
    /// The board as it changes: all open orders, then each as it comes or changes. Goes on at another front end when one
    /// is gone; never ends by itself but for a refusal.
    /// </summary>
    public async IAsyncEnumerable<BoardNews> Follow([EnumeratorCancellation] CancellationToken cancel)
    {
        var frontEnds = visit.Api.FrontEnds;
        var pause = patience.FirstPause;
        while (true)
        {
            await foreach (var news in Stream(cancel))
            {
                pause = news is BoardNews.Interrupted ? pause : patience.FirstPause;
                yield return news;
                if (news is BoardNews.Refused)
                {
                    yield break;
                }
            }

            frontEnds.MoveOn();
            await Task.Delay(pause, visit.Time, cancel);
            pause = pause * 2 < patience.LongestPause ? pause * 2 : patience.LongestPause;
        }
    }

    private async IAsyncEnumerable<BoardNews> Stream([EnumeratorCancellation] CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(patience.StreamSilence, visit.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        var call = new Call(HttpMethod.Get, $"{Root}restaurants/{Uri.EscapeDataString(restaurant)}/orders/events") { Token = token };
        var response = await Try(() => visit.Api.FrontEnds.Open(call, "", either.Token), cancel);
        if (response is null)
        {
            yield return new BoardNews.Interrupted();
            yield break;
        }

        using (response)
        {
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                var answer = await Try(() => FrontEnds.ReadAnswer(visit.Api.FrontEnds.Current, response, either.Token), cancel);
                yield return answer is { IsFinal: true, Status: >= 400 }
                    ? new BoardNews.Refused(Problem.From(answer), answer)
                    : new BoardNews.Interrupted();
                yield break;
            }

            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
            var (kind, data) = ("", "");
            while (true)
            {
                silence.CancelAfter(patience.StreamSilence);
                var line = await Try(async () => await reader.ReadLineAsync(either.Token), cancel);
                switch (line)
                {
                    case null:
                        yield return new BoardNews.Interrupted();
                        yield break;
                    case "":
                        if (Read(kind, data) is { } news)
                        {
                            yield return news;
                        }

                        (kind, data) = ("", "");
                        break;
                    case var _ when line.StartsWith("event: ", StringComparison.Ordinal):
                        kind = line[7..];
                        break;
                    case var _ when line.StartsWith("data: ", StringComparison.Ordinal):
                        data = line[6..];
                        break;
                }
            }
        }
    }

    private static BoardNews? Read(string kind, string data)
    {
        try
        {
            return kind switch
            {
                "board" => new BoardNews.Board([.. JsonElement.Parse(data).List("items").Select(KitchenOrder.From)]),
                "order" => new BoardNews.Changed(KitchenOrder.From(JsonElement.Parse(data))),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<T?> Try<T>(Func<Task<T>> step, CancellationToken cancel)
        where T : class?
    {
        try
        {
            return await step();
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    private Task<Answer> Post(string path, JsonObject body, CancellationToken cancel) => visit.Api.FrontEnds.Send(
        new Call(HttpMethod.Post, Root + path)
        {
            Token = token,
            Key = visit.Keys.Next(),
            Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
        },
        patience.Command,
        visit.Api.Tell,
        cancel);

    private Task<Answer> Get(string path, CancellationToken cancel) => GetAt(Root + path, cancel);

    private Task<Answer> GetAt(string path, CancellationToken cancel) => visit.Api.FrontEnds.Send(
        new Call(HttpMethod.Get, path) { Token = token, Consistency = "linearizable" },
        patience.Read,
        visit.Api.Tell,
        cancel);
}

/// <summary>The town refused something that was asked on the way to something else.</summary>
internal sealed class RefusedException(Problem problem, Answer answer) : Exception(problem.InOneLine())
{
    public Problem Problem => problem;

    public Answer Answer => answer;
}

/// <summary>What is heard of the board.</summary>
internal abstract record BoardNews
{
    private BoardNews()
    {
    }

    /// <summary>All open orders, the latest first.</summary>
    public sealed record Board(IReadOnlyList<KitchenOrder> Orders) : BoardNews;

    /// <summary>An order came or changed.</summary>
    public sealed record Changed(KitchenOrder Order) : BoardNews;

    /// <summary>The line is down; it is being picked up.</summary>
    public sealed record Interrupted : BoardNews;

    /// <summary>The front end refuses to tell.</summary>
    public sealed record Refused(Problem Problem, Answer Answer) : BoardNews;
}

/// <summary>An order as the kitchen needs it. Immutable.</summary>
/// <param name="Order">What the customer sees of it.</param>
/// <param name="Service">delivery or collection.</param>
/// <param name="Wanted">The slot, the promise, or when it is likely to be expected.</param>
/// <param name="IsSlot">True where it was ordered for a slot.</param>
/// <param name="Json">The API's JSON.</param>
internal sealed record KitchenOrder(Order Order, string Service, DateTimeOffset? Wanted, bool IsSlot, JsonElement Json)
{
    public bool IsFinal => OrderStatus.IsFinal(Order.Status);

    /// <summary>Nobody has answered it yet.</summary>
    public bool Rings => Order.Status == OrderStatus.Placed;

    public static KitchenOrder From(JsonElement json)
    {
        var slot = json.Field("slot");
        return new(
            Order.From(json),
            json.Text("service"),
            json.TimeOrNull("promisedAt") ?? slot?.TimeOrNull("from") ?? json.TimeOrNull("expectedAt"),
            slot is not null,
            json.Clone());
    }
}

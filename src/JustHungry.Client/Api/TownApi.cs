using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>The calls of the contract that a customer needs, typed. Refusals are values; outages are exceptions.</summary>
internal sealed partial class TownApi(FrontEnds frontEnds, Patience patience)
{
    private const string Root = "/api/v1/";

    private string? position;

    public FrontEnds FrontEnds => frontEnds;

    /// <summary>Called with words for the screen each time that a call has to be repeated.</summary>
    public Action<string>? Tell { get; set; }

    /// <summary>Lists restaurants: those that deliver to the postcode, of the cuisine, found by the words.</summary>
    public Task<Reply<Page<Restaurant>>> Restaurants(
        string? postcode, string? cuisine, string? words, int limit, CancellationToken cancel, SearchWishes? wishes = null)
    {
        var query = $"limit={limit}" + Part("postcode", postcode) + Part("cuisine", cuisine) + Part("q", words)
            + (wishes is { } wish
                ? Part("open", wish.Open ? "true" : null) + Part("diet", wish.Diet) + Part("avoid", wish.Avoid)
                    + Part("service", wish.Service) + Part("sort", wish.Sort)
                : "");
        return RestaurantsAt($"{Root}restaurants?{query}", cancel);
    }

    /// <summary>Goes on with the next page, as an answer named it.</summary>
    public Task<Reply<Page<Restaurant>>> RestaurantsAt(string path, CancellationToken cancel) =>
        Read(path, null, json => Page<Restaurant>.From(json, Restaurant.From), cancel);

    /// <summary>A restaurant's menu, and what delivery to the postcode costs where the front end tells that.</summary>
    public Task<Reply<RestaurantMenu>> Menu(string slug, string? postcode, CancellationToken cancel) =>
        Read(
            $"{Root}restaurants/{Escape(slug)}{(postcode is null ? "" : $"?postcode={Escape(postcode)}")}",
            null,
            RestaurantMenu.From,
            cancel);

    /// <summary>The postcode as it is properly written; a refusal if it is malformed or does not exist.</summary>
    public Task<Reply<string>> Postcode(string postcode, CancellationToken cancel) =>
        Read($"{Root}postcodes/{Escape(postcode)}", null, json => json.TextOrNull("postcode") ?? postcode, cancel);

    public Task<Reply<Registered>> Register(string key, string name, string postcode, CancellationToken cancel)
    {
        var body = RequestBodies.Customer(name, postcode);
        return Command("customers", null, key, body, Registered.From, cancel);
    }

    /// <summary>What a basket would come to; nothing is ordered.</summary>
    public async Task<Reply<Quote>> Quote(string? token, byte[] body, CancellationToken cancel)
    {
        var call = new Call(HttpMethod.Post, $"{Root}quotes") { Token = token, Body = body, Position = position };
        return Understand(await frontEnds.Send(call, patience.Read, Tell, cancel), Api.Quote.From);
    }

    /// <summary>For when one can order.</summary>
    public Task<Reply<IReadOnlyList<SlotTime>>> Slots(string slug, bool collection, CancellationToken cancel) => Read<IReadOnlyList<SlotTime>>(
        $"{Root}restaurants/{Escape(slug)}/slots{(collection ? "?service=collection" : "")}",
        null,
        json => [.. json.List("items").Select(SlotTime.Read)],
        cancel);

    /// <summary>Places an order: the same key and body at every attempt, however many runs of the client it takes.</summary>
    public Task<Reply<Order>> Place(string token, string key, byte[] body, CancellationToken cancel) =>
        Command("orders", token, key, body, Order.From, cancel);

    public Task<Reply<Order>> CancelOrder(string token, string key, string order, CancellationToken cancel) =>
        Command($"orders/{Escape(order)}/cancel", token, key, "{}"u8.ToArray(), Order.From, cancel);

    public Task<Reply<Page<Order>>> Orders(string token, int limit, CancellationToken cancel) =>
        OrdersAt(token, $"{Root}orders?limit={limit}", cancel);

    public Task<Reply<Page<Order>>> OrdersAt(string token, string path, CancellationToken cancel) =>
        Read(path, token, json => Page<Order>.From(json, Order.From), cancel);

    public Task<Reply<Order>> FindOrder(string token, string order, CancellationToken cancel) =>
        Read($"{Root}orders/{Escape(order)}", token, Order.From, cancel);

    /// <summary>The call that opens an order's event stream.</summary>
    public static Call EventsOf(string token, string order) =>
        new(HttpMethod.Get, $"{Root}orders/{Escape(order)}/events") { Token = token };

    /// <summary>Which town is it? Asked first, because what the client remembers belongs to a town.</summary>
    public async Task<string?> Lineage(CancellationToken cancel)
    {
        var answer = await frontEnds.Send(new(HttpMethod.Get, $"{Root}restaurants?limit=1"), patience.Read, Tell, cancel);
        position = answer.Position ?? position;
        return answer.Lineage;
    }

    private async Task<Reply<T>> Read<T>(string path, string? token, Func<JsonElement, T> read, CancellationToken cancel)
    {
        // Orders are read linearizably, which asks for no position; all else shows at least what was seen before.
        var call = new Call(HttpMethod.Get, path) { Token = token, Position = token is null ? position : null };
        Answer answer;
        try
        {
            answer = await frontEnds.Send(call, patience.Read, Tell, cancel);
        }
        catch (OutageException) when (token is not null)
        {
            // The log may be out of reach while a replica still knows the order: better a moment old than nothing.
            var session = call with { Consistency = "session", Position = position };
            answer = await frontEnds.Send(session, patience.Connect, null, cancel);
        }

        return Understand(answer, read);
    }

    private async Task<Reply<T>> Command<T>(
        string path,
        string? token,
        string key,
        byte[]? body,
        Func<JsonElement, T> read,
        CancellationToken cancel,
        HttpMethod? method = null)
    {
        var call = new Call(method ?? HttpMethod.Post, Root + path) { Token = token, Key = key, Body = body };
        return Understand(await frontEnds.Send(call, patience.Command, Tell, cancel), read);
    }

    private Reply<T> Understand<T>(Answer answer, Func<JsonElement, T> read)
    {
        position = answer.Position ?? position;
        return answer.Status < 300
            ? new Reply<T>.Done(read(answer.Json!.Value), answer)
            : new Reply<T>.Refused(Problem.From(answer), answer);
    }

    private static string Part(string name, string? value) =>
        string.IsNullOrWhiteSpace(value) ? "" : $"&{name}={Escape(value.Trim())}";

    private static string Escape(string value) => Uri.EscapeDataString(value);
}

/// <summary>A new customer: who it is, and the secret that proves it.</summary>
internal sealed record Registered(string Id, string Token)
{
    public static Registered From(JsonElement json) => new(json.Text("id"), json.Text("token"));
}

/// <summary>What else somebody wants of restaurants, as the API takes it; null: it does not matter.</summary>
internal sealed record SearchWishes(bool Open, string? Diet, string? Avoid, string? Service, string? Sort);

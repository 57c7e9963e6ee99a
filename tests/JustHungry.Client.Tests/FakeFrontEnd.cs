using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Logging;

namespace JustHungry.Client.Tests;

/// <summary>What a fake front end does with one request instead of answering it well.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection breaks before anything was decided.</summary>
    BreakBefore,

    /// <summary>It was decided, and the connection breaks before the answer.</summary>
    BreakAfter,

    /// <summary>503: nobody could decide.</summary>
    Unavailable,

    /// <summary>A page of some other server.</summary>
    Html,

    /// <summary>No answer until the client goes away, and nothing decided.</summary>
    Silence,

    /// <summary>It was decided, and no answer until the client goes away.</summary>
    SilenceAfter,
}

/// <summary>A front end of our own on a real socket, with the shapes of api.md. Faults are used up one a request.</summary>
internal sealed class FakeFrontEnd : IAsyncDisposable
{
    private readonly FakeTown town;
    private readonly WebApplication app;

    private FakeFrontEnd(FakeTown town, WebApplication app)
    {
        this.town = town;
        this.app = app;
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>What happens to the next POSTs, in their order.</summary>
    public ConcurrentQueue<Fault> PostFaults { get; } = new();

    /// <summary>How many events each of the next streams tells before it breaks.</summary>
    public ConcurrentQueue<int> StreamBreaks { get; } = new();

    /// <summary>The Last-Event-ID of every stream that was opened; empty where there was none.</summary>
    public ConcurrentQueue<string> LastEventIds { get; } = new();

    public static async Task<FakeFrontEnd> Start(FakeTown town, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var frontEnd = new FakeFrontEnd(town, app);
        app.Run(frontEnd.Answer);
        await app.StartAsync();
        frontEnd.Url = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return frontEnd;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var isCommand = HttpMethods.IsPost(http.Request.Method) && !path.EndsWith("/quotes", StringComparison.Ordinal);
        var fault = isCommand && PostFaults.TryDequeue(out var next) ? next : Fault.None;
        switch (fault)
        {
            case Fault.BreakBefore:
                http.Abort();
                return;
            case Fault.Unavailable:
                http.Response.Headers.RetryAfter = "0";
                await Write(http, 503, FakeTown.Problem(503, "outcome_unknown", "Nobody could decide.", "Ask again with the same key."));
                return;
            case Fault.Html:
                http.Response.ContentType = "text/html";
                http.Response.StatusCode = 404;
                await http.Response.WriteAsync("<h1>Not found</h1>");
                return;
            case Fault.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
                return;
        }

        var (status, body, replayed) = await Decide(http, path);
        switch (fault)
        {
            case Fault.BreakAfter:
                http.Abort();
                return;
            case Fault.SilenceAfter:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
                return;
        }

        if (replayed)
        {
            http.Response.Headers["Idempotent-Replayed"] = "true";
        }

        if (body is not null)
        {
            await Write(http, status, body);
        }
    }

    /// <summary>Other calls: method and path after /api/v1, body and token; null: not one of them.</summary>
    public Func<string, JsonNode?, string?, (int, JsonObject)?> Other { get; set; } = (_, _, _) => null;

    /// <summary>The kitchen's calls: method and path with query after /api/v1, body and token; null: not one of them.</summary>
    public Func<string, JsonNode?, string?, (int, JsonNode)?> Kitchen { get; set; } = (_, _, _) => null;

    /// <summary>What was asked, method and path with query.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    private async Task<(int Status, JsonNode? Body, bool Replayed)> Decide(HttpContext http, string path)
    {
        Asked.Enqueue($"{http.Request.Method} {path}{http.Request.QueryString}");
        http.Request.EnableBuffering();
        using (var whole = new StreamReader(http.Request.Body, leaveOpen: true))
        {
            var said = await whole.ReadToEndAsync();
            http.Request.Body.Position = 0;
            var bearing = http.Request.Headers.Authorization.ToString();
            if (Kitchen(
                $"{http.Request.Method} {path["/api/v1".Length..]}{http.Request.QueryString}",
                said.Length == 0 ? null : JsonNode.Parse(said),
                bearing.Length > 7 ? bearing[7..] : null) is var (status, kitchens))
            {
                return (status, kitchens, false);
            }
        }

        if (path.Contains("/sessions", StringComparison.Ordinal) || path.Contains("/customers/me", StringComparison.Ordinal)
            || path.EndsWith("/find", StringComparison.Ordinal) || path.EndsWith("/accept", StringComparison.Ordinal))
        {
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync();
            var sent = http.Request.Headers.Authorization.ToString();
            return Other(
                $"{http.Request.Method} {path["/api/v1".Length..]}",
                text.Length == 0 ? null : JsonNode.Parse(text),
                sent.Length > 7 ? sent[7..] : null) is var (code, answer)
                ? (code, answer, false)
                : Unknown("page");
        }

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        var token = http.Request.Headers.Authorization.ToString() is { Length: > 7 } bearer ? bearer[7..] : null;
        var customer = town.CustomerOf(token);
        var needsToken = parts[0] == "orders";
        if (needsToken && customer is null)
        {
            return (401, FakeTown.Problem(401, "token_unknown", "Who are you?", "This token belongs to nobody here."), false);
        }

        switch (http.Request.Method, parts)
        {
            case ("GET", ["restaurants"]):
                return (200, RestaurantList(http.Request.Query), false);
            case ("GET", ["restaurants", var slug]):
                return town.Find(slug) is { } found ? (200, found.DeepClone(), false) : Unknown("restaurant");
            case ("GET", ["postcodes", var postcode]):
                return Postcode(postcode);
            case ("POST", ["customers"]):
                return await Command(http, "", (body, key) => town.Register(body, key), town.RegistrationKeys);
            case ("POST", ["orders"]):
                return await Command(http, customer!, (body, _) => town.Place(body, customer!), town.OrderKeys);
            case ("POST", ["quotes"]) when town.TellsQuotes:
                return (200, town.Quote((await JsonNode.ParseAsync(http.Request.Body))!), false);
            case ("GET", ["restaurants", _, "slots"]):
                return (200, JsonNode.Parse("""
                    {"items":[{"from":"2026-11-22T18:00:00.000Z","to":"2026-11-22T18:15:00.000Z","available":false},
                              {"from":"2026-11-22T18:15:00.000Z","to":"2026-11-22T18:30:00.000Z","available":true}]}
                    """), false);
            case ("GET", ["orders"]):
                return (200, OrderPage(http.Request.Query, customer), false);
            case ("GET", ["orders", var id]):
                return town.OrderOf(customer, id) is { } order ? (200, order, false) : Unknown("order");
            case ("POST", ["orders", var id, "cancel"]):
                return CancelOrder(customer, id);
            case ("GET", ["orders", var id, "events"]):
                await Events(http, customer, id);
                return (200, null, false);
            default:
                return Unknown("page");
        }
    }

    private JsonObject RestaurantList(IQueryCollection query)
    {
        var items = town.Restaurants.Select(one => (JsonObject)one!.DeepClone())
            .Where(one => one["cuisines"]!.ToJsonString().Contains(query["cuisine"].ToString(), StringComparison.OrdinalIgnoreCase))
            .Where(one => one["name"]!.GetValue<string>().Contains(query["q"].ToString(), StringComparison.OrdinalIgnoreCase))
            .ToList();
        items.ForEach(one => one.Remove("menu"));
        return new() { ["items"] = new JsonArray([.. items]), ["next"] = null };
    }

    private JsonObject OrderPage(IQueryCollection query, string? customer)
    {
        var all = town.OrdersOf(customer);
        var limit = int.TryParse(query["limit"], out var most) ? most : 20;
        var from = int.TryParse(query["from"], out var start) ? start : 0;
        var items = all.Skip(from).Take(limit).Select(order => order!.DeepClone());
        var next = from + limit < all.Count ? $"/api/v1/orders?limit={limit}&from={from + limit}" : null;
        return new() { ["items"] = new JsonArray([.. items]), ["next"] = next };
    }

    private static (int, JsonNode, bool) Postcode(string postcode)
    {
        var plain = postcode.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Length is >= 5 and <= 7
            ? (200, new JsonObject { ["postcode"] = $"{plain[..^3]} {plain[^3..]}", ["source"] = "none", ["approximate"] = true }, false)
            : (400, FakeTown.Problem(400, "postcode_malformed", "This is no postcode.", $"'{postcode}' is not written like DH1 3LE."), false);
    }

    private static (int, JsonNode, bool) Unknown(string what) =>
        (404, FakeTown.Problem(404, what + "_unknown", $"There is no such {what}.", ""), false);

    private (int, JsonNode, bool) CancelOrder(string? customer, string id)
    {
        if (town.OrderOf(customer, id) is not { } order)
        {
            return Unknown("order");
        }

        if (order["status"]!.GetValue<string>() != "placed")
        {
            return (409, FakeTown.Problem(409, "order_not_cancellable", "Too late to cancel.", $"It is {order["status"]}."), false);
        }

        town.Advance(id, "cancelled");
        return (200, town.OrderOf(customer, id)!, false);
    }

    private async Task<(int, JsonNode, bool)> Command(
        HttpContext http, string scope, Func<JsonNode, string, (int, JsonObject)> decide, ConcurrentQueue<string> keys)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        var body = JsonNode.Parse(text)!;
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        keys.Enqueue(key);
        if (ReferenceEquals(keys, town.OrderKeys))
        {
            town.OrderBodies.Enqueue(text);
        }

        var (status, answer, replayed) = town.Decide($"{key}\n{scope}", body.ToJsonString(), () => decide(body, key));
        return (status, JsonNode.Parse(answer)!, replayed);
    }

    private async Task Events(HttpContext http, string? customer, string id)
    {
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        LastEventIds.Enqueue(last);
        var told = int.TryParse(last, out var number) ? number : 0;
        var room = StreamBreaks.TryDequeue(out var most) ? most : int.MaxValue;
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync(": hello\n\n");
        await http.Response.Body.FlushAsync();
        while (!http.RequestAborted.IsCancellationRequested)
        {
            var history = town.OrderOf(customer, id)!["history"]!.AsArray();
            for (; told < history.Count; told++)
            {
                if (room-- == 0)
                {
                    return;
                }

                await http.Response.WriteAsync($"id: {told + 1}\nevent: status\ndata: {history[told]!.ToJsonString()}\n\n");
                await http.Response.Body.FlushAsync();
                if (history[told]!["status"]!.GetValue<string>() is "delivered" or "cancelled" or "rejected")
                {
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, http.RequestAborted);
        }
    }

    private async Task Write(HttpContext http, int status, JsonNode body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = status >= 400 ? "application/problem+json" : "application/json";
        http.Response.Headers["Hungry-Position"] = town.Position;
        await http.Response.WriteAsync(body.ToJsonString());
    }
}

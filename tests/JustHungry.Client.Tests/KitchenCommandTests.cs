using System.Text.Json.Nodes;

namespace JustHungry.Client.Tests;

/// <summary>The subcommands of the kitchen, as scripts run them.</summary>
public sealed class KitchenCommandTests : IAsyncLifetime
{
    private readonly FakeTown town = new();
    private readonly ClientRun client = new();
    private readonly List<(string Call, string Body, string? Token)> calls = [];
    private readonly List<JsonObject> orders = [];
    private FakeFrontEnd frontEnd = null!;

    public async ValueTask InitializeAsync()
    {
        frontEnd = await FakeFrontEnd.Start(town);
        frontEnd.Kitchen = Answer;
    }

    public async ValueTask DisposeAsync()
    {
        await frontEnd.DisposeAsync();
        client.Dispose();
    }

    [Fact]
    public async Task Who_signs_in_is_remembered_for_all_later_commands()
    {
        var before = await RunAsRemembered("board");
        var wrong = await client.RunKitchen("a guess\n", frontEnd, "sign-in", "--email", "kit@ask");
        var right = await client.RunKitchen("secret words\n", frontEnd, "sign-in", "--email", "kit@ask");
        var board = await RunAsRemembered("board");

        Assert.Equal((1, "hungry kitchen: Nobody has signed in here. First: kitchen sign-in --email E-MAIL"), (before.Code, before.Error.Trim()));
        Assert.Equal((1, 1), (wrong.Code, wrong.ErrorLines.Length));
        Assert.Equal((0, "Signed in at ask."), (right.Code, right.Out.Trim()));
        Assert.Equal((0, "No orders."), (board.Code, board.Out.Trim()));
        Assert.Equal("jh_kit", calls[^1].Token);
    }

    [Theory]
    [InlineData("accept", "POST /orders/{0}/accept", "{}")]
    [InlineData("accept 25", "POST /orders/{0}/accept", """{"minutes":25}""")]
    [InlineData("reject --reason busy --note Sorry", "POST /orders/{0}/reject", """{"reason":"busy","note":"Sorry"}""")]
    [InlineData("ready", "POST /orders/{0}/ready", "{}")]
    [InlineData("dispatch", "POST /orders/{0}/dispatch", "{}")]
    [InlineData("deliver", "POST /orders/{0}/deliver", "{}")]
    [InlineData("collect", "POST /orders/{0}/collect", "{}")]
    [InlineData("promise 45 --reason driver", "POST /orders/{0}/promise", """{"minutes":45,"reason":"driver"}""")]
    [InlineData("cancel --reason customer_asked", "POST /orders/{0}/cancel", """{"reason":"customer_asked"}""")]
    public async Task Each_move_of_an_order_is_its_call_by_number_as_by_id(string words, string call, string body)
    {
        var id = Add(17, "placed");
        var parts = words.Split(' ');

        var byNumber = await Run([parts[0], "17", .. parts[1..]]);
        var byId = await Run([parts[0], id, .. parts[1..], "--json"]);

        Assert.Equal((0, ""), (byNumber.Code, byNumber.Error));
        Assert.Contains("Order 17", byNumber.Out, StringComparison.Ordinal);
        Assert.Equal(id, (string?)JsonNode.Parse(byId.Out)!["id"]);
        var moves = calls.Where(each => each.Call.StartsWith("POST", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, moves.Count);
        Assert.All(moves, move => Assert.Equal((string.Format(null, call, id), body, "jh_kit"), move));
    }

    [Fact]
    public async Task An_open_order_is_found_by_its_number_however_many_came_after_it()
    {
        var wanted = Add(7, "placed");
        Enumerable.Range(8, 250).ToList().ForEach(number => Add(number, "delivered"));

        var accepted = await Run("accept", "7");

        Assert.Equal((0, ""), (accepted.Code, accepted.Error));
        Assert.Contains(calls, each => each.Call == $"POST /orders/{wanted}/accept");
    }

    [Fact]
    public async Task An_open_order_comes_before_one_of_another_day_with_the_same_number_and_two_open_ones_are_not_guessed_at()
    {
        Add(3, "delivered");
        var open = Add(3, "accepted");

        Assert.Equal(0, (await Run("ready", "3")).Code);
        Assert.Contains(calls, each => each.Call == $"POST /orders/{open}/ready");

        Add(3, "placed");
        var guess = await Run("ready", "3");
        Assert.Equal((2, "hungry kitchen: Several orders have the number 3; say its id"), (guess.Code, guess.Error.Trim()));
        Assert.Equal(2, (await Run("ready", "99")).Code);
    }

    [Fact]
    public async Task A_refusal_is_one_line_and_exit_code_one_and_json_shows_the_problem()
    {
        var id = Add(1, "placed");

        var late = await Run("ready", id, "--token", "jh_late");
        var json = await Run("ready", id, "--token", "jh_late", "--json");
        var stranger = await Run("ready", "1", "--token", "jh_nobody");

        Assert.Equal((1, "hungry kitchen: The order is not in the state for that: It is placed."), (late.Code, late.Error.Trim()));
        Assert.Equal("/problems/order_out_of_turn", (string?)JsonNode.Parse(json.Out)!["type"]);
        Assert.Equal((1, "hungry kitchen: This is not allowed to you"), (stranger.Code, stranger.Error.Trim()));
    }

    [Theory]
    [InlineData("pause 30", "pause", """{"minutes":30}""")]
    [InlineData("pause 0", "pause", """{"minutes":0}""")]
    [InlineData("busy 15 --for 60", "busy", """{"minutes":15,"for":60}""")]
    [InlineData("busy 0", "busy", """{"minutes":0}""")]
    [InlineData("stock soup --out", "stock", """{"item":"soup","available":false}""")]
    [InlineData("stock pizza:large --back", "stock", """{"item":"pizza","variation":"large","available":true}""")]
    [InlineData("stock extras#ham --until 2026-11-22T18:00:00+01:00", "stock", """{"group":"extras","modifier":"ham","available":false,"until":"2026-11-22T17:00:00Z"}""")]
    [InlineData("stock soup --left 5", "stock", """{"item":"soup","left":5}""")]
    public async Task What_the_kitchen_says_of_the_moment_is_said_to_the_town(string words, string call, string body)
    {
        var result = await Run(words.Split(' '));

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(($"POST /restaurants/ask/{call}", body, "jh_kit"), calls.Single());
        Assert.Contains("No orders until", result.Out, StringComparison.Ordinal);
        Assert.Contains("5 left of soup", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_and_the_board_are_told_in_words_and_as_JSON()
    {
        Add(1, "delivered");
        Add(2, "placed");

        var state = await Run("state");
        var board = await Run("board");
        var all = await Run("board", "--all", "--json");

        Assert.Contains("Out: pizza:large", state.Out, StringComparison.Ordinal);
        Assert.Contains("#2", board.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("#1", board.Out, StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(all.Out)!["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("reject", "1")]
    [InlineData("pause", "soon")]
    [InlineData("stock", "soup", "--out", "--back")]
    [InlineData("accept")]
    [InlineData("print")]
    public async Task A_wrong_command_line_is_exit_code_two_and_one_line_and_nothing_is_changed(params string[] words)
    {
        var result = await Run(words);

        Assert.Equal((2, 1), (result.Code, result.ErrorLines.Length));
        Assert.DoesNotContain(calls, call => call.Call.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ticket_of_an_old_order_is_printed_again_as_a_copy()
    {
        var old = Add(1, "accepted");
        Enumerable.Range(2, 120).ToList().ForEach(number => Add(number, "delivered"));
        var file = Path.Combine(client.Folder, "tickets.txt");

        var printed = await Run("print", "--file", file, "--again", old);

        Assert.Equal((0, ""), (printed.Code, printed.Error));
        Assert.StartsWith("*** COPY ***", (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimStart(), StringComparison.Ordinal);
    }

    /// <summary>As the kitchen of ASK, with a token unless the words bring one.</summary>
    private Task<ClientResult> Run(params string[] words) => client.RunKitchen(
        "", frontEnd, words.Contains("--token") ? [.. words, "--restaurant", "ask"] : [.. words, "--restaurant", "ask", "--token", "jh_kit"]);

    /// <summary>As whoever has signed in.</summary>
    private Task<ClientResult> RunAsRemembered(params string[] words) => client.RunKitchen("", frontEnd, words);

    private string Add(int number, string status)
    {
        var id = $"01a00000-0000-7000-8000-{orders.Count:d12}";
        orders.Insert(0, new JsonObject
        {
            ["id"] = id, ["number"] = $"{number}", ["restaurant"] = "ask", ["restaurantName"] = "ASK", ["service"] = "delivery",
            ["status"] = status, ["lines"] = new JsonArray(), ["totals"] = new JsonObject { ["items"] = 500 }, ["total"] = 500, ["currency"] = "GBP",
            ["placedAt"] = "2026-11-22T12:00:00Z", ["expectedAt"] = "2026-11-22T13:00:00Z", ["history"] = new JsonArray(),
        });
        return id;
    }

    private (int, JsonNode)? Answer(string call, JsonNode? body, string? token)
    {
        if (call.StartsWith("GET /restaurants?", StringComparison.Ordinal))
        {
            return null;
        }

        calls.Add((call, body?.ToJsonString() ?? "", token));
        switch (call)
        {
            case "POST /sessions" when (string?)body!["password"] != "secret words":
                return (401, FakeTown.Problem(401, "sign_in_failed", "That is not right", "No."));
            case "POST /sessions":
                return (201, new JsonObject { ["token"] = "jh_kit", ["id"] = "p-1", ["role"] = "kitchen", ["restaurants"] = new JsonArray("ask") });
            case var _ when token == "jh_nobody":
                return (403, FakeTown.Problem(403, "forbidden", "This is not allowed to you", ""));
            case var _ when call.StartsWith("GET /restaurants/ask/orders", StringComparison.Ordinal):
                return (200, Page(call));
            case var _ when call.StartsWith("POST /orders/", StringComparison.Ordinal) && token == "jh_late":
                return (409, FakeTown.Problem(409, "order_out_of_turn", "The order is not in the state for that", "It is placed."));
            case var _ when call.StartsWith("POST /orders/", StringComparison.Ordinal):
                return (200, orders.Find(order => (string?)order["id"] == call.Split('/')[2])!.DeepClone());
            default:
                return (200, JsonNode.Parse("""
                    {"restaurant":"ask","pausedUntil":"2026-11-22T18:00:00Z","busyMinutes":15,"busyUntil":null,
                     "out":[{"item":"pizza","variation":"large","until":null}],"counted":[{"item":"soup","left":5}]}
                    """)!);
        }
    }

    private JsonObject Page(string call)
    {
        var query = System.Web.HttpUtility.ParseQueryString(call[(call.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        var from = int.TryParse(query["from"], out var start) ? start : 0;
        var (status, limit) = (query["status"], int.Parse(query["limit"]!, null));

        // As the town's pages: so many orders are looked at, and some of them shown.
        var seen = orders.Skip(from).Take(limit).ToList();
        var shown = seen.Where(order => status != "open" || (string?)order["status"] is "placed" or "accepted").Select(order => order.DeepClone());
        var next = from + limit < orders.Count ? $"/api/v1/restaurants/ask/orders?limit={limit}&from={from + limit}{(status is null ? "" : "&status=open")}" : null;
        return new() { ["items"] = new JsonArray([.. shown]), ["next"] = next };
    }
}

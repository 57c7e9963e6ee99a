using System.Net;
using System.Net.Sockets;
using System.Text;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class BadInputTests
{
    private const string Good = """{"restaurant":"ask","lines":[{"item":"margherita","quantity":1}]}""";

    public static TheoryData<string, string> BadOrders { get; } = new()
    {
        { "", "no body" },
        { "{", "line 1, byte" },
        { Good[..30], "line 1, byte" },
        { Good + "}", "line 1, byte" },
        { "[]", "must be an object" },
        { "null", "must be an object" },
        { "7", "must be an object" },
        { "NaN", "line 1, byte" },
        { "{\n  \"restaurant\": \"ask\",\n  'lines': []\n}", "line 3, byte 3" },
        { "{}", "'restaurant' is missing" },
        { """{"restaurant":null,"lines":[]}""", "'restaurant' must be text" },
        { """{"restaurant":"ask","lines":{}}""", "'lines' must be a list" },
        { """{"restaurant":"ask","lines":[null]}""", "'lines[0]' must be an object" },
        { """{"restaurant":"ask","lines":[{"item":"x"}]}""", "'lines[0].quantity' is missing" },
        { """{"restaurant":"ask","lines":[{"item":"x","quantity":"1"}]}""", "'lines[0].quantity' must be a whole number" },
        { """{"restaurant":"ask","lines":[{"item":"x","quantity":1.5}]}""", "'lines[0].quantity' must be a whole number" },
        { """{"restaurant":"ask","lines":[{"item":"x","quantity":1e999}]}""", "'lines[0].quantity' must be a whole number" },
        { """{"restaurant":"ask","lines":[{"item":"x","quantity":99999999999}]}""", "'lines[0].quantity' must be a whole number" },
        { """{"restaurant":"ask","lines":[],"expectedTotal":99999999999999999999}""", "'expectedTotal' must be a whole number" },
        { """{"restaurant":"ask","lines":[{"item":"x","quantity":1,"modifiers":[{"id":7}]}]}""", "'lines[0].modifiers[0].id' must be text" },
        { """{"restaurant":"ask","restaurant":"ask","lines":[]}""", "'restaurant' stands here twice" },
        { """{"restaurant":"ask","lines":[],"x":{"y":1,"y":2}}""", "'x.y' stands here twice" },
        { """{"restaurant":"\ud800","lines":[]}""", "'restaurant' has an escape that is no character" },
        { """{"restaurant":"ask","lines":[],"x":"\udc00"}""", "'x' has an escape that is no character" },
        { """{"restaurant":"ask","lines":[],"\ud800":1}""", "has an escape that is no character" },
        { """{"restaurant":"ask","lines":[],"x":""" + new string('[', 500) + new string(']', 500) + "}", "line 1, byte" },
    };

    [Theory]
    [MemberData(nameof(BadOrders))]
    public async Task What_cannot_be_read_is_answered_with_where_and_why(string body, string words)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Post("/api/v1/orders", body, key: "key-1");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("malformed_request", reply.Problem);
        Assert.Contains(words, reply.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Empty(town.Replicas[0].Batches);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.PlaceOrder("key-1", """{"restaurant":7,"lines":[{"item":"x","quantity":"1"},{"quantity":1}]}""");

        Assert.Equal(
            ["restaurant", "lines[0].quantity", "lines[1].item"],
            reply.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task What_is_not_known_is_ignored()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.PlaceOrder(
            "key-1", """{"later":{"a":[1,null,"\ud83c\udf55"]},"restaurant":"ask","lines":[{"item":"é🍕","quantity":1,"note":null}],"expectedTotal":null}""");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("é🍕", town.Replicas[0].Batches.Single()[0].Body.GetProperty("lines")[0].GetProperty("item").GetString());
    }

    [Fact]
    public async Task The_back_end_is_told_what_the_contract_names_and_no_more()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        await frontEnd.Post(
            "/api/v1/customers", """ {"x":[{}, 1], "tokenHash":"ab", "n\u0061me" : "Ada \u00e9\"", "postcode":"DH1 3LE", "y":{"z":null}} """);
        await frontEnd.PlaceOrder(
            "key-1", """{"lines":[ {"quantity":1,"item":"x","secret":1,"modifiers":[{"quantity":null,"id":"m"},{"secret":2,"id":"n","modifiers":[]}]} , {"item":"y","note":null,"quantity":-2}],"restaurant":"ask"}""");

        Assert.Equal(
            [
                """{"name":"Ada \u00e9\"","postcode":"DH1 3LE"}""",
                """{"lines":[{"quantity":1,"item":"x","modifiers":[{"id":"m"},{"id":"n","modifiers":[]}]},{"item":"y","quantity":-2}],"restaurant":"ask"}""",
            ],
            town.Replicas[0].Batches.Select(batch => batch[0].Body.GetRawText()));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        var body = Encoding.UTF8.GetBytes(Good);
        body[16] = 0xFF;

        var reply = await frontEnd.PostBytes("/api/v1/orders", body, key: "key-1");

        Assert.Equal("malformed_request", reply.Problem);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=latin1")]
    public async Task Only_JSON_is_taken(string? contentType)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Post("/api/v1/orders", Good, key: "key-1", contentType: contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
        Assert.Equal("media_type_unsupported", reply.Problem);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    public async Task JSON_may_be_named_in_other_ways(string contentType)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal(HttpStatusCode.Created, (await frontEnd.Post("/api/v1/orders", Good, key: "key-1", contentType: contentType)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_64_KiB_is_too_large(bool chunked)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders");
        request.Content = new StringContent(Good[..^1] + ",\"x\":\"" + new string('x', 66_000) + "\"}", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;

        var reply = await frontEnd.Send(request, "key-1", TestFrontEnd.Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.Status);
        Assert.Equal("body_too_large", reply.Problem);
    }

    [Fact]
    public async Task A_body_of_just_64_KiB_is_taken()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        var head = Good[..^1] + ",\"x\":\"";

        var reply = await frontEnd.PlaceOrder("key-1", head + new string('x', (64 * 1024) - head.Length - 2) + "\"}");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
    }

    [Fact]
    public async Task An_order_needs_a_token_and_a_key()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var noToken = await frontEnd.Post("/api/v1/orders", Good, key: "key-1", token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, noToken.Status);
        Assert.Equal("token_missing", noToken.Problem);
        Assert.Equal("Bearer", noToken.Header("WWW-Authenticate"));
        var noKey = await frontEnd.Post("/api/v1/orders", Good);
        Assert.Equal(HttpStatusCode.BadRequest, noKey.Status);
        Assert.Equal("idempotency_key_missing", noKey.Problem);
        Assert.Equal("token_unknown", (await frontEnd.Post("/api/v1/orders", Good, key: "k", token: "a b")).Problem);
    }

    [Theory]
    [InlineData("a key")]
    [InlineData("ké")]
    [InlineData("a\tkey")]
    public async Task A_key_is_visible_ASCII(string key)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        var reply = await Raw(
            frontEnd,
            $"POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nIdempotency-Key: {key}\r\nConnection: close\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Good.Length}\r\n\r\n{Good}");

        Assert.StartsWith("HTTP/1.1 400", reply, StringComparison.Ordinal);
        Assert.Contains("idempotency_key_malformed", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_has_128_characters_at_most()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal(HttpStatusCode.Created, (await frontEnd.PlaceOrder(new string('k', 128))).Status);
        Assert.Equal("idempotency_key_malformed", (await frontEnd.PlaceOrder(new string('k', 129))).Problem);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("1&limit=2")]
    public async Task A_page_has_1_to_100_items(string limit)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Get($"/api/v1/restaurants?limit={limit}");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("malformed_parameter", reply.Problem);
    }

    [Theory]
    [InlineData("Hungry-Position", "12")]
    [InlineData("Hungry-Position", "abc:")]
    [InlineData("Hungry-Position", "abc:-1")]
    [InlineData("Hungry-Position", "a'b:1")]
    [InlineData("Hungry-Position", "abc:99999999999999999999")]
    [InlineData("Hungry-Consistency", "eventual")]
    public async Task Freshness_is_asked_for_in_the_words_of_the_contract(string header, string value)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        Assert.Equal("malformed_parameter", (await frontEnd.Get("/api/v1/restaurants", null, (header, value))).Problem);
    }

    [Fact]
    public async Task What_is_not_there_and_what_cannot_be_done_are_told_apart()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var missing = await frontEnd.Get("/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Equal("not_found", missing.Problem);
        var wrong = await frontEnd.Post("/api/v1/restaurants", "{}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.Status);
        Assert.Equal("method_not_allowed", wrong.Problem);
        Assert.Contains("GET", wrong.Header("Allow"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n", "400")]
    [InlineData("GET / HTTP/9.9\r\n\r\n", "505")]
    [InlineData("GET /api/v1/restaurants HTTP/1.1\r\n\r\n", "400")]
    [InlineData("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "400")]
    [InlineData("GET /%zz%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "4")]
    public async Task Requests_that_are_no_HTTP_are_answered_without_a_trace(string request, string status)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await Raw(frontEnd, request);

        Assert.StartsWith($"HTTP/1.1 {status}", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_stops_nothing()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        for (var i = 0; i < 20; i++)
        {
            using var socket = await Connect(frontEnd);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nIdempotency-Key: k\r\n"
                + "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"rest"));
        }

        Assert.Equal(HttpStatusCode.Created, (await frontEnd.PlaceOrder("key-1")).Status);
    }

    private static async Task<string> Raw(TestFrontEnd frontEnd, string request)
    {
        using var socket = await Connect(frontEnd);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(new NetworkStream(socket));
        using var limit = new CancellationTokenSource(FakeTown.Patience);
        return await reader.ReadToEndAsync(limit.Token);
    }

    private static async Task<Socket> Connect(TestFrontEnd frontEnd)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(frontEnd.Url.Host, frontEnd.Url.Port);
        return socket;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JustHungry.Bench;
using JustHungry.Replication.Inner;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>A customer's view of a front end: plain HTTP, each request sent once.</summary>
internal sealed class TestApi(string frontEnd) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(frontEnd + "/api/v1/"), Timeout = 2 * LoadLoop.RequestLimit };
    private byte[]? _order;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Registers somebody in Durham, and returns the token.</summary>
    public async Task<string> Register(string name = "Ada")
    {
        var (status, body, _) = await Send(HttpMethod.Post, "customers", JsonSerializer.SerializeToUtf8Bytes(new { name, postcode = "dh13le" }));
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("token").GetString()!;
    }

    /// <summary>A full order that the town takes.</summary>
    public async Task<byte[]> Order()
    {
        if (_order is null)
        {
            var (status, restaurant, _) = await Send(HttpMethod.Get, "restaurants/stantons");
            Assert.Equal(HttpStatusCode.OK, status);
            _order = OrderMenu.Orders(restaurant, new Random(1))[0];
        }
        return _order;
    }

    /// <summary>Places the order, and returns the answer to it.</summary>
    public async Task<PlacedOrder> Place(string token, string key, byte[]? order = null)
    {
        var (status, body, replayed) = await Send(HttpMethod.Post, "orders", order ?? await Order(), token, key);
        Assert.True(status == HttpStatusCode.Created, $"{status}: {body}");
        return new PlacedOrder(body.GetProperty("id").GetString()!, body.GetProperty("number").GetString()!, replayed);
    }

    /// <summary>The ids of all the customer's orders, newest first.</summary>
    public async Task<List<string>> Orders(string token)
    {
        var ids = new List<string>();
        for (var path = "orders?limit=100"; path is not null;)
        {
            var (status, page, _) = await Send(HttpMethod.Get, path, token: token);
            Assert.Equal(HttpStatusCode.OK, status);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            path = page.GetProperty("next").GetString();
        }
        return ids;
    }

    /// <summary>Where the town stands, as answers tell it.</summary>
    public async Task<string> Position()
    {
        using var answer = await _http.GetAsync("restaurants/stantons", Cancellation);
        return answer.Headers.GetValues(InnerApi.PositionHeader).Single();
    }

    /// <summary>Reads the customer's orders from a position on; tells whether a fresh position had to be given.</summary>
    public async Task<(HttpStatusCode Status, bool IsReset)> ReadFrom(string position, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add(InnerApi.PositionHeader, position);
        using var answer = await _http.SendAsync(request, Cancellation);
        return (answer.StatusCode, answer.Headers.Contains(InnerApi.ResetHeader));
    }

    public async Task<(HttpStatusCode Status, JsonElement Body, bool Replayed)> Send(
        HttpMethod method, string path, byte[]? body = null, string? token = null, string? key = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        using var answer = await _http.SendAsync(request, Cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        var json = bytes.Length > 0 ? JsonDocument.Parse(bytes).RootElement : default;
        return (answer.StatusCode, json, answer.Headers.Contains("Idempotent-Replayed"));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>An acknowledged order. Immutable.</summary>
internal sealed record PlacedOrder(string Id, string Number, bool Replayed);

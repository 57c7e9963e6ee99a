using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JustHungry.FrontEnd.Tests.Town;

/// <summary>A front end on a free port, and somebody who calls it.</summary>
public sealed class TestFrontEnd : IAsyncDisposable
{
    public const string Token = "jh_token";

    private readonly RunningFrontEnd _frontEnd;

    private TestFrontEnd(RunningFrontEnd frontEnd)
    {
        _frontEnd = frontEnd;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(frontEnd.Url),
            Timeout = FakeTown.Patience,
        };
    }

    public HttpClient Http { get; }

    public Uri Url => Http.BaseAddress!;

    public static async Task<TestFrontEnd> Start(FakeTown town, TimeSpan? deadline = null, Func<FrontEndOptions, FrontEndOptions>? with = null)
    {
        var options = new FrontEndOptions
        {
            Listen = "http://127.0.0.1:0",
            NameServer = town.NameServer,
            ClusterKeyFile = Path.Combine(town.Folder, "cluster.key"),
            Deadline = deadline ?? TimeSpan.FromSeconds(15),
            KeepSiteKeys = false,
        };
        return new TestFrontEnd(await FrontEndHost.Start(with?.Invoke(options) ?? options, TimeProvider.System));
    }

    public Task<Reply> PlaceOrder(string key, string body = """{"restaurant":"ask","lines":[{"item":"margherita","quantity":1}]}""") =>
        Post("/api/v1/orders", body, key: key);

    public Task<Reply> Post(
        string path, string? body, string? key = null, string? token = Token, string? contentType = "application/json") =>
        PostBytes(path, body is null ? null : Encoding.UTF8.GetBytes(body), key, token, contentType);

    public async Task<Reply> PostBytes(
        string path, byte[]? body, string? key = null, string? token = Token, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }
        return await Send(request, key, token);
    }

    public async Task<Reply> Get(string path, string? token = Token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await Send(request, key: null, token);
    }

    public async Task<Reply> Send(HttpRequestMessage request, string? key, string? token)
    {
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }
        using var response = await Http.SendAsync(request);
        return new Reply(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(one => one.Key, one => string.Join(",", one.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _frontEnd.DisposeAsync();
    }
}

/// <summary>What the front end answered.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The code of a problem document, which this must be.</summary>
    public string Problem
    {
        get
        {
            Assert.Equal("application/problem+json", MediaType);
            Assert.Equal((int)Status, Json.GetProperty("status").GetInt32());
            Assert.NotEmpty(Json.GetProperty("title").GetString()!);
            Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
            var type = Json.GetProperty("type").GetString()!;
            Assert.StartsWith("/problems/", type, StringComparison.Ordinal);
            return type["/problems/".Length..];
        }
    }

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}

using System.Net;
using System.Text;
using System.Text.Json;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.Tests.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.BackEnd.Tests.Endpoints;

public sealed class QuoteEndpointTests : IAsyncLifetime
{
    private readonly TestStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private string _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _stores.AddRestaurant("ask", document => document["slots"]!["capacity"] = 1);
        _ada = _stores.AddCustomer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        var seams = new ReadSeams
        {
            Store = _stores.Primary,
            Gate = (_, _, _) => ValueTask.FromResult(ReadGate.Open),
            Age = () => null,
            FindPostcode = (postcode, _) => Task.FromResult(new PostcodeLookup(
                new PostcodePlace(postcode, 54.7760, -1.5750, "postcodes.io", false), true)),
            Time = _time,
        };
        ReadEndpoints.Map(_app, () => seams);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [Fact]
    public async Task A_stranger_is_quoted_for_the_postcode_that_they_name()
    {
        var quote = await Quote("""{"restaurant":"ask","postcode":"DH1 3LE","lines":[{"item":"margherita","quantity":2}],"tip":50}""");

        Assert.Empty(quote.GetProperty("issues").EnumerateArray());
        Assert.Equal(2_190 + 150 + 50, quote.GetProperty("total").GetInt32());
        Assert.Equal(2_390, quote.GetProperty("vat").EnumerateArray().Sum(each => each.GetProperty("total").GetInt32()));
        Assert.False(quote.TryGetProperty("id", out _));
    }

    [Fact]
    public async Task A_quote_is_what_the_order_then_costs()
    {
        const string basket = """ "restaurant":"ask","lines":[{"item":"garlic-bread","quantity":3}],"tip":75 """;
        var total = (await Quote($"{{{basket}}}", _ada)).GetProperty("total").GetInt32();

        Assert.Equal(201, _stores.Do(_stores.Command("placeOrder", $$"""{{{basket}},"expectedTotal":{{total}}}""", _ada))[0].Status);
        var other = _stores.Do(_stores.Command("placeOrder", $$"""{{{basket}},"expectedTotal":{{total - 1}}}""", _ada))[0];
        Assert.Equal(total, TestStores.Json(other).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Issues_come_all_at_once_each_with_its_place()
    {
        var quote = await Quote("""
            {"restaurant":"ask","lines":[{"item":"unicorn","quantity":1},{"item":"margherita","quantity":0}],"voucher":"nope","time":"soon"}
            """);

        Assert.Equal(
            [
                "slot_unavailable time", "address_incomplete postcode", "item_unknown lines[0].item",
                "quantity_out_of_range lines[1].quantity", "voucher_unknown voucher",
            ],
            quote.GetProperty("issues").EnumerateArray()
                .Select(issue => $"{issue.GetProperty("code").GetString()} {issue.GetProperty("path").GetString()}"));
    }

    [Fact]
    public async Task A_restaurant_that_there_is_not_has_no_quote()
    {
        var answer = await Send("""{"restaurant":"nowhere","lines":[]}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task What_is_no_basket_is_said_to_be_none(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(body)).StatusCode);

    [Fact]
    public async Task Slots_say_which_of_them_are_full()
    {
        var before = await Slots();
        var taken = before[0].GetProperty("from").GetString();
        Assert.Equal(201, _stores.Do(_stores.Command(
            "placeOrder", $$"""{"restaurant":"ask","lines":[{"item":"margherita","quantity":1}],"time":"{{taken}}"}""", _ada))[0].Status);

        var after = await Slots();

        Assert.Equal("2026-03-11T12:30:00.000Z", taken);
        Assert.True(before[0].GetProperty("available").GetBoolean());
        Assert.False(after[0].GetProperty("available").GetBoolean());
        Assert.True(after[1].GetProperty("available").GetBoolean());
    }

    [Fact]
    public async Task A_menu_says_which_dishes_are_counted_and_which_have_run_out()
    {
        var before = await Dish("tiramisu");
        _stores.Do(_stores.Command(
            "placeOrder", """{"restaurant":"ask","lines":[{"item":"tiramisu","quantity":24}]}""", _ada));

        Assert.True(before.GetProperty("counted").GetBoolean() && before.GetProperty("available").GetBoolean());
        Assert.False((await Dish("tiramisu")).GetProperty("available").GetBoolean());
        Assert.False((await Dish("margherita")).TryGetProperty("counted", out _));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _stores.Dispose();
    }

    private async Task<JsonElement> Dish(string id)
    {
        var body = await _http.GetByteArrayAsync($"{InnerApi.Reads}/restaurants/ask", TestContext.Current.CancellationToken);
        return JsonDocument.Parse(body).RootElement.GetProperty("menu").GetProperty("categories").EnumerateArray()
            .SelectMany(category => category.GetProperty("items").EnumerateArray())
            .First(item => item.GetProperty("id").GetString() == id);
    }

    private async Task<List<JsonElement>> Slots()
    {
        var body = await _http.GetByteArrayAsync($"{InnerApi.Reads}/restaurants/ask/slots", TestContext.Current.CancellationToken);
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("items").EnumerateArray()];
    }

    private async Task<JsonElement> Quote(string body, string? token = null)
    {
        var answer = await Send(body, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private Task<HttpResponseMessage> Send(string body, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{InnerApi.Reads}/quotes")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Add(InnerApi.CallerHeader, TestStores.HashOf(token));
        }

        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

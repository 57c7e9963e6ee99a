using System.Net;
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

public sealed class ReadEndpointsTests : IAsyncLifetime
{
    private readonly TestStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));
    private readonly List<(string? Position, string? Consistency)> _gates = [];
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private ReadGate _gate = ReadGate.Open;
    private TimeSpan? _age;
    private string _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _stores.AddRestaurant("ask");
        _stores.AddRestaurant("stantons");
        _stores.AddRestaurant("casa-zarzamora");
        _ada = _stores.AddCustomer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        var seams = new ReadSeams
        {
            Store = _stores.Primary,
            Gate = (position, consistency, _) =>
            {
                _gates.Add((position, consistency));
                return ValueTask.FromResult(_gate);
            },
            Age = () => _age,
            FindPostcode = (postcode, _) => Task.FromResult(Find(postcode)),
            Time = _time,
        };
        ReadEndpoints.Map(_app, () => seams);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [Fact]
    public async Task Restaurants_come_by_name_in_pages_that_lead_through_all_of_them_once()
    {
        var seen = new List<string>();
        for (var next = "/restaurants?limit=1"; next is not null;)
        {
            var page = await Get(next);
            seen.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()!));
            next = page.GetProperty("next").GetString()?.Replace("/api/v1", "");
        }

        Assert.Equal(["ask", "casa-zarzamora", "stantons"], seen);
    }

    [Fact]
    public async Task With_a_postcode_those_come_that_deliver_there_the_nearest_first()
    {
        var near = (await Get("/restaurants?postcode=dh13le")).GetProperty("items").EnumerateArray().ToList();
        var far = await Get("/restaurants?postcode=SW1A+1AA");

        Assert.True(near.Count >= 2);
        Assert.All(near, item => Assert.True(item.GetProperty("delivers").GetBoolean()));
        Assert.Equal(near.Select(Metres).Order(), near.Select(Metres));
        Assert.Empty(far.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task When_nobody_knows_where_a_postcode_lies_all_restaurants_come_without_a_distance()
    {
        var items = (await Get("/restaurants?postcode=ZE1+0AA")).GetProperty("items").EnumerateArray().ToList();

        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Equal(JsonValueKind.Null, item.GetProperty("distanceMetres").ValueKind));
    }

    [Theory]
    [InlineData("cuisine=ITALIAN", "ask")]
    [InlineData("q=full+english", "stantons")]
    [InlineData("q=Stanton", "stantons")]
    public async Task Restaurants_are_found_by_cuisine_name_and_dish_in_any_case(string query, string slug)
    {
        var items = (await Get($"/restaurants?{query}")).GetProperty("items").EnumerateArray();

        Assert.Contains(slug, items.Select(item => item.GetProperty("slug").GetString()));
    }

    [Theory]
    [InlineData("diet=vegan", "ask")]
    [InlineData("q=garlic%20bread", "ask")]
    [InlineData("q=GARL%20brea", "ask")]
    [InlineData("service=collection&postcode=SW1A+1AA", "ask")]
    [InlineData("avoid=peanuts", "stantons")]
    [InlineData("open=true", "ask")]
    public async Task Restaurants_are_found_by_what_one_wants(string query, string slug) =>
        Assert.Contains(slug, await Slugs($"/restaurants?{query}"));

    [Theory]
    [InlineData("q=garlic+xylophone")]
    [InlineData("q=%21%21%21")]
    [InlineData("q=zzz+OR+garlic")]
    [InlineData("cuisine=Martian")]
    [InlineData("diet=kosher")]
    [InlineData("avoid=celery,crustaceans,eggs,fish,gluten,lupin,milk,molluscs,mustard,nuts,peanuts,sesame,soya,sulphites&diet=halal,vegan")]
    public async Task What_nobody_has_is_not_found(string query) => Assert.Empty(await Slugs($"/restaurants?{query}"));

    [Theory]
    [InlineData("rating", "rating")]
    [InlineData("time", "minutes")]
    [InlineData("distance", "distanceMetres")]
    public async Task Restaurants_come_in_the_order_that_is_asked_for(string sort, string field)
    {
        var items = (await Get($"/restaurants?postcode=dh13le&sort={sort}")).GetProperty("items").EnumerateArray();
        var values = items.Select(item => item.GetProperty(field).ToString()).Select(text => text.Length == 0 ? -1 : int.Parse(text)).ToList();

        Assert.True(values.Count > 1);
        Assert.Equal(sort == "rating" ? values.OrderDescending() : values.Order(), values);
    }

    [Theory]
    [InlineData("sort=name")]
    [InlineData("sort=rating")]
    [InlineData("sort=fee")]
    [InlineData("sort=time")]
    [InlineData("postcode=dh13le&sort=fee")]
    [InlineData("postcode=dh13le")]
    [InlineData("q=a&service=collection")]
    public async Task Pages_lead_through_all_that_was_found_once_whatever_the_order(string query)
    {
        var whole = await Slugs($"/restaurants?limit=100&{query}");
        var paged = new List<string>();
        for (var next = $"/restaurants?limit=1&{query}"; next is not null;)
        {
            var page = await Get(next);
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()!));
            next = page.GetProperty("next").GetString()?.Replace("/api/v1", "");
        }

        Assert.NotEmpty(whole);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task A_document_that_is_put_again_is_found_by_its_new_words_alone()
    {
        var changed = _stores.DocumentOf("ask").Replace("garlic", "zanzibar", StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await Slugs("/restaurants?q=zanzibar"));
        Assert.Contains("ask", await Slugs("/restaurants?q=garlic+bread"));

        _stores.Do(_stores.Command("putRestaurant", $$"""{"document":{{changed}}}"""));

        Assert.Equal(["ask"], await Slugs("/restaurants?q=zanzibar"));
        Assert.DoesNotContain("ask", await Slugs("/restaurants?q=garlic+bread"));
    }

    [Fact]
    public void A_store_that_an_older_program_made_can_be_searched()
    {
        _stores.Primary.SnapshotTo(_stores.PathOf("old.db"));
        using (var old = Replication.Sqlite.Database.Open(_stores.PathOf("old.db"), new Replication.Sqlite.DatabaseOptions()))
        {
            old.Execute("DELETE FROM catalogue; DELETE FROM catalogue_words WHERE rowid > 0;");
        }

        using var store = _stores.Open("old.db");

        bool[] Found(ReplicaStore of) => of.Readers.Use(reader => reader.Tables.Catalogue.WithWords("garlic bread", 10));
        Assert.Equal(Found(_stores.Primary), Found(store));
        Assert.Contains(true, Found(store));
    }

    [Theory]
    [InlineData("/restaurants?diet=paleo", 400, "malformed_parameter")]
    [InlineData("/restaurants?avoid=nuts,bread", 400, "malformed_parameter")]
    [InlineData("/restaurants?sort=price", 400, "malformed_parameter")]
    [InlineData("/restaurants?open=perhaps", 400, "malformed_parameter")]
    [InlineData("/restaurants?service=drone", 400, "malformed_parameter")]
    [InlineData("/restaurants?postcode=nonsense", 400, "postcode_malformed")]
    [InlineData("/restaurants?postcode=DH1+9ZZ", 404, "postcode_not_found")]
    [InlineData("/restaurants?limit=0", 400, "malformed_parameter")]
    [InlineData("/restaurants?limit=101", 400, "malformed_parameter")]
    [InlineData("/restaurants?limit=x", 400, "malformed_parameter")]
    [InlineData("/restaurants?after=nobody", 400, "malformed_parameter")]
    [InlineData("/restaurants/nobody", 404, "restaurant_not_found")]
    [InlineData("/postcodes/nonsense", 400, "postcode_malformed")]
    [InlineData("/postcodes/DH19ZZ", 404, "postcode_not_found")]
    [InlineData("/orders", 401, "token_missing")]
    [InlineData("/customers/me", 401, "token_missing")]
    [InlineData("/elsewhere", 404, "not_found")]
    public async Task What_cannot_be_answered_is_refused_with_a_problem(string path, int status, string code)
    {
        var answer = await _http.GetAsync(InnerApi.Reads + path, Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"/problems/{code}", (await Json(answer)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_restaurants_menu_has_its_groups_of_choices_written_out()
    {
        var menu = (await Get("/restaurants/stantons")).GetProperty("menu");

        var breakfast = menu.GetProperty("categories")[0].GetProperty("items")[0];
        var group = breakfast.GetProperty("modifierGroups")[0];
        Assert.Equal("full-english", breakfast.GetProperty("id").GetString());
        Assert.Equal("gluten", breakfast.GetProperty("allergens").GetProperty("contains")[1].GetString());
        Assert.NotEmpty(group.GetProperty("modifiers")[0].GetProperty("name").GetString()!);
    }

    [Fact]
    public async Task A_menu_that_was_replaced_is_shown_anew()
    {
        var before = (await Get("/restaurants/ask")).GetProperty("name").GetString();
        var document = System.Text.Encoding.UTF8.GetString(
            _stores.Primary.Readers.Use(reader => reader.Tables.Restaurants.DocumentOf("ask")));
        _stores.Do(_stores.Command("putRestaurant", $$"""{"document":{{document.Replace("Garlic bread", "Garlic baguette")}}}"""));

        var after = await Get("/restaurants/ask");

        Assert.Equal("ASK", before);
        Assert.Contains("Garlic baguette", after.GetRawText());
    }

    [Fact]
    public async Task A_postcode_says_who_knows_it_and_how_well()
    {
        var exact = await Get("/postcodes/dh13le");
        var unknown = await Get("/postcodes/ZE10AA");

        Assert.Equal(("DH1 3LE", "postcodes.io", false), (
            exact.GetProperty("postcode").GetString(),
            exact.GetProperty("source").GetString(),
            exact.GetProperty("approximate").GetBoolean()));
        Assert.Equal(("none", JsonValueKind.Null), (
            unknown.GetProperty("source").GetString(), unknown.GetProperty("latitude").ValueKind));
    }

    [Fact]
    public async Task Ones_orders_come_newest_first_in_pages_and_nobody_elses()
    {
        var orders = Enumerable.Range(0, 5).Select(_ => _stores.AddOrder(_ada)).Reverse().ToList();
        var grace = _stores.AddCustomer("Grace");
        _stores.AddOrder(grace);
        var seen = new List<string>();
        for (var next = "/orders?limit=2"; next is not null;)
        {
            var page = await Get(next, _ada);
            seen.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString()?.Replace("/api/v1", "");
        }

        Assert.Equal(orders, seen);
    }

    [Fact]
    public async Task One_order_is_shown_as_it_stands_now()
    {
        var order = _stores.AddOrder(_ada);
        _stores.Do(_stores.Cancel(_ada, order));

        var shown = await Get($"/orders/{order}", _ada);

        Assert.Equal("cancelled", shown.GetProperty("status").GetString());
        Assert.Equal(2, shown.GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task Anothers_order_looks_like_none()
    {
        var order = _stores.AddOrder(_ada);
        var mallory = _stores.AddCustomer("Mallory");

        var theirs = await Send($"/orders/{order}", mallory);
        var none = await Send("/orders/019c0f5e-0000-7000-8000-000000000001", mallory);

        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Equal(await theirs.Content.ReadAsStringAsync(Cancel), await none.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_unknown_token_is_401() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send("/orders", "jh_nobody")).StatusCode);

    [Fact]
    public async Task Changes_of_an_order_come_after_a_given_one_and_say_when_they_are_the_last()
    {
        var order = _stores.AddOrder(_ada);
        var first = await Get($"/orders/{order}/changes?after=0&wait=1000", _ada);
        _stores.Do(_stores.Cancel(_ada, order));
        var second = await Get($"/orders/{order}/changes?after=1&wait=1000", _ada);

        Assert.Equal((1, "placed"), Change(first));
        Assert.False(first.GetProperty("final").GetBoolean());
        Assert.Equal((2, "cancelled"), Change(second));
        Assert.True(second.GetProperty("final").GetBoolean());
    }

    [Fact]
    public async Task Waiting_for_a_change_ends_when_it_is_committed()
    {
        var order = _stores.AddOrder(_ada);
        var waiting = Get($"/orders/{order}/changes?after=1&wait=15000", _ada);
        await Until(() => _gates.Count > 0);

        _stores.Do(_stores.Cancel(_ada, order));

        Assert.Equal((2, "cancelled"), Change(await waiting));
    }

    [Fact]
    public async Task Waiting_for_a_change_ends_with_nothing_when_the_time_is_up()
    {
        var order = _stores.AddOrder(_ada);
        var waiting = Get($"/orders/{order}/changes?after=1&wait=2000", _ada);
        while (!waiting.IsCompleted)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty((await waiting).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Every_answer_says_what_position_it_saw()
    {
        var answer = await Send("/orders", _ada);

        Assert.Equal("0123456789abcdef:4", answer.Headers.GetValues(InnerApi.PositionHeader).Single());
    }

    [Fact]
    public async Task Orders_are_read_linearizably_unless_the_caller_says_what_they_saw()
    {
        await Send("/orders", _ada);
        await Send("/orders", _ada, (InnerApi.PositionHeader, "0123456789abcdef:3"));
        await Send("/orders", _ada, (InnerApi.ConsistencyHeader, "session"));
        await Send("/restaurants", null);

        Assert.Equal([(null, "linearizable"), ("0123456789abcdef:3", null), (null, "session"), (null, null)], _gates);
    }

    [Fact]
    public async Task A_replica_that_is_behind_says_so_that_the_next_one_is_asked()
    {
        _gate = ReadGate.Behind;

        var answer = await Send("/orders", _ada);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("1", answer.Headers.GetValues(InnerApi.BehindHeader).Single());
    }

    [Fact]
    public async Task Without_the_log_what_must_be_the_latest_is_not_answered_and_the_rest_says_its_age()
    {
        _age = TimeSpan.FromSeconds(7.9);
        var old = await Send("/restaurants", null);
        _gate = ReadGate.NoLog;
        var latest = await Send("/orders", _ada);

        Assert.Equal("7", old.Headers.GetValues(InnerApi.AgeHeader).Single());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, latest.StatusCode);
        Assert.False(latest.Headers.Contains(InnerApi.BehindHeader));
    }

    [Fact]
    public async Task One_is_told_who_one_is()
    {
        var me = await Get("/customers/me", _ada);

        Assert.Equal(("Ada", "DH1 3LE"), (me.GetProperty("name").GetString(), me.GetProperty("postcode").GetString()));
    }

    [Fact]
    public async Task All_that_is_kept_about_somebody_is_told_to_them()
    {
        _stores.Do(_stores.Command("changePerson", """{"phone":"0191 498 0000","address":["12 North Road"]}""", _ada));
        var order = _stores.AddOrder(_ada);

        var all = await Get("/customers/me/export", _ada);

        Assert.Equal("+441914980000", all.GetProperty("person").GetProperty("phone").GetString());
        Assert.Equal("12 North Road", all.GetProperty("person").GetProperty("address")[0].GetString());
        Assert.Equal(order, all.GetProperty("orders")[0].GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, all.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task The_token_that_came_with_a_found_order_shows_that_order_and_nothing_else()
    {
        _stores.Do(_stores.Command("changePerson", """{"phone":"0191 498 0000"}""", _ada));
        var order = _stores.AddOrder(_ada);
        var other = _stores.AddOrder(_ada);
        var token = TestStores.Json(_stores.Do(
            _stores.Command("findOrder", """{"number":"1","phone":"01914980000"}"""))[0]).GetProperty("token").GetString();

        Assert.Equal(order, (await Get($"/orders/{order}", token)).GetProperty("id").GetString());
        await Get($"/orders/{order}/changes?after=0", token);
        foreach (var path in (string[])[$"/orders/{other}", "/orders", "/customers/me", "/customers/me/export"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await Send(path, token)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/staff")]
    [InlineData("/staff/invitations")]
    public async Task Who_works_here_is_no_matter_of_customers(string path) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(path, _ada)).StatusCode);

    [Fact]
    public async Task A_document_is_exported_as_it_was_put_and_putting_it_again_changes_nothing()
    {
        var before = _stores.Primary.Readers.Use(reader => reader.Tables.Restaurants.Find("ask")!.Revision);
        var exported = await (await Send($"{InnerApi.TownRestaurants}/ask", null)).Content.ReadAsStringAsync(Cancel);

        var again = _stores.Do(_stores.Command("putRestaurant", $$"""{"document":{{exported}}}"""))[0];

        Assert.Equal(200, again.Status);
        Assert.Equal(before, _stores.Primary.Readers.Use(reader => reader.Tables.Restaurants.Find("ask")!.Revision));
    }

    [Fact]
    public async Task A_document_is_no_matter_of_customers()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await Send("/restaurants/ask/document", _ada)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send("/restaurants/ask/document", null)).StatusCode);
    }

    [Fact]
    public async Task Who_holds_the_key_sees_all_slugs() =>
        Assert.Equal(
            ["ask", "casa-zarzamora", "stantons"],
            (await Get(InnerApi.TownRestaurants)).GetProperty("items").EnumerateArray().Select(slug => slug.GetString()));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _stores.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static PostcodeLookup Find(Postcode postcode) => postcode.ToString() switch
    {
        "DH1 3LE" => new(new PostcodePlace(postcode, 54.7760, -1.5750, "postcodes.io", false), true),
        "SW1A 1AA" => new(new PostcodePlace(postcode, 51.501, -0.142, "postcodes.io", false), true),
        "DH1 9ZZ" => new(null, false),
        _ => new(new PostcodePlace(postcode, null, null, "none", false), true),
    };

    private async Task<IReadOnlyList<string>> Slugs(string path) =>
        [.. (await Get(path)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()!)];

    private async Task<JsonElement> Get(string path, string? token = null)
    {
        var answer = await Send(path, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Json(answer);
    }

    private Task<HttpResponseMessage> Send(string path, string? token, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, InnerApi.Reads + path);
        if (token is not null)
        {
            request.Headers.Add(InnerApi.CallerHeader, TestStores.HashOf(token));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return _http.SendAsync(request, Cancel);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Cancel)).RootElement;

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
            Cancel.ThrowIfCancellationRequested();
        }
    }

    private static (int, string) Change(JsonElement changes)
    {
        var change = Assert.Single(changes.GetProperty("items").EnumerateArray());
        return (change.GetProperty("n").GetInt32(), change.GetProperty("status").GetString()!);
    }

    private static int Metres(JsonElement item) => item.GetProperty("distanceMetres").GetInt32();
}

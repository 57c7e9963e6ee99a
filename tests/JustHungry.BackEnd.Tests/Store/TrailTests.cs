using System.Text.Json;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.People;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>What operators and owners look at: who did what, what came in, how the views followed each other; and editing in place.</summary>
public sealed class TrailTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly TestStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));
    private PasswordDesk _desk = null!;
    private string _ada = null!;
    private string _kitchen = null!;
    private string _owner = null!;
    private string _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _stores.AddRestaurant("ask");
        _stores.AddRestaurant("stantons");
        _desk = new PasswordDesk(_stores.Primary, _time, iterations: 100);
        _ada = _stores.AddCustomer();
        await Do("makeOperator", """{"password":"one-time words"}""");
        _operator = Text(await Do("signIn", """{"email":"operator","password":"one-time words"}"""), "token");
        await Do("changePassword", $$"""{"current":"one-time words","password":"{{Password}}"}""", _operator);
        _kitchen = await Staff("ask", "kitchen");
        _owner = await Staff("ask", "owner");
    }

    [Fact]
    public async Task The_trail_says_who_did_what_the_latest_first_and_is_the_same_at_every_replica()
    {
        var order = _stores.AddOrder(_ada);
        await Do("moveOrder", $$"""{"order":"{{order}}","action":"accept","minutes":20}""", _kitchen);
        await Do("pauseRestaurant", """{"restaurant":"ask","minutes":30}""", _kitchen);
        await Do("setStock", """{"restaurant":"ask","item":"margherita","available":false}""", _kitchen);
        await Do("putVoucher", """{"document":{"code":"TEN","name":"Ten","kind":"percent","percent":10}}""", _operator);
        await Do("superviseTown", """{"act":"hand_over","subject":"replica-2"}""", _operator);

        var acts = Trail(_stores.Primary, _operator, "100");
        Assert.Equal(
            ["hand_over", "voucher_added", "out_of_stock", "paused", "order_accepted"],
            acts.Take(5).Select(act => act.GetProperty("act").GetString()));
        Assert.Equal("replica-2", acts[0].GetProperty("subject").GetString());
        Assert.Equal("margherita", acts[2].GetProperty("subject").GetString());
        Assert.Equal("kitchen@ask.example", acts[4].GetProperty("by").GetProperty("email").GetString());
        Assert.Equal("1", acts[4].GetProperty("orderNumber").GetString());
        Assert.Contains(acts, act => act.GetProperty("act").GetString() == "signed_in");
        Assert.Contains(acts, act => act.GetProperty("act").GetString() == "restaurant_added"
            && act.GetProperty("by").ValueKind == JsonValueKind.Null);
        Assert.Equal(
            acts.Select(act => act.GetRawText()),
            Trail(_stores.Backup, _operator, "100").Select(act => act.GetRawText()));
    }

    [Fact]
    public async Task The_trail_comes_in_pages_and_owners_see_that_of_their_restaurant_alone()
    {
        await Do("pauseRestaurant", """{"restaurant":"ask","minutes":30}""", _kitchen);
        await Do("pauseRestaurant", """{"restaurant":"stantons","minutes":30}""", _operator);
        var all = Trail(_stores.Primary, _operator, "100").Select(act => act.GetProperty("id").GetString()).ToList();

        var paged = new List<string?>();
        string? after = null;
        do
        {
            var page = Body(200, _stores.Primary, _operator, (reader, caller) =>
                TownReads.Trail(reader.Tables, caller.Caller, PageQuery.Read("3", after, out _)!, null));
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(act => act.GetProperty("id").GetString()));
            after = page.GetProperty("next").GetString()?.Split("after=")[1];
        }
        while (after is not null);

        Assert.Equal(all, paged);
        var own = Body(200, _stores.Primary, _owner, (reader, caller) =>
            TownReads.Trail(reader.Tables, caller.Caller, PageQuery.Read("100", null, out _)!, "ask"));
        Assert.All(own.GetProperty("items").EnumerateArray(), act => Assert.Equal("ask", act.GetProperty("restaurant").GetString()));
        foreach (var (token, restaurant) in ((string, string?)[])[(_owner, null), (_owner, "stantons"), (_kitchen, "ask"), (_ada, null)])
        {
            Body(403, _stores.Primary, token, (reader, caller) =>
                TownReads.Trail(reader.Tables, caller.Caller, PageQuery.Read("3", null, out _)!, restaurant));
        }
    }

    [Fact]
    public async Task Only_operators_and_who_holds_the_cluster_key_do_things_with_the_machinery()
    {
        Assert.Equal(403, (await Do("superviseTown", """{"act":"verify"}""", _owner)).Status);
        Assert.Equal(403, (await Do("superviseTown", """{"act":"verify"}""", _ada)).Status);
        Assert.Equal(400, (await Do("superviseTown", """{"act":"explode"}""", _operator)).Status);
        Assert.Equal(200, (await Do("superviseTown", """{"act":"verify"}""", _operator)).Status);
        Assert.Equal(200, (await Do("superviseTown", """{"act":"raise_level"}""")).Status);
        var (last, before) = Trail(_stores.Primary, _operator, "2") is [var first, var second] ? (first, second) : default;
        Assert.Equal("raise_level", last.GetProperty("act").GetString());
        Assert.Equal(JsonValueKind.Null, last.GetProperty("by").ValueKind);
        Assert.Equal("verify", before.GetProperty("act").GetString());
        Assert.Equal("operator", before.GetProperty("by").GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_days_takings_count_what_came_to_something_by_hour_and_rate()
    {
        _stores.AddOrder(_ada);
        _stores.Now += TimeSpan.FromHours(2);
        var second = _stores.AddOrder(_ada);
        var rejected = _stores.AddOrder(_ada);
        await Do("moveOrder", $$"""{"order":"{{rejected}}","action":"reject","reason":"busy"}""", _kitchen);
        await Do("moveOrder", $$"""{"order":"{{second}}","action":"accept"}""", _kitchen);
        _stores.Now += TimeSpan.FromDays(1);
        _stores.AddOrder(_ada);

        var day = Takings("2026-03-11");

        Assert.Equal(2, day.GetProperty("orders").GetInt32());
        var gross = day.GetProperty("gross").GetInt64();
        Assert.True(gross > 0);
        Assert.Equal(gross, day.GetProperty("vat").EnumerateArray().Sum(line => line.GetProperty("total").GetInt64()));
        var hours = day.GetProperty("hours").EnumerateArray().ToList();
        Assert.Equal(24, hours.Count);
        Assert.Equal([12, 14], hours.Where(hour => hour.GetProperty("orders").GetInt32() > 0).Select(hour => hour.GetProperty("hour").GetInt32()));
        Assert.Equal(gross, hours.Sum(hour => hour.GetProperty("gross").GetInt64()));
        Assert.Contains("\"rejected\"", day.GetProperty("statuses").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(4, day.GetProperty("dishes")[0].GetProperty("quantity").GetInt32());
        Assert.Equal(1, Takings(null).GetProperty("orders").GetInt32());
        Assert.Equal(0, Takings("2026-03-10").GetProperty("orders").GetInt32());
        Body(403, _stores.Primary, _ada, (reader, caller) => TakingsReads.Of(reader.Tables, caller, "ask", null, _stores.Now));
        Body(404, _stores.Primary, _kitchen, (reader, caller) => TakingsReads.Of(reader.Tables, caller, "stantons", null, _stores.Now));
    }

    [Theory]
    [InlineData("2026-13-01")]
    [InlineData("today")]
    [InlineData("0001-01-01")]
    public void What_is_no_date_is_none(string text) => Assert.False(TakingsReads.TryParseDay(text, out _));

    [Fact]
    public async Task One_dish_is_edited_and_the_rest_of_the_document_stays()
    {
        var before = RestaurantDocument.Parse(System.Text.Encoding.UTF8.GetBytes(_stores.DocumentOf("ask")));
        var category = before.Menu.Categories.First(each => each.Items.Any(item => item.Id == "garlic-bread")).Id;
        var place = $"menu/categories/{category}/items/garlic-bread";

        var edited = await Edit(
            $$"""{"at":"{{place}}","set":{"price":725,"description":"With rosemary"} }""", _owner);

        Assert.Equal(200, edited.Status);
        var after = RestaurantDocument.Parse(System.Text.Encoding.UTF8.GetBytes(_stores.DocumentOf("ask")));
        Assert.Equal((725, "With rosemary"), (after.Menu.Items["garlic-bread"].Price, after.Menu.Items["garlic-bread"].Description));
        Assert.Equal(before.Menu.Items.Keys, after.Menu.Items.Keys);
        Assert.Equal(
            before.Menu.Items.Values.Where(item => item.Id != "garlic-bread").Select(item => item.Price),
            after.Menu.Items.Values.Where(item => item.Id != "garlic-bread").Select(item => item.Price));
        Assert.Equal("restaurant_changed", Trail(_stores.Primary, _operator, "1")[0].GetProperty("act").GetString());
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public async Task Dishes_are_added_moved_and_removed()
    {
        const string list = "menu/categories/{0}/items";
        var menu = RestaurantDocument.Parse(System.Text.Encoding.UTF8.GetBytes(_stores.DocumentOf("ask"))).Menu;
        var category = menu.Categories[0];
        var place = string.Format(System.Globalization.CultureInfo.InvariantCulture, list, category.Id);
        const string dish = """{"id":"new-dish","name":"New","description":"","price":100,"vatRate":2000,"available":true,"allergens":{"contains":[],"mayContain":[]}}""";

        Assert.Equal(200, (await Edit($$"""{"at":"{{place}}","add":{{dish}},"before":"{{category.Items[0].Id}}"}""", _owner)).Status);
        Assert.Equal("new-dish", Items()[0]);
        Assert.Equal(200, (await Edit($$"""{"at":"{{place}}/new-dish","move":1}""", _owner)).Status);
        Assert.Equal("new-dish", Items()[1]);
        Assert.Equal(200, (await Edit($$"""{"at":"{{place}}/new-dish","remove":true}""", _operator)).Status);
        Assert.Equal(category.Items.Select(item => item.Id), Items());

        List<string> Items() =>
            [.. RestaurantDocument.Parse(System.Text.Encoding.UTF8.GetBytes(_stores.DocumentOf("ask"))).Menu.Categories[0].Items.Select(item => item.Id)];
    }

    [Theory]
    [InlineData("""{"at":"","set":{"name":""}}""", "owner", 422)]
    [InlineData("""{"at":"","set":{"slug":"other"}}""", "owner", 422)]
    [InlineData("""{"at":"","remove":true}""", "owner", 422)]
    [InlineData("""{"at":"menu/categories/nowhere","set":{"name":"X"}}""", "owner", 422)]
    [InlineData("""{"at":"menu/categories","set":{"name":"X"}}""", "owner", 422)]
    [InlineData("""{"at":"name","move":3}""", "owner", 422)]
    [InlineData("""{"at":"name"}""", "owner", 422)]
    [InlineData("""{"at":"","set":{"name":"X"},"remove":true}""", "owner", 422)]
    [InlineData("""{"at":"","set":{"name":"X"}}""", "kitchen", 403)]
    [InlineData("""{"at":"","set":{"name":"X"}}""", "ada", 403)]
    public async Task An_edit_that_is_not_allowed_or_makes_no_restaurant_changes_nothing(string edit, string who, int status)
    {
        var before = _stores.DocumentOf("ask");

        var refused = await Edit(edit, who switch { "owner" => _owner, "kitchen" => _kitchen, _ => _ada });

        Assert.Equal(status, refused.Status);
        Assert.Equal(before, _stores.DocumentOf("ask"));
    }

    [Fact]
    public void The_views_are_kept_with_what_came_before_and_the_first_answer_and_orders_are_counted_by_second()
    {
        var second = new View(2, new ReplicaIdentity("replica-2", "b", "http://127.0.0.1:2"), [new ReplicaIdentity("replica-2", "b", "x")]);
        var at = new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);
        var placed = Commands(_stores.PlaceOrder(_ada));
        var position = _stores.Backup.Applied.Head.Position;
        _stores.Backup.Apply(
            [
                Entry(position + 1, at.AddSeconds(1), null, placed[0]),
                Entry(position + 2, at.AddSeconds(3), second),
                Entry(position + 3, at.AddSeconds(4), null, placed[1]),
            ],
            new AppliedState(new LogHead("0123456789abcdef", position + 3, "x"), second, at.AddSeconds(4)));

        var views = Body(200, _stores.Backup, _operator, (reader, caller) => TownReads.Views(reader.Tables, caller.Caller))
            .GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, views[0].GetProperty("number").GetInt32());
        Assert.Equal("replica-2", views[0].GetProperty("primary").GetString());
        Assert.Equal(
            ["2026-03-11T12:00:01.000Z", "2026-03-11T12:00:03.000Z", "2026-03-11T12:00:04.000Z"],
            ((string[])["lastEntryBefore", "at", "firstAnswer"]).Select(name => views[0].GetProperty(name).GetString()));
        Assert.Equal([1, 0, 0, 1], _stores.Backup.Rates.Before(at.AddSeconds(5), 4));
        Body(403, _stores.Backup, _owner, (reader, caller) => TownReads.Views(reader.Tables, caller.Caller));
        Body(403, _stores.Backup, _owner, (_, caller) => TownReads.Rates(_stores.Backup.Rates, caller.Caller, at));
    }

    public ValueTask DisposeAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Text(Answer answer, string name) => TestStores.Json(answer).GetProperty(name).GetString()!;

    private static LogEntry Entry(long position, DateTimeOffset at, View? view, params ReadOnlyMemory<byte>[] records) =>
        new(position, view?.Number ?? 1, at, "", "x", view, records, default);

    /// <summary>Two records that place an order each, decided on the primary and rolled back there.</summary>
    private List<ReadOnlyMemory<byte>> Commands(CommandSubmission first)
    {
        _stores.Primary.Begin();
        var one = _stores.Primary.Decide(first, _stores.Context).Record;
        var two = _stores.Primary.Decide(_stores.PlaceOrder(_ada), _stores.Context).Record;
        _stores.Primary.Rollback();
        return [one, two];
    }

    private async Task<string> Staff(string restaurant, string role)
    {
        var invitation = await Do("inviteStaff", $$"""{"role":"{{role}}","restaurants":["{{restaurant}}"]}""", _operator);
        return Text(await Do(
            "acceptInvitation",
            $$"""{"code":"{{Text(invitation, "code")}}","name":"Kit","email":"{{role}}@{{restaurant}}.example","password":"{{Password}}"}"""),
            "token");
    }

    private async Task<Answer> Do(string type, string body, string? token = null) =>
        _stores.Do(await _desk.Prepare(_stores.Command(type, body, token), Cancel))[0];

    private Task<Answer> Edit(string edit, string token) =>
        Do("editRestaurant", $$"""{"restaurant":"ask","edits":[{{edit}}]}""", token);

    private JsonElement Takings(string? day)
    {
        Assert.True(TakingsReads.TryParseDay(day, out var date));
        return Body(200, _stores.Primary, _kitchen, (reader, caller) => TakingsReads.Of(reader.Tables, caller, "ask", date, _stores.Now));
    }

    private List<JsonElement> Trail(ReplicaStore store, string token, string limit) =>
    [
        .. Body(200, store, token, (reader, caller) =>
            TownReads.Trail(reader.Tables, caller.Caller, PageQuery.Read(limit, null, out _)!, null)).GetProperty("items").EnumerateArray(),
    ];

    private JsonElement Body(
        int status, ReplicaStore store, string token, Func<ReadConnection, StoredCustomer, ReadAnswer> read) => store.Readers.Use(reader =>
    {
        reader.Begin();
        var caller = reader.Tables.Customers.FindByToken(Convert.FromHexString(TestStores.HashOf(token)), _stores.Now)!;
        var answer = read(reader, caller);
        Assert.Equal(status, answer.Status);
        return JsonDocument.Parse(answer.Body).RootElement;
    });
}

using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.People;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Replication.Replicas;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>The life of an order from the kitchen's side, and what the kitchen says of the moment.</summary>
public sealed class KitchenTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly TestStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));
    private PasswordDesk _desk = null!;
    private string _ada = null!;
    private string _kitchen = null!;
    private string _other = null!;
    private string _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _stores.AddRestaurant("ask", document => Item(document, "garlic-bread")["stock"] = 10);
        _stores.AddRestaurant("stantons");
        _desk = new PasswordDesk(_stores.Primary, _time);
        _ada = _stores.AddCustomer();
        await Do("makeOperator", """{"password":"one-time words"}""");
        _operator = Text(await Do("signIn", """{"email":"operator","password":"one-time words"}"""), "token");
        await Do("changePassword", $$"""{"current":"one-time words","password":"{{Password}}"}""", _operator);
        _kitchen = await Staff("ask");
        _other = await Staff("stantons");
    }

    [Fact]
    public async Task A_delivery_is_accepted_made_ready_sent_and_delivered_and_its_history_says_who_and_when()
    {
        var order = _stores.AddOrder(_ada);
        var accepted = await Move(order, "accept", "\"minutes\":25");
        foreach (var action in (string[])["ready", "dispatch", "deliver"])
        {
            Assert.Equal(200, (await Move(order, action)).Status);
        }

        var row = Row(order);
        var history = _stores.Primary.Readers.Use(reader => { reader.Begin(); return reader.Tables.Orders.History(row, 9); });
        Assert.Equal("2026-03-11T12:25:00.000Z", Text(accepted, "promisedAt"));
        Assert.Equal(
            [OrderStatus.Placed, OrderStatus.Accepted, OrderStatus.Ready, OrderStatus.OnItsWay, OrderStatus.Delivered],
            history.Select(change => change.Status));
        Assert.All(history.Skip(1), change => Assert.Equal(Actor.Restaurant, change.Actor));
        Same();
    }

    [Fact]
    public async Task A_collection_is_collected_and_never_sent_on_its_way()
    {
        var order = Text(Place(",\"service\":\"collection\""), "id");
        await Move(order, "accept");
        await Move(order, "ready");

        var sent = await Move(order, "dispatch");

        Assert.Equal((409, "/problems/order_out_of_turn", "ready"), (sent.Status, TestStores.TypeOf(sent), Text(sent, "orderStatus")));
        Assert.Equal("collected", Text(await Move(order, "collect"), "status"));
    }

    [Fact]
    public async Task A_transition_out_of_turn_names_the_state_that_the_order_is_in()
    {
        var order = _stores.AddOrder(_ada);
        var early = await Move(order, "ready");
        await Move(order, "reject", "\"reason\":\"busy\",\"note\":\"oven \\\"down\\\"\"");
        var late = await Move(order, "accept");

        Assert.Equal((409, "placed"), (early.Status, Text(early, "orderStatus")));
        Assert.Equal((409, "rejected"), (late.Status, Text(late, "orderStatus")));
    }

    [Fact]
    public async Task Rejecting_needs_a_reason_that_there_is_and_the_customer_is_told_it()
    {
        var order = _stores.AddOrder(_ada);

        Assert.Equal("/problems/reason_unknown", TestStores.TypeOf(await Move(order, "reject")));
        Assert.Equal("/problems/reason_unknown", TestStores.TypeOf(await Move(order, "reject", "\"reason\":\"weather\"")));
        var rejected = await Move(order, "reject", "\"reason\":\"closing_early\",\"note\":\"Sorry — the gas is off\"");

        var change = TestStores.Json(rejected).GetProperty("history")[1];
        Assert.Equal("closing_early", change.GetProperty("reason").GetString());
        Assert.Equal("Sorry — the gas is off", change.GetProperty("note").GetString());
        Same();
    }

    [Fact]
    public async Task The_promised_time_can_be_moved_and_the_customer_sees_each_promise()
    {
        var order = _stores.AddOrder(_ada);
        await Move(order, "accept");
        _stores.Now += TimeSpan.FromMinutes(20);

        var moved = await Move(order, "promise", "\"minutes\":45,\"reason\":\"driver\"");

        var history = TestStores.Json(moved).GetProperty("history");
        Assert.Equal("2026-03-11T12:40:00.000Z", history[1].GetProperty("promisedAt").GetString());
        Assert.Equal("2026-03-11T13:05:00.000Z", Text(moved, "promisedAt"));
        Assert.Equal("accepted", Text(moved, "status"));
        Assert.Equal("/problems/minutes_out_of_range", TestStores.TypeOf(await Move(order, "promise", "\"minutes\":241")));
        Assert.Equal("/problems/minutes_out_of_range", TestStores.TypeOf(await Move(order, "promise")));
    }

    [Fact]
    public async Task An_order_for_a_slot_is_promised_for_its_slot()
    {
        var order = Text(Place(",\"time\":\"2026-03-11T18:00:00Z\""), "id");

        Assert.Equal("2026-03-11T18:00:00.000Z", Text(await Move(order, "accept"), "promisedAt"));
    }

    [Fact]
    public async Task Another_kitchen_knows_nothing_of_it_and_a_customer_may_not()
    {
        var order = _stores.AddOrder(_ada);

        Assert.Equal(404, (await Move(order, "accept", token: _other)).Status);
        Assert.Equal(403, (await Move(order, "accept", token: _ada)).Status);
        Assert.Equal(404, (await Do("pauseRestaurant", """{"restaurant":"ask","minutes":5}""", _other)).Status);
        Assert.Equal(403, (await Do("pauseRestaurant", """{"restaurant":"ask","minutes":5}""", _ada)).Status);
        Assert.Equal(401, (await Do("pauseRestaurant", """{"restaurant":"ask","minutes":5}""")).Status);
        Assert.Equal(200, (await Move(order, "accept", token: _operator)).Status);
    }

    [Fact]
    public async Task A_restaurant_cancels_with_a_reason_when_the_customer_no_longer_can()
    {
        var order = _stores.AddOrder(_ada);
        await Move(order, "accept");

        Assert.Equal(409, _stores.Do(_stores.Cancel(_ada, order))[0].Status);
        Assert.Equal("/problems/reason_unknown", TestStores.TypeOf(_stores.Do(_stores.Cancel(_kitchen, order))[0]));
        var cancelled = await Do("cancelOrder", $$"""{"order":"{{order}}","reason":"customer_unreachable"}""", _kitchen);

        Assert.Equal("cancelled", Text(cancelled, "status"));
        Assert.Equal("restaurant", TestStores.Json(cancelled).GetProperty("history")[2].GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_rejected_order_gives_its_portions_back_and_not_where_they_have_run_out()
    {
        var first = Text(_stores.Do(_stores.PlaceOrder(_ada, quantity: 10))[0], "id");
        await Move(first, "reject", "\"reason\":\"busy\"");
        var second = _stores.Do(_stores.PlaceOrder(_ada, quantity: 10))[0];
        Assert.Equal(201, second.Status);

        await Move(Text(second, "id"), "reject", "\"reason\":\"item_unavailable\"");

        Assert.Equal(422, _stores.Do(_stores.PlaceOrder(_ada, quantity: 1))[0].Status);
        Same();
    }

    [Fact]
    public async Task A_cooked_dish_does_not_come_back_when_its_order_is_cancelled()
    {
        var order = Text(_stores.Do(_stores.PlaceOrder(_ada, quantity: 10))[0], "id");
        await Move(order, "accept");
        await Do("cancelOrder", $$"""{"order":"{{order}}","reason":"customer_asked"}""", _kitchen);

        Assert.Equal(422, _stores.Do(_stores.PlaceOrder(_ada, quantity: 1))[0].Status);
    }

    [Fact]
    public async Task An_accepted_order_does_not_expire_and_one_without_an_answer_does_once()
    {
        var accepted = _stores.AddOrder(_ada);
        var waiting = _stores.AddOrder(_ada);
        await Move(accepted, "accept");
        _stores.Now += TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1);

        _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));
        _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));

        Assert.Equal((OrderStatus.Accepted, 2), (Row(accepted).Status, Row(accepted).Version));
        Assert.Equal((OrderStatus.Expired, 2), (Row(waiting).Status, Row(waiting).Version));
        Same();
    }

    [Fact]
    public void A_restaurant_that_accepts_by_itself_accepts_in_the_decision_that_places()
    {
        _stores.AddRestaurant("ask", document => document["autoAccept"] = true, status: 200);

        var order = _stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0];

        Assert.Equal(("accepted", "2026-03-11T12:40:00.000Z"), (Text(order, "status"), Text(order, "promisedAt")));
        Assert.Equal(TestStores.Text(order), TestStores.Text(_stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0]));
        Assert.Equal(OrderStatus.Accepted, Row(Text(order, "id")).Status);
        Same();
    }

    [Fact]
    public async Task A_pause_ends_by_itself_and_by_word()
    {
        await Do("pauseRestaurant", """{"restaurant":"ask","minutes":30}""", _kitchen);
        var paused = _stores.Do(_stores.PlaceOrder(_ada))[0];
        _stores.Now += TimeSpan.FromMinutes(30);
        var after = _stores.Do(_stores.PlaceOrder(_ada))[0];
        await Do("pauseRestaurant", """{"restaurant":"ask","minutes":30}""", _kitchen);
        await Do("pauseRestaurant", """{"restaurant":"ask","minutes":0}""", _kitchen);

        Assert.Equal("/problems/restaurant_paused", TestStores.TypeOf(paused));
        Assert.Equal(201, after.Status);
        Assert.Equal(201, _stores.Do(_stores.PlaceOrder(_ada))[0].Status);
        Same();
    }

    [Fact]
    public async Task What_has_run_out_is_refused_and_stands_so_on_the_menu()
    {
        await Do("setStock", """{"restaurant":"ask","item":"margherita","available":false,"until":"2026-03-11T18:00:00Z"}""", _kitchen);
        var state = await Do("setStock", """{"restaurant":"ask","item":"garlic-bread","left":1}""", _kitchen);

        Assert.Equal(
            "/problems/item_unavailable", TestStores.TypeOf(_stores.Do(_stores.PlaceOrder(_ada, item: "margherita"))[0]));
        Assert.Equal(422, _stores.Do(_stores.PlaceOrder(_ada, quantity: 2))[0].Status);
        Assert.Equal("margherita", TestStores.Json(state).GetProperty("out")[0].GetProperty("item").GetString());
        var unknown = await Do("setStock", """{"restaurant":"ask","item":"unicorn","available":false}""", _kitchen);
        Assert.Equal("/problems/item_unknown", TestStores.TypeOf(unknown));

        await Do("setStock", """{"restaurant":"ask","item":"margherita","available":true}""", _kitchen);
        Assert.Equal(201, _stores.Do(_stores.PlaceOrder(_ada, item: "margherita"))[0].Status);
        Same();
    }

    [Fact]
    public async Task A_kitchen_sees_its_own_orders_newest_first_in_pages()
    {
        var orders = Enumerable.Range(0, 20).Select(_ => Text(Place(""), "id")).ToList();
        await Move(orders[3], "reject", "\"reason\":\"busy\"");
        _stores.Reopen();

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = Read(reader => KitchenReads.Orders(
                reader.Tables, Kitchen(reader), "ask", PageQuery.Read("3", after ?? "", out _)!, openOnly: true));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            after = page.GetProperty("next").GetString()?.Split("after=")[1];
        }
        while (after is not null);

        Assert.Equal(orders.Where(order => order != orders[3]).Reverse(), seen);
    }

    [Fact]
    public async Task What_came_or_changed_after_a_position_is_told_and_the_whole_board_where_that_is_not_known()
    {
        var first = _stores.AddOrder(_ada);
        var position = _stores.Primary.Applied.Head.Position;
        var second = _stores.AddOrder(_ada);
        await Move(first, "accept");
        var ask = RestaurantKey.Of("ask");

        var (changed, through) = _stores.Primary.Kitchens.Since(ask, position);
        Assert.Equal([second, first], changed!.Select(each => Row(each).Id.ToString()));
        Assert.Equal(_stores.Primary.Applied.Head.Position, through);
        Assert.Empty(_stores.Primary.Kitchens.Since(RestaurantKey.Of("stantons"), position).Orders!);
        Assert.Null(_stores.Primary.Kitchens.Since(ask, through + 1).Orders);

        _stores.Reopen();
        Assert.Null(_stores.Primary.Kitchens.Since(ask, position).Orders);
        var board = Read(reader => KitchenReads.Changes(reader.Tables, Kitchen(reader), "ask", null, through, _stores.Now));
        Assert.Equal(
            [second, first], board.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task A_change_of_an_order_wakes_those_who_wait_for_its_kitchen_alone()
    {
        using var ours = _stores.Primary.Kitchens.Wait(RestaurantKey.Of("ask"));
        using var theirs = _stores.Primary.Kitchens.Wait(RestaurantKey.Of("stantons"));

        _stores.AddOrder(_ada);

        await ours.Changed.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.False(theirs.Changed.IsCompleted);
    }

    [Fact]
    public async Task Operators_make_any_voucher_and_owners_those_for_their_own_restaurants()
    {
        var owner = await Staff("ask", "owner");
        const string any = """{"document":{"code":"TEN","name":"Ten","kind":"percent","percent":10}}""";
        const string own = """{"document":{"code":"OURS","name":"Ours","kind":"percent","percent":10,"restaurants":["ask"]}}""";

        Assert.Equal(201, (await Do("putVoucher", any, _operator)).Status);
        Assert.Equal(403, (await Do("putVoucher", any, owner)).Status);
        Assert.Equal(201, (await Do("putVoucher", own, owner)).Status);
        Assert.Equal(403, (await Do("putVoucher", own.Replace("OURS", "TEN"), owner)).Status);
        Assert.Equal(403, (await Do("putVoucher", own, _kitchen)).Status);
        Assert.Equal(403, (await Do("putVoucher", own, _ada)).Status);
    }

    public ValueTask DisposeAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static JsonNode Item(JsonNode document, string id) => document["menu"]!["categories"]!.AsArray()
        .SelectMany(category => category!["items"]!.AsArray()).First(item => (string?)item!["id"] == id)!;

    private static string Text(Answer answer, string name) => TestStores.Json(answer).GetProperty(name).GetString()!;

    private async Task<string> Staff(string restaurant, string role = "kitchen")
    {
        var invitation = await Do("inviteStaff", $$"""{"role":"{{role}}","restaurants":["{{restaurant}}"]}""", _operator);
        return Text(await Do(
            "acceptInvitation",
            $$"""{"code":"{{Text(invitation, "code")}}","name":"Kit","email":"{{role}}@{{restaurant}}.example","password":"{{Password}}"}"""),
            "token");
    }

    private Answer Place(string more) => _stores.Do(_stores.Command(
        "placeOrder", $$"""{"restaurant":"ask","lines":[{"item":"marinara","quantity":1}]{{more}}}""", _ada))[0];

    private Task<Answer> Move(string order, string action, string more = "", string? token = null) => Do(
        "moveOrder",
        $$"""{"order":"{{order}}","action":"{{action}}"{{(more.Length > 0 ? "," : "")}}{{more}}}""",
        token ?? _kitchen);

    private async Task<Answer> Do(string type, string body, string? token = null) =>
        _stores.Do(await _desk.Prepare(_stores.Command(type, body, token), Cancel))[0];

    private StoredOrder Row(string id)
    {
        Assert.True(OrderReads.TryGetNumber(id, out _, out var number));
        return Row(number);
    }

    private StoredOrder Row(long number) => _stores.Primary.Readers.Use(reader =>
    {
        reader.Begin();
        return reader.Tables.Orders.Find(number)!;
    });

    private StoredCustomer Kitchen(ReadConnection reader) =>
        reader.Tables.Customers.FindByToken(Convert.FromHexString(TestStores.HashOf(_kitchen)), _stores.Now)!;

    private JsonElement Read(Func<ReadConnection, ReadAnswer> read) => _stores.Primary.Readers.Use(reader =>
    {
        reader.Begin();
        var answer = read(reader);
        Assert.Equal(200, answer.Status);
        return JsonDocument.Parse(answer.Body).RootElement;
    });

    private void Same() => Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
}

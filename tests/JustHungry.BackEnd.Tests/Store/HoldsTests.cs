using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Replication.Replicas;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>The last portion, the last seat, the last use of a voucher: taken with the order, given back where it comes to nothing.</summary>
public sealed class HoldsTests : IDisposable
{
    private const string Six = "2026-03-11T18:00:00Z";

    private readonly TestStores _stores = new();
    private readonly string _ada;
    private readonly string _bob;

    public HoldsTests()
    {
        _stores.AddRestaurant("ask", document =>
        {
            document["slots"]!["capacity"] = 2;
            Item(document, "garlic-bread")["stock"] = 5;
        });
        (_ada, _bob) = (_stores.AddCustomer(), _stores.AddCustomer("Bob"));
    }

    [Fact]
    public void The_last_portion_is_sold_once_within_one_batch_too()
    {
        var answers = _stores.Do(Order(_ada, quantity: 3), Order(_bob, quantity: 3), Order(_bob, quantity: 2));

        Assert.Equal([201, 422, 201], answers.Select(answer => answer.Status));
        Assert.Equal("/problems/item_unavailable", TestStores.TypeOf(answers[1]));
        Assert.Equal(422, _stores.Do(Order(_ada, quantity: 1))[0].Status);
        Same();
    }

    [Fact]
    public void A_failed_attempt_holds_nothing()
    {
        _stores.Do(Order(_ada, quantity: 5, more: ",\"expectedTotal\":1,\"time\":\"" + Six + "\""));

        Assert.Equal([201, 201], _stores.Do(Timed(_ada), Timed(_bob)).Select(answer => answer.Status));
        Assert.Equal(201, _stores.Do(Order(_ada, quantity: 3))[0].Status);
    }

    [Fact]
    public void A_slot_takes_as_many_orders_as_it_has_seats()
    {
        var answers = _stores.Do(Timed(_ada), Timed(_bob), Timed(_bob));

        Assert.Equal([201, 201, 422], answers.Select(answer => answer.Status));
        Assert.Equal("/problems/slot_full", TestStores.TypeOf(answers[2]));
        Assert.Equal("2026-03-11T18:00:00.000Z", TestStores.Json(answers[0]).GetProperty("slot").GetProperty("from").GetString());
        Same();
    }

    [Fact]
    public void The_last_use_of_a_voucher_is_taken_once()
    {
        Voucher("""{ "code": "One Of Two", "name": "Two", "kind": "percent", "percent": 10, "uses": 2, "usesPerCustomer": 1 }""");

        var answers = _stores.Do(With(_ada), With(_ada), With(_bob), With(_stores.AddCustomer("Eve")));

        Assert.Equal([201, 422, 201, 422], answers.Select(answer => answer.Status));
        Assert.All([answers[1], answers[3]], answer => Assert.Equal("/problems/voucher_used", TestStores.TypeOf(answer)));
        Assert.Equal(110, TestStores.Json(answers[0]).GetProperty("totals").GetProperty("discount").GetInt32());
        Same();
    }

    [Fact]
    public void What_a_cancelled_order_took_is_given_back_once()
    {
        Voucher("""{ "code": "ONEOFTWO", "name": "Once", "kind": "fixed", "amount": 100, "uses": 1 }""");
        var all = $$""","voucher":"oneoftwo","time":"{{Six}}" """;
        var first = _stores.Do(Order(_ada, quantity: 5, more: all))[0];
        Assert.Equal(201, first.Status);
        Assert.Equal(422, _stores.Do(Order(_bob, quantity: 1, more: all))[0].Status);

        _stores.Do(_stores.Cancel(_ada, TestStores.Json(first).GetProperty("id").GetString()!));

        Assert.Equal(201, _stores.Do(Order(_bob, quantity: 5, more: all))[0].Status);
        Assert.Equal(422, _stores.Do(Order(_bob, quantity: 1))[0].Status);
        Same();
    }

    [Fact]
    public void What_an_expired_order_took_is_given_back_exactly_once()
    {
        _stores.Do(Order(_ada, quantity: 5));
        _stores.Now += TimeSpan.FromMinutes(11);
        for (var round = 0; round < 3; round++)
        {
            _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));
        }

        Assert.Equal([201, 422], _stores.Do(Order(_bob, quantity: 5), Order(_bob, quantity: 1)).Select(answer => answer.Status));
        Same();
    }

    [Fact]
    public void A_document_that_counts_as_before_does_not_sell_what_was_sold_again()
    {
        _stores.Do(Order(_ada, quantity: 4));
        _stores.AddRestaurant("ask", document => Item(document, "garlic-bread")["stock"] = 5, status: 200);
        Assert.Equal(422, _stores.Do(Order(_bob, quantity: 2))[0].Status);

        _stores.AddRestaurant("ask", document => Item(document, "garlic-bread")["stock"] = 6, status: 200);
        Assert.Equal(201, _stores.Do(Order(_bob, quantity: 6))[0].Status);
        Same();
    }

    [Fact]
    public void A_first_order_is_first_until_one_was_not_called_off()
    {
        Voucher("""{ "code": "FIRST", "name": "First", "kind": "percent", "percent": 10, "firstOrderOnly": true }""");
        var first = _stores.Do(Order(_ada, 1, ",\"voucher\":\"first\""))[0];
        _stores.Do(_stores.Cancel(_ada, TestStores.Json(first).GetProperty("id").GetString()!));

        Assert.Equal(201, _stores.Do(Order(_ada, 1, ",\"voucher\":\"first\""))[0].Status);
        Assert.Equal(
            "/problems/voucher_not_applicable",
            TestStores.TypeOf(_stores.Do(Order(_ada, 1, ",\"voucher\":\"first\""))[0]));
    }

    [Fact]
    public void A_plain_order_leaves_no_trace_beside_the_order()
    {
        _stores.Do(_stores.PlaceOrder(_ada, item: "margherita", quantity: 1));

        Assert.Single(_stores.Log[^1].Commands);
        Assert.DoesNotContain("Taken", System.Text.Encoding.UTF8.GetString(_stores.Log[^1].Commands[0].Span), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_goes_to_the_address_that_it_names()
    {
        var address = """{"lines":["12 South Street"],"town":"Durham","postcode":"dh14qs","phone":"0191 498 0000"}""";
        var answer = _stores.Do(Order(_ada, 2, $",\"address\":{address},\"tip\":100"))[0];

        var order = TestStores.Json(answer);
        Assert.Equal("DH1 4QS", order.GetProperty("deliverTo").GetProperty("postcode").GetString());
        Assert.Equal("12 South Street", order.GetProperty("deliverTo").GetProperty("lines")[0].GetString());
        Assert.Equal(100, order.GetProperty("totals").GetProperty("tip").GetInt32());
        Assert.Equal(
            order.GetProperty("total").GetInt64(), order.GetProperty("vat").EnumerateArray().Sum(each => each.GetProperty("total").GetInt64()));
    }

    public void Dispose() => _stores.Dispose();

    private static JsonNode Item(JsonNode document, string id) => document["menu"]!["categories"]!.AsArray()
        .SelectMany(category => category!["items"]!.AsArray()).First(item => (string?)item!["id"] == id)!;

    private void Voucher(string document) =>
        Assert.Equal(201, _stores.Do(_stores.Command("putVoucher", $$"""{"document":{{document}}}"""))[0].Status);

    private CommandSubmission With(string token) => Order(token, 1, ",\"voucher\":\" one OF two\"", item: "margherita");

    private CommandSubmission Timed(string token) => Order(token, 1, $",\"time\":\"{Six}\"");

    private CommandSubmission Order(string token, int quantity, string more = "", string item = "garlic-bread") => _stores.Command(
        "placeOrder", $$"""{"restaurant":"ask","lines":[{"item":"{{item}}","quantity":{{quantity}}}]{{more}}}""", token);

    private void Same() => Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
}

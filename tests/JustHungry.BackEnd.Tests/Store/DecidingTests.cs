using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class DecidingTests : IDisposable
{
    private readonly TestStores _stores = new();
    private readonly string _ada;

    public DecidingTests()
    {
        _stores.AddRestaurant("ask");
        _ada = _stores.AddCustomer();
    }

    [Fact]
    public void An_order_is_answered_whole_with_its_status_and_history()
    {
        var answer = _stores.Do(_stores.PlaceOrder(_ada))[0];

        var order = TestStores.Json(answer);
        Assert.Equal(201, answer.Status);
        Assert.Equal("placed", order.GetProperty("status").GetString());
        Assert.Equal("1", order.GetProperty("number").GetString());
        Assert.Equal("2026-03-11T12:00:00.000Z", order.GetProperty("placedAt").GetString());
        var placed = Assert.Single(order.GetProperty("history").EnumerateArray());
        Assert.Equal("customer", placed.GetProperty("actor").GetString());
    }

    [Fact]
    public void The_same_command_again_is_given_the_first_answer_byte_for_byte()
    {
        var first = _stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0];

        var again = _stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0];

        Assert.Equal(TestStores.Text(first), TestStores.Text(again));
        Assert.Equal(first.Status, again.Status);
        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal(3, _stores.Log.Count);
    }

    [Fact]
    public void The_first_answer_is_given_whatever_has_become_of_the_order()
    {
        var first = _stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0];
        var cancelled = _stores.Do(_stores.Cancel(_ada, IdOf(first), id: "stop"))[0];

        Assert.Equal(TestStores.Text(first), TestStores.Text(_stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0]));
        Assert.Equal(
            TestStores.Text(cancelled), TestStores.Text(_stores.Do(_stores.Cancel(_ada, IdOf(first), id: "stop"))[0]));
    }

    [Fact]
    public void A_refusal_is_the_answer_to_its_repetition_too_though_the_dish_is_back()
    {
        var refused = _stores.Do(_stores.PlaceOrder(_ada, id: "once", quantity: 0))[0];

        var again = _stores.Do(_stores.PlaceOrder(_ada, id: "once", quantity: 0))[0];

        Assert.Equal(422, refused.Status);
        Assert.Equal(TestStores.Text(refused), TestStores.Text(again));
        Assert.True(again.Replayed);
    }

    [Fact]
    public void The_same_command_twice_in_one_batch_is_done_once()
    {
        var answers = _stores.Do(_stores.PlaceOrder(_ada, id: "once"), _stores.PlaceOrder(_ada, id: "once"));

        Assert.Equal(TestStores.Text(answers[0]), TestStores.Text(answers[1]));
        Assert.Single(_stores.Log[^1].Commands);
    }

    [Fact]
    public void Another_command_under_a_used_key_is_refused_and_not_logged()
    {
        _stores.Do(_stores.PlaceOrder(_ada, id: "once"));

        var other = _stores.Do(_stores.PlaceOrder(_ada, id: "once", quantity: 3))[0];

        Assert.Equal((422, "/problems/idempotency_key_reused"), (other.Status, TestStores.TypeOf(other)));
        Assert.Equal(3, _stores.Log.Count);
    }

    [Fact]
    public void A_command_is_the_same_however_it_is_spelled()
    {
        var plain = """{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":2}]}""";
        var fancy = """{ "lines": [ {"quantity":2, "item":"garlic\u002dbread", "hm":1} ], "restaurant":"ask" }""";
        var first = _stores.Command("placeOrder", plain, _ada, "once");
        var again = _stores.Command("placeOrder", fancy, _ada, "once");

        _stores.Do(first);

        Assert.True(_stores.Do(again)[0].Replayed);
    }

    [Fact]
    public void The_same_key_of_another_customer_is_another_command()
    {
        var grace = _stores.AddCustomer("Grace");

        var answers = _stores.Do(_stores.PlaceOrder(_ada, id: "mine"), _stores.PlaceOrder(grace, id: "mine"));

        Assert.NotEqual(IdOf(answers[0]), IdOf(answers[1]));
    }

    [Fact]
    public void Keys_that_differ_in_case_are_two()
    {
        var key = Uuid7.Create(_stores.Now, new Random(1)).ToString();

        var answers = _stores.Do(
            _stores.PlaceOrder(_ada, id: key), _stores.PlaceOrder(_ada, id: key.ToUpperInvariant()));

        Assert.NotEqual(IdOf(answers[0]), IdOf(answers[1]));
    }

    [Fact]
    public void A_registration_repeated_is_told_the_same_token_though_the_log_has_its_hash_alone()
    {
        var register = _stores.Command("registerCustomer", """{"name":"Grace","postcode":"DH1 3LE"}""", id: "register");

        var first = _stores.Do(register)[0];
        var again = _stores.Do(register)[0];

        var token = TestStores.Json(first).GetProperty("token").GetString()!;
        Assert.StartsWith("jh_", token);
        Assert.Equal(TestStores.Text(first), TestStores.Text(again));
        var logged = System.Text.Encoding.UTF8.GetString(_stores.Log[^1].Commands[0].Span);
        Assert.DoesNotContain(token, logged);
        Assert.Contains(TestStores.HashOf(token), logged);
    }

    [Fact]
    public void An_unknown_token_is_401_and_not_logged()
    {
        var answer = _stores.Do(_stores.PlaceOrder("jh_nobody"))[0];

        Assert.Equal((401, "/problems/token_unknown"), (answer.Status, TestStores.TypeOf(answer)));
        Assert.Equal(2, _stores.Log.Count);
    }

    [Fact]
    public void An_id_of_ours_older_than_answers_are_kept_is_refused_rather_than_taken_for_new()
    {
        var old = Uuid7.Create(_stores.Now.AddDays(-8), new Random(1)).ToString();
        var young = Uuid7.Create(_stores.Now.AddDays(-6), new Random(1)).ToString();

        var answers = _stores.Do(_stores.PlaceOrder(_ada, id: old), _stores.PlaceOrder(_ada, id: young));

        Assert.Equal("/problems/idempotency_key_expired", TestStores.TypeOf(answers[0]));
        Assert.Equal(201, answers[1].Status);
    }

    [Fact]
    public void Numbers_for_people_count_from_one_for_each_restaurant_and_its_own_day()
    {
        _stores.AddRestaurant("stantons");
        var breakfast = """{"restaurant":"stantons","lines":[{"item":"full-english","quantity":1}]}""";
        var other = _stores.Command("placeOrder", breakfast, _ada);

        var today = _stores.Do(_stores.PlaceOrder(_ada), other, _stores.PlaceOrder(_ada));
        _stores.Now = new DateTimeOffset(2026, 6, 11, 23, 30, 0, TimeSpan.Zero);
        var tomorrow = _stores.Do(_stores.PlaceOrder(_ada))[0];

        Assert.Equal(["1", "1", "2"], today.Select(NumberOf));
        Assert.Equal("1", NumberOf(tomorrow));
    }

    [Fact]
    public void A_cancelled_order_says_who_and_when_and_cannot_be_cancelled_again()
    {
        var order = _stores.AddOrder(_ada);
        _stores.Now = _stores.Now.AddSeconds(5);

        var answers = _stores.Do(_stores.Cancel(_ada, order), _stores.Cancel(_ada, order));

        var cancelled = TestStores.Json(answers[0]);
        Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
        Assert.Equal("2026-03-11T12:00:05.000Z", cancelled.GetProperty("history")[1].GetProperty("at").GetString());
        Assert.Equal(409, answers[1].Status);
        Assert.Equal("cancelled", TestStores.Json(answers[1]).GetProperty("orderStatus").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("019c0f5e-0000-7000-8000-000000000001")]
    [InlineData("c2a1f7a4-6a3e-4f0e-9d53-0d6f4d3f2b11")]
    public void An_order_that_there_is_not_is_404(string order)
    {
        var answer = _stores.Do(_stores.Cancel(_ada, order))[0];

        Assert.Equal((404, "/problems/order_not_found"), (answer.Status, TestStores.TypeOf(answer)));
    }

    [Fact]
    public void Anothers_order_is_404_and_stays_as_it_is()
    {
        var order = _stores.AddOrder(_ada);

        Assert.Equal(404, _stores.Do(_stores.Cancel(_stores.AddCustomer("Mallory"), order))[0].Status);
        Assert.Equal(200, _stores.Do(_stores.Cancel(_ada, order))[0].Status);
    }

    [Fact]
    public void An_order_expires_once_when_nobody_has_answered_for_ten_minutes()
    {
        var old = _stores.AddOrder(_ada);
        var cancelled = _stores.AddOrder(_ada);
        _stores.Do(_stores.Cancel(_ada, cancelled));
        _stores.Now = _stores.Now.AddMinutes(9);
        var young = _stores.AddOrder(_ada);
        _stores.Now = _stores.Now.AddMinutes(1).AddSeconds(1);

        _stores.Do(TestStores.System(new ExpireOrders(_stores.Now.AddMinutes(-5))));
        Assert.Equal("placed", StatusOf(old));
        _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));
        var entries = _stores.Log.Count;
        _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));

        Assert.Equal(("expired", "cancelled", "placed"), (StatusOf(old), StatusOf(cancelled), StatusOf(young)));
        Assert.Equal(entries, _stores.Log.Count);
        Assert.Equal(409, _stores.Do(_stores.Cancel(_ada, old))[0].Status);
    }

    [Fact]
    public void An_order_expires_once_though_primary_after_primary_dies_deciding_it()
    {
        var order = _stores.AddOrder(_ada);
        _stores.Now = _stores.Now.AddMinutes(11);
        for (var died = 0; died < 3; died++)
        {
            // Decided, and never in the log: the primary died, and the next one finds the order as it was.
            _stores.Primary.Begin();
            Assert.False(_stores.Primary.Decide(TestStores.System(new ExpireOrders(_stores.Now)), _stores.Context).Record.IsEmpty);
            _stores.Primary.Rollback();
            _stores.Reopen();
        }

        for (var round = 0; round < 3; round++)
        {
            _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));
            _stores.Reopen();
        }

        var expired = _stores.Log.SelectMany(entry => entry.Commands)
            .Count(record => System.Text.Encoding.UTF8.GetString(record.Span).Contains("\"orderExpired\"", StringComparison.Ordinal));
        Assert.Equal(("expired", 1), (StatusOf(order), expired));
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void An_order_says_what_it_said_whatever_the_menu_became()
    {
        var placed = _stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0];
        _stores.AddRestaurant(
            "ask",
            document =>
            {
                foreach (var item in document["menu"]!["categories"]!.AsArray().SelectMany(category => category!["items"]!.AsArray()))
                {
                    (item!["name"], item["price"], item["vatRate"]) = ("Something else", 1, 0);
                    item["allergens"] = JsonNode.Parse("""{ "contains": [], "mayContain": [] }""");
                }
            },
            status: 200);

        var again = _stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0];

        Assert.True(again.Replayed);
        Assert.Equal(TestStores.Text(placed), TestStores.Text(again));
        Assert.Contains("gluten", TestStores.Text(again));
    }

    [Fact]
    public void Answers_are_forgotten_after_seven_days_and_not_before()
    {
        _stores.Do(_stores.PlaceOrder(_ada, id: "once"));
        _stores.Now = _stores.Now.AddDays(6);
        _stores.Do(TestStores.System(new ForgetAnswers(_stores.Now)));
        Assert.True(_stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0].Replayed);

        _stores.Now = _stores.Now.AddDays(1).AddSeconds(1);
        _stores.Do(TestStores.System(new ForgetAnswers(_stores.Now)));

        Assert.False(_stores.Do(_stores.PlaceOrder(_ada, id: "once"))[0].Replayed);
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void A_registration_brings_where_its_postcode_lies_and_only_news_is_logged()
    {
        var postcode = Postcode.Parse("DH1 3LE");
        var rough = new PostcodePlace(postcode, 54.77, -1.57, "outcodes", Approximate: true);
        var exact = new PostcodePlace(postcode, 54.7760, -1.5750, "postcodes.io", Approximate: false);
        var register = _stores.Command("registerCustomer", """{"name":"Grace","postcode":"dh13le"}""") with
        {
            Lookup = new PostcodeLookup(rough, Exists: true),
        };

        _stores.Do(register);
        _stores.Do(TestStores.System(new KeepPostcode(exact)));
        var entries = _stores.Log.Count;
        _stores.Do(TestStores.System(new KeepPostcode(rough)));

        Assert.Equal(exact, _stores.Backup.Readers.Use(reader => reader.Tables.Postcodes.Find(postcode)));
        Assert.Equal(entries, _stores.Log.Count);
    }

    [Fact]
    public void A_customer_of_whom_it_is_known_that_they_are_far_away_is_refused()
    {
        var london = new PostcodePlace(Postcode.Parse("SW1A 1AA"), 51.501, -0.142, "postcodes.io", Approximate: false);
        var register = _stores.Command("registerCustomer", """{"name":"Grace","postcode":"SW1A 1AA"}""") with
        {
            Lookup = new PostcodeLookup(london, Exists: true),
        };
        var token = TestStores.Json(_stores.Do(register)[0]).GetProperty("token").GetString()!;

        Assert.Equal("/problems/outside_delivery_area", TestStores.TypeOf(_stores.Do(_stores.PlaceOrder(token))[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("          ")]
    public void A_document_of_more_than_the_log_takes_is_too_large_with_white_space_and_without(string space)
    {
        var document = JsonNode.Parse(_stores.DocumentOf("ask"))!;
        var dishes = document["menu"]!["categories"]![0]!["items"]!.AsArray();
        for (var number = 0; number < 800; number++)
        {
            var dish = dishes[0]!.DeepClone();
            (dish["id"], dish["description"]) = ($"more-{number}", new string('x', 1_500));
            dishes.Add(dish);
        }

        var body = document.ToJsonString().Replace(",\"", $",{space}\"", StringComparison.Ordinal);
        var answer = _stores.Do(_stores.Command("putRestaurant", $$"""{"document":{{body}}}"""))[0];

        Assert.Equal((413, "/problems/too_large"), (answer.Status, TestStores.TypeOf(answer)));
        Assert.DoesNotContain("more-1", _stores.DocumentOf("ask"));
    }

    [Fact]
    public void A_faulty_document_changes_nothing_and_every_fault_is_told()
    {
        var answer = _stores.Do(_stores.Command("putRestaurant", """{"document":{"slug":"ask","surprise":1}}"""))[0];

        Assert.Equal((422, "/problems/document_invalid"), (answer.Status, TestStores.TypeOf(answer)));
        Assert.True(TestStores.Json(answer).GetProperty("errors").GetArrayLength() > 10);
        Assert.Equal(201, _stores.Do(_stores.PlaceOrder(_ada))[0].Status);
    }

    public void Dispose() => _stores.Dispose();

    private string StatusOf(string order) => JsonDocument.Parse(_stores.Backup.Readers.Use(reader =>
    {
        Uuid7.TryGetSequence(Guid.Parse(order), out var number);
        var row = reader.Tables.Orders.Find(number)!;
        return Rendering.Order(row.Document, reader.Tables.Orders.History(row, row.Version));
    })).RootElement.GetProperty("status").GetString()!;

    private static string IdOf(JustHungry.Replication.Replicas.Answer answer) =>
        TestStores.Json(answer).GetProperty("id").GetString()!;

    private static string NumberOf(JustHungry.Replication.Replicas.Answer answer) =>
        TestStores.Json(answer).GetProperty("number").GetString()!;
}

using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class ReplicationTests : IDisposable
{
    private readonly TestStores _stores = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_backup_that_applies_the_log_is_equal_to_the_primary_whatever_was_done(int seed)
    {
        var random = new Random(seed);
        _stores.Random = new Random(seed);
        _stores.AddRestaurant("ask");
        var tokens = new List<string> { _stores.AddCustomer() };
        var orders = new List<(string Token, string Order)>();
        for (var step = 0; step < 200; step++)
        {
            _stores.Now = _stores.Now.AddSeconds(random.Next(60));
            var token = tokens[random.Next(tokens.Count)];
            switch (random.Next(8))
            {
                case 0:
                    tokens.Add(_stores.AddCustomer());
                    break;
                case 1 when orders.Count > 0:
                    var (owner, order) = orders[random.Next(orders.Count)];
                    _stores.Do(_stores.Cancel(owner, order));
                    break;
                case 2:
                    _stores.Do(_stores.PlaceOrder(token, quantity: 0), _stores.PlaceOrder(token, id: "again"));
                    break;
                case 3:
                    _stores.Do(TestStores.System(new ExpireOrders(_stores.Now)));
                    break;
                default:
                    orders.Add((token, _stores.AddOrder(token)));
                    break;
            }
        }

        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void A_run_of_entries_is_applied_as_one_and_comes_to_the_same()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        for (var order = 0; order < 20; order++)
        {
            _stores.AddOrder(ada);
        }

        using var late = _stores.Open("late.db");
        late.Apply(_stores.Log, _stores.Primary.Applied);

        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(late));
        Assert.Equal(_stores.Primary.Applied, late.Applied);
    }

    [Fact]
    public void What_is_rolled_back_leaves_nothing()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        var before = _stores.HashOf(_stores.Primary);
        var place = _stores.PlaceOrder(ada, id: "once");

        _stores.Primary.Begin();
        _stores.Primary.Decide(place, _stores.Context);
        _stores.Primary.Rollback();

        Assert.False(_stores.Primary.InTransaction);
        Assert.Equal(before, _stores.HashOf(_stores.Primary));
        Assert.False(_stores.Do(place)[0].Replayed);
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void A_restaurant_that_was_rolled_back_is_not_remembered()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        var dear = _stores.Command("putRestaurant", Document("\"price\": 99900"));
        var cheap = _stores.Command("putRestaurant", Document("\"price\": 100"));

        _stores.Primary.Begin();
        _stores.Primary.Decide(dear, _stores.Context);
        var order = _stores.Primary.Decide(_stores.PlaceOrder(ada, quantity: 1), _stores.Context).Answer;
        _stores.Primary.Rollback();
        var answers = _stores.Do(cheap, _stores.PlaceOrder(ada, quantity: 10));

        Assert.Equal(99_900, ItemsOf(order));
        Assert.Equal(1_000, ItemsOf(answers[1]));
    }

    [Fact]
    public void An_entry_out_of_turn_is_refused_and_changes_nothing()
    {
        _stores.AddRestaurant("ask");
        _stores.AddCustomer();
        using var late = _stores.Open("late.db");

        Assert.Throws<EntryNotApplicableException>(() => late.Apply([_stores.Log[1]], _stores.Primary.Applied));

        Assert.False(late.InTransaction);
        Assert.Equal(0, late.Applied.Head.Position);
    }

    [Fact]
    public void An_entry_of_another_town_is_refused()
    {
        _stores.AddRestaurant("ask");
        _stores.AddCustomer();
        var applied = _stores.Primary.Applied;
        var strange = applied with { Head = applied.Head with { Lineage = "another", Position = 3 } };

        Assert.Throws<EntryNotApplicableException>(
            () => _stores.Backup.Apply([_stores.Log[1] with { Position = 3 }], strange));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"at":1,"events":[{"type":"somethingNew"}]}""")]
    [InlineData("""{"at":1,"events":[{"type":"orderCancelled","id":"019c0f5e-0000-7000-8000-000000000001","by":"customer"}]}""")]
    public void A_record_that_makes_no_sense_here_stops_the_replica_and_changes_nothing(string record)
    {
        _stores.AddRestaurant("ask");
        var before = _stores.HashOf(_stores.Backup);
        var bytes = (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(record);
        var applied = _stores.Next();

        var entry = new LogEntry(applied.Head.Position, 1, _stores.Now, "", "", null, [bytes], default);

        Assert.Throws<EntryNotApplicableException>(() => _stores.Backup.Apply([entry], applied));

        Assert.Equal(before, _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void An_exception_in_a_decision_fails_that_command_alone()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        var place = _stores.PlaceOrder(ada);

        _stores.Primary.Begin();
        var first = _stores.Primary.Decide(_stores.PlaceOrder(ada), _stores.Context);
        var failed = _stores.Primary.Decide(place, _stores.Context with { Random = new BrokenRandom() });
        var second = _stores.Primary.Decide(_stores.PlaceOrder(ada), _stores.Context);
        _stores.Commit([first.Record, second.Record]);

        Assert.True(failed.Failed);
        Assert.Equal(500, failed.Answer.Status);
        Assert.True(failed.Record.IsEmpty);
        Assert.Equal((201, 201), (first.Answer.Status, second.Answer.Status));
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void A_record_that_cannot_be_applied_abandons_the_batch_once_and_then_fails_alone()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        using (var meddler = Database.Open(_stores.PathOf("primary.db"), new DatabaseOptions()))
        {
            meddler.Execute("""
                CREATE TRIGGER broken BEFORE INSERT ON orders WHEN (SELECT count(*) FROM orders) = 1
                BEGIN SELECT RAISE(ABORT, 'broken'); END
                """);
        }

        var (good, bad) = (_stores.PlaceOrder(ada), _stores.PlaceOrder(ada));
        _stores.Primary.Begin();
        _stores.Primary.Decide(good, _stores.Context);
        Assert.Throws<StoreException>(() => _stores.Primary.Decide(bad, _stores.Context));
        _stores.Primary.Rollback();
        var answers = _stores.Do(good, bad);

        Assert.Equal([201, 500], answers.Select(answer => answer.Status));
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void A_store_opened_again_goes_on_where_it_was_committed()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        var first = _stores.Do(_stores.PlaceOrder(ada, id: "once"))[0];
        var applied = _stores.Primary.Applied;

        _stores.Reopen();

        Assert.Equal(applied.Head, _stores.Primary.Applied.Head);
        Assert.Equal(applied.View!.Primary, _stores.Primary.Applied.View!.Primary);
        Assert.Equal(TestStores.Text(first), TestStores.Text(_stores.Do(_stores.PlaceOrder(ada, id: "once"))[0]));
    }

    [Fact]
    public void A_snapshot_stands_where_it_was_taken_and_goes_on_from_there()
    {
        _stores.AddRestaurant("ask");
        var ada = _stores.AddCustomer();
        _stores.AddOrder(ada);

        var at = _stores.Primary.SnapshotTo(_stores.PathOf("snapshot.db"));
        _stores.AddOrder(ada);
        using var joined = _stores.Open("snapshot.db");
        joined.Apply([_stores.Log[^1]], _stores.Primary.Applied);

        Assert.Equal(3, at.Head.Position);
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(joined));
    }

    [Fact]
    public void What_is_committed_can_be_made_durable()
    {
        _stores.AddRestaurant("ask");

        Assert.Equal(1, _stores.Primary.MakeDurable());
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_words()
    {
        File.WriteAllText(
            _stores.PathOf("text.db"), string.Join("\n", Enumerable.Repeat("This is not a database at all.", 100)));

        var refused = Assert.Throws<StoreException>(() => _stores.Open("text.db"));

        Assert.Contains("not a database", refused.Message);
    }

    [Fact]
    public void A_store_of_a_newer_program_is_refused_in_words()
    {
        using (var newer = Database.Open(_stores.PathOf("newer.db"), new DatabaseOptions()))
        {
            newer.Execute("PRAGMA user_version = 99");
        }

        Assert.Contains("version 99", Assert.Throws<StoreException>(() => _stores.Open("newer.db")).Message);
    }

    public void Dispose() => _stores.Dispose();

    private string Document(string price)
    {
        var document = System.Text.Encoding.UTF8.GetString(
            _stores.Backup.Readers.Use(reader => reader.Tables.Restaurants.DocumentOf("ask")));
        var dishes = document.IndexOf("\"categories\":", StringComparison.Ordinal);
        var dish = document.IndexOf("\"garlic-bread\"", dishes, StringComparison.Ordinal);
        var start = document.IndexOf("\"price\":", dish, StringComparison.Ordinal);
        var end = document.IndexOf(',', start);
        return $$"""{"document":{{document[..start]}}{{price}}{{document[end..]}}}""";
    }

    private static long ItemsOf(Answer answer) =>
        TestStores.Json(answer).GetProperty("totals").GetProperty("items").GetInt64();

    private sealed class BrokenRandom : Random
    {
        public override long NextInt64() => throw new InvalidOperationException("broken");
    }
}

using System.Text;
using JustHungry.BackEnd.Store;
using JustHungry.Replication;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>Orders whose documents stand in packs, and runs of their numbers.</summary>
public sealed class PackedOrdersTests : IDisposable
{
    private readonly TestStores _stores = new();

    public PackedOrdersTests() => _stores.AddRestaurant("ask");

    [Fact]
    public void A_store_that_packs_its_orders_has_the_content_of_one_that_does_not()
    {
        var ada = _stores.AddCustomer();
        PlaceMany(ada, batches: 3, each: 40);
        _stores.Do(_stores.Cancel(ada, _stores.AddOrder(ada)));

        using var plain = _stores.Open("plain.db");
        Follow(plain, View.FirstLevel);

        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(plain));
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
        Assert.Equal(121, Count("primary.db", $"SELECT count(*) FROM orders WHERE length(document) = {OrderPacks.ReferenceLength}"));
        Assert.InRange(Count("primary.db", "SELECT count(*) FROM order_packs"), 4, 12);
        Assert.Equal(0, Count("plain.db", $"SELECT count(*) FROM orders WHERE length(document) = {OrderPacks.ReferenceLength}"));
        Assert.True(4 * Count("primary.db", "SELECT sum(length(packed)) FROM order_packs") < Count("plain.db", "SELECT sum(length(document)) FROM orders"));
    }

    [Fact]
    public void An_older_program_can_go_on_with_a_store_until_it_has_packed_orders()
    {
        var before = Count("primary.db", "PRAGMA user_version");
        _stores.AddOrder(_stores.AddCustomer());

        Assert.Equal(before + 1, Count("primary.db", "PRAGMA user_version"));
        _stores.Reopen();
        Assert.Equal(before + 1, Count("primary.db", "PRAGMA user_version"));
        using var plain = _stores.Open("plain.db");
        Follow(plain, View.FirstLevel);
        Assert.Equal(before, Count("plain.db", "PRAGMA user_version"));
    }

    [Fact]
    public void Every_order_of_a_pack_is_read_as_it_was_answered()
    {
        var ada = _stores.AddCustomer();
        var commands = Enumerable.Range(0, 60).Select(index => _stores.PlaceOrder(ada, $"key-{index}", 1 + (index % 9))).ToArray();
        var answers = _stores.Do(commands);

        _stores.Reopen();
        var again = _stores.Do(commands);

        Assert.All(again, answer => Assert.True(answer.Replayed));
        Assert.Equal(answers.Select(TestStores.Text), again.Select(TestStores.Text));
    }

    [Fact]
    public void An_order_is_read_and_moved_on_before_its_pack_is_written()
    {
        var ada = _stores.AddCustomer();
        _stores.Primary.Begin();
        var placed = _stores.Primary.Decide(_stores.PlaceOrder(ada), _stores.Context);
        var order = TestStores.Json(placed.Answer).GetProperty("id").GetString()!;
        var cancelled = _stores.Primary.Decide(_stores.Cancel(ada, order), _stores.Context);
        var applied = _stores.Next();
        _stores.Primary.Commit(applied);
        _stores.Add([placed.Record, cancelled.Record], applied);
        _stores.Backup.Apply([_stores.Log[^1]], applied);

        Assert.Equal((201, 200), (placed.Answer.Status, cancelled.Answer.Status));
        Assert.Equal("cancelled", TestStores.Json(cancelled.Answer).GetProperty("status").GetString());
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void What_was_gathered_goes_with_the_transaction_that_is_rolled_back()
    {
        var ada = _stores.AddCustomer();
        _stores.Primary.Begin();
        var first = _stores.Primary.Decide(_stores.PlaceOrder(ada, quantity: 1), _stores.Context);
        _stores.Primary.Rollback();
        var second = _stores.Do(_stores.PlaceOrder(ada, quantity: 7))[0];

        // Decided at the same time, so the second has the number, and the pack, of the first.
        Assert.Equal("1", TestStores.Json(first.Answer).GetProperty("number").GetString());
        Assert.Equal("1", TestStores.Json(second).GetProperty("number").GetString());
        Assert.Equal(7, TestStores.Json(second).GetProperty("lines")[0].GetProperty("quantity").GetInt32());
        Assert.Equal(1, Count("primary.db", "SELECT count(*) FROM order_packs"));
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void Of_who_is_erased_no_pack_keeps_the_name()
    {
        var countess = _stores.AddCustomer("Countess");
        var ada = _stores.AddCustomer("Ada");
        var commands = Enumerable.Range(0, 30).Select(index => _stores.PlaceOrder(index % 2 == 0 ? countess : ada, $"key-{index}")).ToArray();
        var answers = _stores.Do(commands);
        foreach (var answer in answers.Where((_, index) => index % 2 == 0))
        {
            _stores.Do(_stores.Cancel(countess, TestStores.Json(answer).GetProperty("id").GetString()!));
        }
        Assert.Contains("Countess", Packs("primary.db"), StringComparison.Ordinal);

        Assert.Equal(200, _stores.Do(_stores.Command("erasePerson", "{}", countess))[0].Status);

        foreach (var store in (string[])["primary.db", "backup.db"])
        {
            Assert.DoesNotContain("Countess", Packs(store), StringComparison.Ordinal);
            Assert.Contains("Ada", Packs(store), StringComparison.Ordinal);
        }
        var hers = _stores.Do(commands[1])[0];
        Assert.Equal(TestStores.Text(answers[1]), TestStores.Text(hers));
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));
    }

    [Fact]
    public void A_pack_that_is_damaged_is_a_damaged_store()
    {
        var ada = _stores.AddCustomer();
        var order = _stores.PlaceOrder(ada);
        _stores.Do(order);
        using (var meddler = Database.Open(_stores.PathOf("primary.db"), new DatabaseOptions()))
        {
            meddler.Execute("UPDATE order_packs SET packed = x'00'");
        }

        _stores.Primary.Begin();
        var failure = Assert.Throws<StoreException>(() => _stores.Primary.Decide(order, _stores.Context));
        _stores.Primary.Rollback();

        Assert.True(failure.IsDamaged);
        Assert.Contains("the pack of orders", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_runs_older_rows_and_a_filling_that_was_broken_off_show_every_order_once()
    {
        const int GatheredOrders = 600;
        var ada = _stores.AddCustomer();
        var bob = _stores.AddCustomer("Bob");
        for (var round = 0; round < 12; round++)
        {
            PlaceMany(ada, batches: 3, each: 70);
            PlaceMany(bob, batches: 1, each: 10);
        }
        var expected = TestStores.Pages(_stores.Primary, ada, 100);

        var store = Open();
        for (var entry = 0; entry < _stores.Log.Count; entry++)
        {
            // The level rises after a third of the log, and the process is killed again and again.
            Follow(store, entry < _stores.Log.Count / 3 ? View.FirstLevel : StoreFeatures.Highest, entry + 1);
            if (entry % 11 == 0)
            {
                store.Dispose();
                store = Open();
            }
        }
        var (ofAda, ofBob) = (TestStores.Pages(store, ada, 33), TestStores.Pages(store, bob, 7));
        store.Dispose();

        Assert.Equal(2_520, expected.Count);
        Assert.Equal(expected, ofAda);
        Assert.Equal(120, ofBob.Distinct().Count());
        Assert.True(Count("runs.db", "SELECT count(*) FROM customer_orders") > 0);
        Assert.Equal(OrderIndex.LongestRun * sizeof(long), Count("runs.db", "SELECT max(length(numbers)) FROM customer_orders_runs"));

        ReplicaStore Open() => _stores.OpenWith("runs.db", options => options with { IndexOrdersEvery = GatheredOrders, Synchronous = Synchronous.Off });
    }

    public void Dispose() => _stores.Dispose();

    private void PlaceMany(string token, int batches, int each)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var answers = _stores.Do([.. Enumerable.Range(0, each).Select(_ => _stores.PlaceOrder(token))]);
            Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        }
    }

    /// <summary>Has a store apply the log up to a position, in a town of that level.</summary>
    private void Follow(ReplicaStore store, int level, int through = int.MaxValue)
    {
        foreach (var entry in _stores.Log.Skip((int)store.Applied.Head.Position).Take(through - (int)store.Applied.Head.Position))
        {
            var applied = _stores.Primary.Applied;
            var head = new LogHead(applied.Head.Lineage, entry.Position, entry.Hash);
            store.Apply([entry], applied with { Head = head, View = applied.View! with { Level = level } });
        }
    }

    private long Count(string store, string sql)
    {
        using var database = Database.Open(_stores.PathOf(store), new DatabaseOptions { ReadOnly = true });
        using var statement = database.Prepare(sql);
        statement.Step();
        var count = statement.Long(0);
        statement.Reset();
        return count;
    }

    /// <summary>All packs of a store, unpacked.</summary>
    private string Packs(string store)
    {
        using var database = Database.Open(_stores.PathOf(store), new DatabaseOptions { ReadOnly = true });
        using var packs = database.Prepare("SELECT length, packed FROM order_packs");
        var text = new StringBuilder();
        while (packs.Step())
        {
            text.Append(Encoding.UTF8.GetString(Packing.Unpack(packs.Bytes(1), (int)packs.Long(0))!));
        }
        return text.ToString();
    }
}

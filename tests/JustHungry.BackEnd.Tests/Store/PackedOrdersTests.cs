using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>Orders that each store packs for itself, and runs of their numbers.</summary>
public sealed class PackedOrdersTests() : PackTests(StoreFeatures.PackedOrders)
{
    [Fact]
    public void A_store_that_packs_its_orders_has_the_content_of_one_that_does_not()
    {
        var ada = Stores.AddCustomer();
        PlaceMany(ada, batches: 3, each: 40);
        Stores.Do(Stores.Cancel(ada, Stores.AddOrder(ada)));

        using var plain = Stores.Open("plain.db");
        Follow(plain, View.FirstLevel);

        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(plain));
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(Stores.Backup));
        Assert.Equal(121, Count("primary.db", $"SELECT count(*) FROM orders WHERE length(document) = {DocumentPlace.RowLength}"));
        Assert.InRange(Count("primary.db", "SELECT count(*) FROM order_packs"), 4, 12);
        Assert.Equal(0, Count("plain.db", $"SELECT count(*) FROM orders WHERE length(document) = {DocumentPlace.RowLength}"));
        Assert.True(4 * Count("primary.db", "SELECT sum(length(packed)) FROM order_packs") < Count("plain.db", "SELECT sum(length(document)) FROM orders"));
    }

    [Fact]
    public void An_older_program_can_go_on_with_a_store_until_it_has_packed_orders()
    {
        var before = Count("primary.db", "PRAGMA user_version");
        Stores.AddOrder(Stores.AddCustomer());

        Assert.Equal(before + 1, Count("primary.db", "PRAGMA user_version"));
        Stores.Reopen();
        Assert.Equal(before + 1, Count("primary.db", "PRAGMA user_version"));
        using var plain = Stores.Open("plain.db");
        Follow(plain, View.FirstLevel);
        Assert.Equal(before, Count("plain.db", "PRAGMA user_version"));
    }

    [Fact]
    public void Long_runs_older_rows_and_a_filling_that_was_broken_off_show_every_order_once()
    {
        const int GatheredOrders = 600;
        var ada = Stores.AddCustomer();
        var bob = Stores.AddCustomer("Bob");
        for (var round = 0; round < 12; round++)
        {
            PlaceMany(ada, batches: 3, each: 70);
            PlaceMany(bob, batches: 1, each: 10);
        }
        var expected = TestStores.Pages(Stores.Primary, ada, 100);

        var store = Open();
        for (var entry = 0; entry < Stores.Log.Count; entry++)
        {
            // The level rises after a third of the log, and the process is killed again and again.
            Follow(store, entry < Stores.Log.Count / 3 ? View.FirstLevel : StoreFeatures.Highest, entry + 1);
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

        ReplicaStore Open() => Stores.OpenWith("runs.db", options => options with { IndexOrdersEvery = GatheredOrders, Synchronous = Synchronous.Off });
    }

    /// <summary>Has a store apply the log up to a position, in a town of that level.</summary>
    private void Follow(ReplicaStore store, int level, int through = int.MaxValue)
    {
        foreach (var entry in Stores.Log.Skip((int)store.Applied.Head.Position).Take(through - (int)store.Applied.Head.Position))
        {
            var applied = Stores.Primary.Applied;
            var head = new LogHead(applied.Head.Lineage, entry.Position, entry.Hash);
            store.Apply([entry], applied with { Head = head, View = applied.View! with { Level = level } });
        }
    }
}

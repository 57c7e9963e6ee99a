using System.Text;
using JustHungry.Replication;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>What holds of orders whose documents stand in packs, wherever they are packed.</summary>
public abstract class PackTests : IDisposable
{
    private protected PackTests(int level)
    {
        Stores = new TestStores { Level = level };
        Stores.AddRestaurant("ask");
    }

    private protected TestStores Stores { get; }

    [Fact]
    public void Every_order_of_a_pack_is_read_as_it_was_answered()
    {
        var ada = Stores.AddCustomer();
        var commands = Enumerable.Range(0, 60).Select(index => Stores.PlaceOrder(ada, $"key-{index}", 1 + (index % 9))).ToArray();
        var answers = Stores.Do(commands);

        Stores.Reopen();
        var again = Stores.Do(commands);

        Assert.All(again, answer => Assert.True(answer.Replayed));
        Assert.Equal(answers.Select(TestStores.Text), again.Select(TestStores.Text));
    }

    [Fact]
    public void An_order_is_read_and_moved_on_before_its_pack_is_written()
    {
        var ada = Stores.AddCustomer();
        Stores.Primary.Begin();
        var placed = Stores.Primary.Decide(Stores.PlaceOrder(ada), Stores.Context);
        var order = TestStores.Json(placed.Answer).GetProperty("id").GetString()!;
        var cancelled = Stores.Primary.Decide(Stores.Cancel(ada, order), Stores.Context);
        Stores.Commit([placed.Record, cancelled.Record]);

        Assert.Equal((201, 200), (placed.Answer.Status, cancelled.Answer.Status));
        Assert.Equal("cancelled", TestStores.Json(cancelled.Answer).GetProperty("status").GetString());
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(Stores.Backup));
    }

    [Fact]
    public void What_was_gathered_goes_with_the_transaction_that_is_rolled_back()
    {
        var ada = Stores.AddCustomer();
        Stores.Primary.Begin();
        var first = Stores.Primary.Decide(Stores.PlaceOrder(ada, quantity: 1), Stores.Context);
        Stores.Primary.Rollback();
        var second = Stores.Do(Stores.PlaceOrder(ada, quantity: 7))[0];

        // Decided at the same time, so the second has the number, and the pack, of the first.
        Assert.Equal("1", TestStores.Json(first.Answer).GetProperty("number").GetString());
        Assert.Equal("1", TestStores.Json(second).GetProperty("number").GetString());
        Assert.Equal(7, TestStores.Json(second).GetProperty("lines")[0].GetProperty("quantity").GetInt32());
        Assert.Equal(1, Count("primary.db", "SELECT count(*) FROM order_packs"));
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(Stores.Backup));
    }

    [Fact]
    public void Of_who_is_erased_no_pack_keeps_the_name()
    {
        var countess = Stores.AddCustomer("Countess");
        var ada = Stores.AddCustomer("Ada");
        var commands = Enumerable.Range(0, 30).Select(index => Stores.PlaceOrder(index % 2 == 0 ? countess : ada, $"key-{index}")).ToArray();
        var answers = Stores.Do(commands);
        foreach (var answer in answers.Where((_, index) => index % 2 == 0))
        {
            Stores.Do(Stores.Cancel(countess, TestStores.Json(answer).GetProperty("id").GetString()!));
        }
        Assert.Contains("Countess", Packs("primary.db"), StringComparison.Ordinal);

        Assert.Equal(200, Stores.Do(Stores.Command("erasePerson", "{}", countess))[0].Status);

        foreach (var store in (string[])["primary.db", "backup.db"])
        {
            Assert.DoesNotContain("Countess", Packs(store), StringComparison.Ordinal);
            Assert.Contains("Ada", Packs(store), StringComparison.Ordinal);
        }
        var hers = Stores.Do(commands[1])[0];
        Assert.Equal(TestStores.Text(answers[1]), TestStores.Text(hers));
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(Stores.Backup));
    }

    [Theory]
    [InlineData("UPDATE order_packs SET packed = x'00'")]
    [InlineData("UPDATE order_packs SET length = length + 1")]
    [InlineData("DELETE FROM order_packs")]
    [InlineData("UPDATE orders SET document = CAST(substr(document, 1, 17) || x'0000FFFF' || substr(document, 22) AS BLOB)")]
    public void A_pack_that_is_damaged_is_a_damaged_store(string damage)
    {
        var ada = Stores.AddCustomer();
        var order = Stores.PlaceOrder(ada);
        Stores.Do(order);
        using (var meddler = Database.Open(Stores.PathOf("primary.db"), new DatabaseOptions()))
        {
            meddler.Execute(damage);
        }

        Stores.Primary.Begin();
        var failure = Assert.Throws<StoreException>(() => Stores.Primary.Decide(order, Stores.Context));
        Stores.Primary.Rollback();

        Assert.True(failure.IsDamaged);
        Assert.Contains("the pack of orders", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Stores.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void PlaceMany(string token, int batches, int each)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var answers = Stores.Do([.. Enumerable.Range(0, each).Select(_ => Stores.PlaceOrder(token))]);
            Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        }
    }

    protected long Count(string store, string sql)
    {
        using var database = Database.Open(Stores.PathOf(store), new DatabaseOptions { ReadOnly = true });
        using var statement = database.Prepare(sql);
        statement.Step();
        var count = statement.Long(0);
        statement.Reset();
        return count;
    }

    /// <summary>All packs of a store, as they stand there.</summary>
    protected List<string> Dump(string store)
    {
        using var database = Database.Open(Stores.PathOf(store), new DatabaseOptions { ReadOnly = true });
        using var packs = database.Prepare("SELECT n, packed FROM order_packs ORDER BY n");
        var rows = new List<string>();
        while (packs.Step())
        {
            rows.Add($"{packs.Long(0)} {Convert.ToHexString(packs.Bytes(1))}");
        }
        return rows;
    }

    /// <summary>All packs of a store, unpacked.</summary>
    protected string Packs(string store)
    {
        using var database = Database.Open(Stores.PathOf(store), new DatabaseOptions { ReadOnly = true });
        using var packs = database.Prepare("SELECT length, packed FROM order_packs");
        var text = new StringBuilder();
        while (packs.Step())
        {
            text.Append(Encoding.UTF8.GetString(Packing.Unpack(packs.Bytes(1), (int)packs.Long(0))!));
        }
        return text.ToString();
    }
}

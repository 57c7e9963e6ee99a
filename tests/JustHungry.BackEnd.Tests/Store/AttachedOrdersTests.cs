using System.Text;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>Orders whose entries bring their documents packed.</summary>
public sealed class AttachedOrdersTests() : PackTests(StoreFeatures.AttachedOrders)
{
    [Fact]
    public void A_backup_takes_the_packs_of_the_primary_as_they_are()
    {
        var ada = Stores.AddCustomer();
        PlaceMany(ada, batches: 2, each: 60);

        Assert.InRange(Count("primary.db", "SELECT count(*) FROM order_packs"), 4, 8);
        Assert.Equal(Dump("primary.db"), Dump("backup.db"));
        Assert.Equal(120, Count("backup.db", $"SELECT count(*) FROM orders WHERE length(document) = {DocumentPlace.RowLength}"));
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(Stores.Backup));
        var record = Encoding.UTF8.GetString(Stores.Log[^1].Commands[^1].Span);
        Assert.Contains("orderPlaced", record, StringComparison.Ordinal);
        Assert.DoesNotContain("lines", record, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_without_orders_has_nothing_attached()
    {
        Stores.AddCustomer();

        Assert.All(Stores.Log, entry => Assert.True(entry.Attachment.IsEmpty));
    }

    [Fact]
    public void What_is_placed_and_erased_in_one_entry_is_blank_everywhere()
    {
        var countess = Stores.AddCustomer("Countess");
        var ada = Stores.AddCustomer("Ada");
        var order = Stores.PlaceOrder(countess);
        Stores.Primary.Begin();
        var placed = Stores.Primary.Decide(order, Stores.Context);
        var id = TestStores.Json(placed.Answer).GetProperty("id").GetString()!;
        var others = Enumerable.Range(0, 60).Select(_ => Stores.Primary.Decide(Stores.PlaceOrder(ada), Stores.Context).Record).ToList();
        var cancelled = Stores.Primary.Decide(Stores.Cancel(countess, id), Stores.Context);
        var erased = Stores.Primary.Decide(Stores.Command("erasePerson", "{}", countess), Stores.Context);
        Stores.Commit([placed.Record, .. others, cancelled.Record, erased.Record]);

        Assert.Equal((201, 200, 200), (placed.Answer.Status, cancelled.Answer.Status, erased.Answer.Status));
        foreach (var store in (string[])["primary.db", "backup.db"])
        {
            Assert.DoesNotContain("Countess", Packs(store), StringComparison.Ordinal);
            Assert.Contains("Ada", Packs(store), StringComparison.Ordinal);
        }
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(Stores.Backup));
    }

    [Fact]
    public void A_decision_tells_how_much_of_an_entry_it_takes()
    {
        var ada = Stores.AddCustomer();
        Stores.Primary.Begin();
        var placed = Stores.Primary.Decide(Stores.PlaceOrder(ada), Stores.Context);
        Stores.Primary.Rollback();

        Assert.True(placed.Attached > 500);
        Assert.Equal(placed.Record.Length + placed.Attached, placed.Bytes);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(-1)]
    public void An_attachment_that_is_broken_off_stops_the_replica_and_changes_nothing(int length)
    {
        var ada = Stores.AddCustomer();
        Stores.Do(Stores.PlaceOrder(ada));
        using var late = Stores.Open("late.db");
        var entries = Stores.Log.ToList();
        late.Apply(entries[..^1], At(entries[^2]));
        var before = Stores.HashOf(late);
        var whole = entries[^1].Attachment;
        var broken = entries[^1] with { Attachment = whole[..(length < 0 ? whole.Length + length : length)] };

        Assert.Throws<EntryNotApplicableException>(() => late.Apply([broken], At(broken)));

        Assert.Equal(before, Stores.HashOf(late));
        late.Apply(entries[^1..], At(entries[^1]));
        Assert.Equal(Stores.HashOf(Stores.Primary), Stores.HashOf(late));
    }

    [Theory]
    [InlineData("[1,2,3", false)]
    [InlineData("[1,-2,3]", false)]
    [InlineData("[1,2]", false)]
    [InlineData("[a,2,3]", false)]
    [InlineData("[1,2,3]]", false)]
    [InlineData("[1,99999999999,3]", false)]
    [InlineData("[1,2,3]", true)]
    [InlineData("[9223372036854775807,2147483647,2147483647]", true)]
    public void The_place_of_a_document_is_read_from_its_record_or_refused(string text, bool isPlace)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!isPlace)
        {
            Assert.ThrowsAny<Exception>(() => DocumentPlace.Parse(bytes));
            return;
        }

        var place = DocumentPlace.Parse(bytes);
        Span<byte> again = stackalloc byte[DocumentPlace.LongestText];
        Span<byte> row = stackalloc byte[DocumentPlace.RowLength];
        place.Write(7, row);

        Assert.Equal(text, Encoding.UTF8.GetString(again[..place.Format(again)]));
        Assert.Equal((place, 7), (DocumentPlace.Read(row), DocumentPlace.ReadRestaurant(row)));
        Assert.True(DocumentPlace.IsInRow(row));
        Assert.True(DocumentPlace.IsInRecord(bytes));
    }

    private AppliedState At(LogEntry entry)
    {
        var applied = Stores.Primary.Applied;
        return applied with { Head = new LogHead(applied.Head.Lineage, entry.Position, entry.Hash) };
    }
}

using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Replication.Sqlite;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>What the connection that writes remembers, and what makes it look again.</summary>
public sealed class WriterMemoryTests : IDisposable
{
    private const long Day = 20260311;
    private static readonly byte[] Token = new byte[32];
    private readonly TestStores _stores = new();
    private readonly Database _database;
    private readonly Tables _tables;

    public WriterMemoryTests()
    {
        _database = Database.Open(_stores.PathOf("alone.db"), new DatabaseOptions());
        Schema.Prepare(_database);
        _tables = new Tables(_database, new StoreMemory(), isOnlyWriter: true);
        _tables.Customers.Add(7, new byte[16], Token, "Ada", "DH1 3LE", at: 0);
    }

    [Fact]
    public void A_customer_is_where_the_postcode_was_found_to_lie()
    {
        Assert.Null(Find()!.Customer.Whereabouts.Place);

        _tables.Postcodes.Put(new PostcodePlace(Postcode.Parse("DH1 3LE"), 54.77, -1.57, "postcodes.io", Approximate: false), at: 0);

        Assert.Equal(54.77, Find()!.Customer.Whereabouts.Place!.Latitude);
    }

    [Fact]
    public void A_customer_has_the_name_that_was_given_last_and_no_token_that_was_revoked()
    {
        Assert.Equal("Ada", Find()!.Customer.Name);
        _tables.Customers.Change(7, "Countess", null);
        Assert.Equal("Countess", Find()!.Customer.Name);
        _tables.Customers.PutToken(7, [1]);
        Assert.Null(Find());
    }

    [Fact]
    public void Of_a_transaction_that_is_rolled_back_nothing_is_remembered()
    {
        _database.Begin();
        _tables.Customers.Change(7, "Countess", null);
        _tables.Numbers.PutNumber("ask"u8, Day, 5);
        _tables.Numbers.PutLastOrder(99);
        Assert.Equal(("Countess", 5, 99), (Find()!.Customer.Name, _tables.Numbers.LastNumber("ask", Day), _tables.Numbers.LastOrder()));

        _database.Rollback();
        _tables.Forget();

        Assert.Equal(("Ada", 0, 0), (Find()!.Customer.Name, _tables.Numbers.LastNumber("ask", Day), _tables.Numbers.LastOrder()));
    }

    [Fact]
    public void Numbers_are_in_the_table_when_they_are_written_each_restaurants_and_days_own()
    {
        _tables.Numbers.PutNumber("ask"u8, Day, 1);
        _tables.Numbers.PutNumber("ask"u8, Day, 2);
        _tables.Numbers.PutNumber("ask"u8, Day + 1, 1);
        _tables.Numbers.PutNumber("stantons"u8, Day, 4);
        Assert.Equal(0, _tables.Orders.Total());

        _tables.Write();

        var others = new Tables(_database, new StoreMemory(), isOnlyWriter: false);
        Assert.Equal(7, others.Orders.Total());
        Assert.Equal((2, 1, 4), (others.Numbers.LastNumber("ask", Day), others.Numbers.LastNumber("ask", Day + 1), others.Numbers.LastNumber("stantons", Day)));
    }

    public void Dispose()
    {
        _database.Dispose();
        _stores.Dispose();
    }

    private StoredCustomer? Find() => _tables.Customers.FindByToken(Token, DateTimeOffset.UnixEpoch);
}

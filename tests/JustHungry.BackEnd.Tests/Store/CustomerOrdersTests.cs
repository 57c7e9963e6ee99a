using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class CustomerOrdersTests : IDisposable
{
    private readonly TestStores _stores = new();

    public CustomerOrdersTests() => _stores.AddRestaurant("ask");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pages_show_every_order_of_a_customer_once_whatever_was_rolled_back_or_indexed_meanwhile(int seed)
    {
        var random = new Random(seed);
        var tokens = Enumerable.Range(0, 4).Select(index => _stores.AddCustomer($"Customer {index}")).ToList();
        var orders = tokens.ToDictionary(token => token, _ => new List<string>());
        for (var step = 0; step < 150; step++)
        {
            var token = tokens[random.Next(tokens.Count)];
            switch (random.Next(6))
            {
                case 0:
                    _stores.Primary.Begin();
                    _stores.Primary.Decide(_stores.PlaceOrder(token), _stores.Context);
                    _stores.Primary.Rollback();
                    break;
                case 1 when random.Next(5) == 0:
                    _stores.Reopen();
                    break;
                default:
                    orders[token].Insert(0, _stores.AddOrder(token));
                    break;
            }

            _stores.Now = _stores.Now.AddMilliseconds(random.Next(2));
        }

        foreach (var token in tokens)
        {
            Assert.Equal(orders[token], TestStores.Pages(_stores.Primary, token, random.Next(1, 9)));
            Assert.Equal(orders[token], TestStores.Pages(_stores.Backup, token, random.Next(1, 9)));
        }
    }

    [Fact]
    public void A_read_that_began_before_later_orders_were_indexed_twice_still_shows_what_it_saw()
    {
        var ada = _stores.AddCustomer();
        var orders = Enumerable.Range(0, 10).Select(_ => _stores.AddOrder(ada)).Reverse().ToList();

        var seen = _stores.Primary.Readers.Use(reader =>
        {
            reader.Begin();
            for (var order = 0; order < 30; order++)
            {
                _stores.AddOrder(ada);
            }

            return TestStores.Page(reader, ada, long.MaxValue, 50);
        });

        Assert.Equal(orders, seen);
    }

    [Fact]
    public void What_is_indexed_is_no_part_of_the_content_that_is_compared()
    {
        var ada = _stores.AddCustomer();
        for (var order = 0; order < 10; order++)
        {
            _stores.AddOrder(ada);
        }

        using var late = _stores.Open("late.db");
        foreach (var entry in _stores.Log)
        {
            var head = _stores.Primary.Applied.Head with { Position = entry.Position };
            late.Apply([entry], _stores.Primary.Applied with { Head = head });
        }

        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(late));
    }

    public void Dispose() => _stores.Dispose();
}

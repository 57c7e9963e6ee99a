using BenchmarkDotNet.Attributes;
using JustHungry.BackEnd.Endpoints;

namespace JustHungry.Benchmarks;

/// <summary>What looking costs a replica: a menu, and a customer's orders.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private const int Orders = 10_000;
    private const int Batch = 100;

    private static readonly PageQuery FirstPage = new(20, null);

    private readonly MenuPages _menus = new();
    private BenchStore _store = null!;

    [GlobalSetup]
    public void Open()
    {
        _store = new BenchStore();
        for (var placed = 0; placed < Orders; placed += Batch)
        {
            _store.Do([.. Enumerable.Range(0, Batch).Select(_ => _store.Order())]);
        }
    }

    [GlobalCleanup]
    public void Close() => _store.Dispose();

    [Benchmark]
    public int Menu() => _store.Store.Readers.Use(
        reader => RestaurantReads.One(reader.Tables, _menus, "stantons", null, _store.Now).Body.Length);

    /// <summary>The first page of a customer with 10,000 orders.</summary>
    [Benchmark]
    public int OrdersOfACustomer() => _store.Store.Readers.Use(
        reader => OrderReads.List(
            reader.Tables, reader.Tables.Customers.FindByToken(Convert.FromHexString(_store.Caller), _store.Now)!, FirstPage).Body.Length);
}

using JustHungry.BackEnd.Store;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class DiskWorkTests : IDisposable
{
    private const int PageSize = 8_192;
    private const int CheckpointPages = 200;

    private readonly TestStores _stores = new();

    public DiskWorkTests() => _stores.AddRestaurant("ask");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_write_ahead_log_is_copied_and_begun_anew_however_many_commits_there_are(bool aside)
    {
        var ada = _stores.AddCustomer();
        for (var order = 0; order < 1_500; order++)
        {
            _stores.AddOrder(ada);
        }

        using var store = _stores.OpenWith(
            "disk.db", options => options with { CheckpointPages = CheckpointPages, DiskWorkAside = aside });
        foreach (var entry in _stores.Log)
        {
            var head = _stores.Primary.Applied.Head with { Position = entry.Position };
            store.Apply([entry], _stores.Primary.Applied with { Head = head });
        }

        Assert.InRange(new FileInfo(_stores.PathOf("disk.db-wal")).Length, 1, 20 * CheckpointPages * PageSize);
        Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(store));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_committed_comes_to_be_durable_without_the_loop_waiting_for_the_disk(bool aside)
    {
        using var store = _stores.OpenWith("disk.db", options => options with { DiskWorkAside = aside });
        var applied = _stores.Primary.Applied;
        store.Apply(_stores.Log, applied);
        Assert.Equal(1, store.MakeDurable());

        _stores.AddCustomer();
        store.Apply([_stores.Log[^1]], _stores.Primary.Applied);
        while (store.MakeDurable() < 2)
        {
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(2, store.MakeDurable());
    }

    public void Dispose() => _stores.Dispose();
}

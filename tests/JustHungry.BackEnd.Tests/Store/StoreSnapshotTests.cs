using System.Collections.Concurrent;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>A store's own file as a snapshot, while the store goes on.</summary>
public sealed class StoreSnapshotTests : IDisposable
{
    /// <summary>The least: the write-ahead log goes into the file all the time.</summary>
    private const int FewPages = 100;

    private const int Moments = 30;

    private readonly TestStores _stores = new();
    private readonly ReplicaStore _store;

    public StoreSnapshotTests()
    {
        _store = _stores.OpenWith("busy.db", options => options with { CheckpointPages = FewPages });
        _stores.AddRestaurant("ask");
        Follow();
    }

    [Fact]
    public void What_is_written_afterwards_is_not_in_it()
    {
        var hash = _stores.HashOf(_store);
        using var held = Held();
        Assert.Equal(_store.Applied.Head, held.At.Head);

        AddOrders(200);
        held.CopyTo(_stores.PathOf("copy.db"));

        Assert.Equal(held.Bytes, new FileInfo(_stores.PathOf("copy.db")).Length);
        AssertIs("copy.db", hash, held);
        Assert.NotEqual(hash, _stores.HashOf(_store));
    }

    [Fact]
    public void The_rest_can_be_moved_aside_so_that_the_log_need_not_grow()
    {
        var hash = _stores.HashOf(_store);
        using var held = Held();
        var bytes = new byte[held.Bytes];
        var done = held.Read(bytes.AsSpan(0, 10_000));
        AddOrders(100);
        Assert.NotEqual(0, held.LogPages);

        held.MoveAside(_stores.PathOf("rest"));
        Assert.Equal(0, held.LogPages);
        AddOrders(200);
        int count;
        while ((count = held.Read(bytes.AsSpan(done))) > 0)
        {
            done += count;
        }

        File.WriteAllBytes(_stores.PathOf("copy.db"), bytes);
        AssertIs("copy.db", hash, held);
        Assert.False(File.Exists(_stores.PathOf("rest")));
    }

    [Fact]
    public void While_somebody_reads_from_earlier_it_cannot_be_held_and_a_copy_does_as_well()
    {
        AddOrders(1);
        var earlier = _store.BeginContentHash();
        AddOrders(5);
        Assert.Null(_store.TryHold());

        using (var copy = _store.CopyAside(_stores.PathOf("aside")))
        {
            Assert.Equal(0, copy.LogPages);
            copy.CopyTo(_stores.PathOf("copy.db"));
            AssertIs("copy.db", _stores.HashOf(_store), copy);
        }

        Assert.False(File.Exists(_stores.PathOf("aside")));
        earlier();
        Held().Dispose();
    }

    [Fact]
    public async Task It_is_of_one_moment_whatever_the_writer_does_just_then()
    {
        var hashes = new ConcurrentDictionary<long, string>();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        var writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                AddOrders(1);
                hashes[_store.Applied.Head.Position] = _stores.HashOf(_store);
            }
        });
        var taken = new List<(string Name, long Position)>();
        while (taken.Count < Moments && !writing.IsCompleted)
        {
            using var held = _store.TryHold();
            if (held is not null && held.At.Head.Position != taken.LastOrDefault().Position)
            {
                var name = $"copy-{taken.Count}.db";
                held.CopyTo(_stores.PathOf(name));
                taken.Add((name, held.At.Head.Position));
            }
        }
        await stop.CancelAsync();
        await writing;

        hashes[_store.Applied.Head.Position] = _stores.HashOf(_store);
        Assert.Equal(Moments, taken.Count);
        foreach (var (name, position) in taken.Where(each => hashes.ContainsKey(each.Position)))
        {
            StoreInspection.Run(_stores.PathOf(name));
            using var copy = _stores.Open(name);
            Assert.Equal(position, copy.Applied.Head.Position);
            Assert.Equal(hashes[position], _stores.HashOf(copy));
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _stores.Dispose();
    }

    private StoreSnapshot Held() => _store.TryHold() ?? throw new InvalidOperationException("It cannot be held, though nobody else is there.");

    private void AddOrders(int orders)
    {
        var ada = _stores.AddCustomer();
        for (var order = 0; order < orders; order++)
        {
            _stores.AddOrder(ada);
        }
        Follow();
    }

    /// <summary>Applies what the log has beyond this store, entry by entry.</summary>
    private void Follow()
    {
        foreach (var entry in _stores.Log.Skip((int)_store.Applied.Head.Position).ToList())
        {
            var applied = _stores.Primary.Applied;
            _store.Apply([entry], applied with { Head = new LogHead(applied.Head.Lineage, entry.Position, entry.Hash), Time = entry.Time });
        }
    }

    private void AssertIs(string copy, string hash, StoreSnapshot snapshot)
    {
        StoreInspection.Run(_stores.PathOf(copy));
        using var store = _stores.Open(copy);
        Assert.Equal(snapshot.At.Head, store.Applied.Head);
        Assert.Equal(hash, _stores.HashOf(store));
    }
}

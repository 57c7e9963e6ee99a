using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.Replication.Tests.Engines;

/// <summary>What every engine of the log must do; each engine's tests inherit it.</summary>
public abstract class LogContract : IAsyncLifetime
{
    private static readonly string Lineage = new('a', 32);
    private static readonly ReplicaIdentity Somebody = new("replica-1", "i1", "http://127.0.0.1:1");

    protected ILog Log { get; private set; } = null!;

    protected abstract Task<ILog> Open();

    protected abstract Task Close();

    /// <summary>Runs a test's steps where this engine wants them run.</summary>
    protected virtual Task Run(Func<Task> steps) => steps();

    public async ValueTask InitializeAsync() => Log = await Open();

    public async ValueTask DisposeAsync()
    {
        await Close();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task A_new_log_has_no_head() => Run(async () => Assert.Null(await Log.Head(default)));

    [Fact]
    public Task A_town_is_made_once() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        Assert.Equal(EntryFormat.Origin(Lineage), head);
        Assert.Equal(head, await Log.Create(new string('b', 32), default));
        Assert.Equal(head, await Log.Head(default));
    });

    [Fact]
    public Task A_restored_town_begins_where_its_stores_stand() => Run(async () =>
    {
        var origin = new LogHead(Lineage, 41, new string('d', 64));
        Assert.Equal(origin, await Log.Create(origin, default));
        Assert.Equal(origin, await Log.Head(default));
        Assert.Equal(42, (await Log.Read(41, TimeSpan.Zero, default)).First);
        Assert.Equal(42, (await Log.Read(0, TimeSpan.Zero, default)).First);
        var entry = Entry(origin, "next");
        Assert.True(await Log.Advance(origin, entry, default));
        Assert.Equal(42, (await Log.Head(default))!.Position);
        Assert.Equal(entry.ToArray(), Assert.Single((await Log.Read(41, TimeSpan.Zero, default)).Entries).ToArray());
        Assert.Empty((await Log.Read(7, TimeSpan.Zero, default)).Entries);
    });

    [Fact]
    public Task An_advance_makes_its_entry_the_head() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        var entry = Entry(head, "one");
        Assert.True(await Log.Advance(head, entry, default));
        Assert.Equal(new LogHead(Lineage, 1, EntryFormat.Hash(entry.Span)), await Log.Head(default));
    });

    [Fact]
    public Task Of_two_advances_on_the_same_head_one_is_in() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        var both = await Task.WhenAll(
            Log.Advance(head, Entry(head, "one"), default), Log.Advance(head, Entry(head, "two"), default));
        Assert.Single(both, isIn => isIn);
        Assert.Equal(1, (await Log.Head(default))!.Position);
    });

    [Fact]
    public Task An_advance_on_another_hash_changes_nothing() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        Assert.False(await Log.Advance(head with { Hash = new string('0', 64) }, Entry(head, "one"), default));
        Assert.False(await Log.Advance(head with { Position = 7 }, Entry(head, "one"), default));
        Assert.False(await Log.Advance(head with { Lineage = new string('c', 32) }, Entry(head, "one"), default));
        Assert.Equal(head, await Log.Head(default));
        Assert.Empty((await Log.Read(0, TimeSpan.Zero, default)).Entries);
    });

    [Fact]
    public Task The_same_advance_twice_is_in_once() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        var entry = Entry(head, "one");
        Assert.True(await Log.Advance(head, entry, default));
        Assert.True(await Log.Advance(head, entry, default));
        Assert.Equal(1, (await Log.Head(default))!.Position);
    });

    [Fact]
    public Task Entries_are_read_in_order_from_any_position() => Run(async () =>
    {
        var entries = await Fill(10);
        for (var after = 0; after <= 10; after++)
        {
            var page = await Log.Read(after, TimeSpan.Zero, default);
            Assert.Equal(10, page.Head.Position);
            Assert.Equal(1, page.First);
            Assert.Equal(entries.Skip(after), page.Entries.Select(entry => Convert.ToHexString(entry.Span)));
        }
    });

    [Fact]
    public Task A_waiting_read_answers_when_there_is_more() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        var reading = Log.Read(0, TimeSpan.FromSeconds(10), default);
        await Log.Advance(head, Entry(head, "one"), default);
        Assert.Single((await reading).Entries);
    });

    [Fact]
    public Task A_waiting_read_ends_with_nothing_when_nothing_comes() => Run(async () =>
    {
        var head = await Log.Create(Lineage, default);
        var page = await Log.Read(0, TimeSpan.FromMilliseconds(50), default);
        Assert.Empty(page.Entries);
        Assert.Equal(head, page.Head);
    });

    [Fact]
    public Task Trimming_forgets_entries_and_keeps_the_head() => Run(async () =>
    {
        var entries = await Fill(10);
        var head = await Log.Head(default);
        await Log.Trim(4, default);
        Assert.Equal(head, await Log.Head(default));
        var page = await Log.Read(4, TimeSpan.Zero, default);
        Assert.Equal(5, page.First);
        Assert.Equal(entries.Skip(4), page.Entries.Select(entry => Convert.ToHexString(entry.Span)));
        var gone = await Log.Read(2, TimeSpan.Zero, default);
        Assert.Empty(gone.Entries);
        Assert.Equal(5, gone.First);
    });

    [Fact]
    public Task A_log_goes_on_after_all_its_entries_were_trimmed() => Run(async () =>
    {
        await Fill(3);
        await Log.Trim(3, default);
        var head = (await Log.Head(default))!;
        Assert.True(await Log.Advance(head, Entry(head, "four"), default));
        Assert.Single((await Log.Read(3, TimeSpan.Zero, default)).Entries);
    });

    [Fact]
    public Task The_registry_knows_who_said_what_last() => Run(async () =>
    {
        var status = new ReplicaStatus(Somebody, 42, ReplicaRole.Backup, Lineage, 7, 5, null, DateTimeOffset.UnixEpoch);
        await Log.Register(status, default);
        await Log.Register(status with { Applied = 8 }, default);
        var registration = Assert.Single(await Log.Registry(default));
        Assert.Equal(8, registration.Status.Applied);
        Assert.InRange(registration.AgeMs, 0, 60_000);
    });

    [Fact]
    public Task A_replica_that_is_removed_is_forgotten_until_it_says_something_again() => Run(async () =>
    {
        var status = new ReplicaStatus(Somebody, 42, ReplicaRole.Backup, Lineage, 7, 5, null, DateTimeOffset.UnixEpoch);
        await Log.Register(status, default);
        await Log.Register(status with { Replica = Somebody with { Id = "replica-2" } }, default);
        await Log.Forget("replica-1", default);
        await Log.Forget("nobody", default);
        Assert.Equal("replica-2", Assert.Single(await Log.Registry(default)).Status.Replica.Id);
        await Log.Register(status, default);
        Assert.Equal(2, (await Log.Registry(default)).Count);
    });

    private async Task<List<string>> Fill(int count)
    {
        var head = await Log.Create(Lineage, default);
        var entries = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var entry = Entry(head, $"entry {i}");
            Assert.True(await Log.Advance(head, entry, default));
            entries.Add(Convert.ToHexString(entry.Span));
            head = new LogHead(Lineage, head.Position + 1, EntryFormat.Hash(entry.Span));
        }
        return entries;
    }

    private static ReadOnlyMemory<byte> Entry(LogHead previous, string what) => EntryFormat.Write(
        previous, 1, DateTimeOffset.UnixEpoch, null, [System.Text.Encoding.UTF8.GetBytes($"{{\"what\":\"{what}\"}}")]);
}

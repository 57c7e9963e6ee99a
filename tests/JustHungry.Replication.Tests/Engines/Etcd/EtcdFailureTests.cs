using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>Members die and stand still under a writer.</summary>
public sealed class EtcdFailureTests : IAsyncLifetime
{
    private EtcdCluster _etcd = null!;
    private EtcdLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _etcd = await EtcdCluster.Start(3);
        _log = new EtcdLog(_etcd.Options("durham"), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        // Not set where the test was skipped.
        _log?.Dispose();
        await (_etcd?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task The_death_of_a_minority_is_survived_and_of_a_majority_is_said()
    {
        var head = await _log.Create(new string('a', 32), default);
        var entry = Entries.Make(head, "one");
        Assert.True(await _log.Advance(head, entry, default));
        head = Entries.After(head, entry);

        _etcd.Kill(0);
        await Eventually.Is(async () => await Tried(() => _log.Head(default)) == head);
        entry = Entries.Make(head, "two");
        await Eventually.Is(async () => await Tried(async () => (bool?)await _log.Advance(head, entry, default)) == true);
        head = Entries.After(head, entry);

        _etcd.Kill(1);
        await Assert.ThrowsAsync<LogUnavailableException>(() => _log.Head(default));
        await Assert.ThrowsAsync<LogUnavailableException>(() => _log.Advance(head, Entries.Make(head, "three"), default));

        _etcd.StartMember(0);
        await Eventually.Is(async () => await Tried(() => _log.Head(default)) is not null);
        Assert.InRange((await _log.Head(default))!.Position, 2, 3);
        Assert.Equal(2, (await _log.Read(0, TimeSpan.Zero, default)).Entries.Take(2).Count());
    }

    [Fact]
    public async Task A_member_that_stands_still_is_left_for_the_others()
    {
        var head = await _log.Create(new string('a', 32), default);
        await _etcd.Freeze(0);
        await Eventually.Is(async () => await Tried(() => _log.Head(default)) == head);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(head, await _log.Head(default));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
        await _etcd.Freeze(0, isFrozen: false);
    }

    [Fact]
    public async Task An_advance_does_not_wait_its_whole_time_for_a_member_that_stands_still()
    {
        using var patient = new EtcdLog(_etcd.Options("durham") with { AnswerTime = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        var head = await patient.Create(new string('a', 32), default);
        var entry = Entries.Make(head, "one");
        Assert.True(await patient.Advance(head, entry, default));
        // Advances go to the member that leads.
        var leader = (await Leader())!.Value;
        await _etcd.Freeze(leader);
        head = Entries.After(head, entry);
        var advancing = patient.Advance(head, Entries.Make(head, "two"), default);
        await Assert.ThrowsAsync<LogUnavailableException>(() => advancing.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System));
        await _etcd.Freeze(leader, isFrozen: false);
    }

    [Fact]
    public async Task What_was_acknowledged_is_in_once_whichever_leader_dies_in_the_middle_of_an_advance()
    {
        const int deaths = 3;
        using var stop = new CancellationTokenSource();
        var acknowledged = new List<string>();
        var head = await _log.Create(new string('a', 32), default);
        var writing = Task.Run(() => Write(head, acknowledged, stop.Token));
        for (var i = 0; i < deaths; i++)
        {
            var before = Count(acknowledged);
            await Eventually.Is(() => Task.FromResult(Count(acknowledged) > before + 20));
            var leader = (await Leader())!.Value;
            _etcd.Kill(leader);
            before = Count(acknowledged);
            await Eventually.Is(() => Task.FromResult(Count(acknowledged) > before + 20));
            _etcd.StartMember(leader);
            await _etcd.WaitUntilHealthy();
        }
        await stop.CancelAsync();
        await writing;

        var read = new List<LogEntry>();
        for (var page = await _log.Read(0, TimeSpan.Zero, default); page.Entries.Count > 0; page = await _log.Read(read.Count, TimeSpan.Zero, default))
        {
            read.AddRange(page.Entries.Select(EntryFormat.Read));
        }
        Assert.All(read.Skip(1).Zip(read), pair => Assert.Equal(pair.Second.Hash, pair.First.Previous));
        var all = read.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Commands[0].Span)).ToList();
        Assert.Distinct(all);
        Assert.Empty(acknowledged.Except(all));
    }

    /// <summary>What a primary does: an outcome that is not known is looked up at the head, and nothing is sent twice.</summary>
    private async Task Write(LogHead head, List<string> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var entry = Entries.Make(head, $"order {i}");
            if (await Tried(async () => (bool?)await _log.Advance(head, entry, default)) == true)
            {
                lock (acknowledged)
                {
                    acknowledged.Add($$"""{"what":"order {{i}}"}""");
                }
                head = Entries.After(head, entry);
                continue;
            }
            LogHead? found = null;
            await Eventually.Is(async () => (found = await Tried(() => _log.Head(default))) is not null);
            head = found!;
        }
    }

    private async Task<int?> Leader()
    {
        int? leader = null;
        await Eventually.Is(async () =>
        {
            var members = (await _log.Inspect(default)).Members;
            leader = members.Index().Where(one => one.Item.IsLeader).Select(one => (int?)one.Index).FirstOrDefault();
            return leader is not null;
        });
        return leader;
    }

    private static int Count(List<string> list)
    {
        lock (list)
        {
            return list.Count;
        }
    }

    private static async Task<T?> Tried<T>(Func<Task<T?>> step)
    {
        try
        {
            return await step();
        }
        catch (LogUnavailableException)
        {
            return default;
        }
    }
}

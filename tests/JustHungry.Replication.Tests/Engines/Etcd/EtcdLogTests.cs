using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>The log on etcd, held to the contract of all engines, on three real members.</summary>
public sealed class EtcdLogTests(SharedEtcd etcd) : LogContract, IClassFixture<SharedEtcd>
{
    private static int _towns;
    private readonly string _town = $"town-{Interlocked.Increment(ref _towns)}";
    private readonly List<EtcdLog> _logs = [];

    protected override Task<ILog> Open() => OpenAs<ILog>(_town);

    protected override Task Close()
    {
        _logs.ForEach(log => log.Dispose());
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Two_towns_on_one_etcd_know_nothing_of_each_other()
    {
        var other = await OpenAs<EtcdLog>($"{_town}/other");
        await Log.Create(new string('a', 32), default);
        Assert.Null(await other.Head(default));
    }

    [Fact]
    public async Task Of_two_writers_on_one_head_one_wins_every_time()
    {
        var writers = new ILog[] { Log, await OpenAs<EtcdLog>(_town) };
        var head = await Log.Create(new string('a', 32), default);
        for (var round = 0; round < 50; round++)
        {
            var entries = writers.Select((_, i) => Entries.Make(head, $"round {round} writer {i}")).ToList();
            var isIn = await Task.WhenAll(writers.Select((log, i) => log.Advance(head, entries[i], default)));
            var winner = Assert.Single(isIn.Index(), one => one.Item).Index;
            head = Entries.After(head, entries[winner]);
            Assert.Equal(head, await Log.Head(default));
        }
    }

    [Fact]
    public async Task Another_process_hears_of_an_advance_by_its_watch()
    {
        var reader = await OpenAs<EtcdLog>(_town, options => options with { LookEvery = TimeSpan.FromMinutes(1) });
        var head = await Log.Create(new string('a', 32), default);
        for (var i = 0; i < 5; i++)
        {
            var reading = reader.Read(head.Position, TimeSpan.FromMinutes(1), default);
            var entry = Entries.Make(head, $"entry {i}");
            Assert.True(await Log.Advance(head, entry, default));
            Assert.Equal(entry.ToArray(), Assert.Single((await reading).Entries).ToArray());
            head = Entries.After(head, entry);
        }
    }

    [Fact]
    public async Task A_reader_far_behind_gets_pages_that_join()
    {
        var head = await Log.Create(new string('a', 32), default);
        var written = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            var entry = Entries.Make(head, new string((char)('a' + (i % 26)), i % 3 == 0 ? 200_000 : 10));
            Assert.True(await Log.Advance(head, entry, default));
            head = Entries.After(head, entry);
            written.Add(head.Hash);
        }
        var read = new List<string>();
        for (var page = await Log.Read(0, TimeSpan.Zero, default); page.Entries.Count > 0; page = await Log.Read(read.Count, TimeSpan.Zero, default))
        {
            read.AddRange(page.Entries.Select(entry => EntryFormat.Hash(entry.Span)));
        }
        Assert.Equal(written, read);
    }

    [Fact]
    public async Task The_largest_entry_fits()
    {
        var head = await Log.Create(new string('a', 32), default);
        var entry = Entries.Make(head, new string('x', EntryFormat.CommandBytes - 100));
        Assert.True(await Log.Advance(head, entry, default));
        Assert.Equal(entry.Length, Assert.Single((await Log.Read(0, TimeSpan.Zero, default)).Entries).Length);
    }

    [Fact]
    public async Task A_reader_finds_its_entries_or_is_told_from_where_on_they_are_kept_while_the_log_is_trimmed()
    {
        const int count = 60;
        var reader = await OpenAs<EtcdLog>(_town);
        var head = await Log.Create(new string('a', 32), default);
        var isDone = false;
        var reading = Task.Run(async () =>
        {
            var after = 0L;
            while (after < count)
            {
                var page = await reader.Read(after, TimeSpan.FromMilliseconds(100), default);
                foreach (var entry in page.Entries)
                {
                    Assert.Equal(++after, EntryFormat.Read(entry).Position);
                }
                // What is gone can only be had from a snapshot; there would be no end to waiting for it here.
                Assert.True(page.Entries.Count > 0 || page.Head.Position <= after || page.First > after + 1);
                after = Math.Max(after, page.Entries.Count == 0 && page.Head.Position > after ? page.First - 1 : after);
            }
            isDone = true;
        });
        for (var i = 0; i < count; i++)
        {
            var entry = Entries.Make(head, $"entry {i}");
            Assert.True(await Log.Advance(head, entry, default));
            head = Entries.After(head, entry);
            if (i % 7 == 0)
            {
                await Log.Trim(head.Position - 3, default);
            }
        }
        await reading;
        Assert.True(isDone);
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_remembered_and_grows_older()
    {
        var options = (EtcdOptions o) => o with { LeaseTime = TimeSpan.FromSeconds(2) };
        var dying = await OpenAs<EtcdLog>(_town, options);
        await dying.Register(Statuses.Of("replica-1"), default);
        var witness = await OpenAs<EtcdLog>(_town, options);
        await witness.Register(Statuses.Of("replica-2"), default);
        long ageOfFirst;
        do
        {
            await witness.Register(Statuses.Of("replica-2"), default);
            var known = await witness.Registry(default);
            Assert.Equal(["replica-1", "replica-2"], known.Select(item => item.Status.Replica.Id));
            Assert.InRange(known[1].AgeMs, 0, 1000);
            ageOfFirst = known[0].AgeMs;
        }
        while (ageOfFirst < 1500);

        // A process that never saw it alive goes by its lease, whatever the clocks say.
        var newcomer = await OpenAs<EtcdLog>(_town, options);
        await Eventually.Is(async () => (await newcomer.Registry(default))[0].AgeMs >= 2000);
        newcomer = await OpenAs<EtcdLog>(_town, options);
        Assert.InRange((await newcomer.Registry(default))[0].AgeMs, 2000, 600_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_that_is_wrong_makes_nobody_older_or_younger_than_what_was_seen(int hoursOff)
    {
        var witness = await OpenAs<EtcdLog>(_town);
        var status = Statuses.Of("replica-1");
        status = status with { Clock = status.Clock.AddHours(hoursOff) };
        await Log.Register(status, default);
        Assert.InRange(Assert.Single(await witness.Registry(default)).AgeMs, 0, 60_000);

        var looked = TimeProvider.System.GetTimestamp();
        await Log.Register(status with { Applied = 8 }, default);
        var age = Assert.Single(await witness.Registry(default)).AgeMs;
        Assert.InRange(age, 0, (long)TimeProvider.System.GetElapsedTime(looked).TotalMilliseconds + 60);
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(3_600_000, 10)]
    public async Task Old_revisions_do_not_pile_up(int everyMilliseconds, int after)
    {
        var log = await OpenAs<EtcdLog>(
            _town, options => options with { CompactEvery = TimeSpan.FromMilliseconds(everyMilliseconds), CompactAfter = after });
        var head = await log.Create(new string('a', 32), default);
        await log.Register(Statuses.Of("replica-1"), default);
        var endpoint = (await etcd.Cluster()).Endpoints[0];
        var before = (await log.Inspect(default)).Members.Max(member => member.Revision);
        for (var i = 0; i < 20; i++)
        {
            var entry = Entries.Make(head, $"entry {i}");
            await log.Advance(head, entry, default);
            head = Entries.After(head, entry);
        }
        await log.Register(Statuses.Of("replica-1"), default);
        using var http = new HttpClient();
        var old = await http.PostAsync(
            new Uri(endpoint, "/v3/kv/range"), new StringContent($$"""{"key":"YQ==","revision":"{{before}}"}"""));
        Assert.Contains("compacted", await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_it_found()
    {
        var log = await OpenAs<EtcdLog>(_town);
        var health = await log.Inspect(default);
        Assert.Null(health.Trouble);
        Assert.Equal(3, health.Members.Count);
        Assert.Single(health.Members, member => member.IsLeader);
        Assert.All(health.Members, member => Assert.Equal(2L << 30, member.QuotaBytes));
        Assert.Matches(@"^etcd \d+\.\d+\.\d+: 3 of 3 members answer, http://127\.0\.0\.1:\d+ leads, [\d.]+ [KM]iB of 2\.0 GiB in use \(\d %\)$", health.Describe());
    }

    private async Task<T> OpenAs<T>(string town, Func<EtcdOptions, EtcdOptions>? change = null)
        where T : class
    {
        var options = (await etcd.Cluster()).Options(town);
        var log = new EtcdLog(change?.Invoke(options) ?? options, TimeProvider.System);
        _logs.Add(log);
        return (log as T)!;
    }
}

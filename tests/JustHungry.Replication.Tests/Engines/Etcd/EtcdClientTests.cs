using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>How members that misbehave are dealt with.</summary>
public sealed class EtcdClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_advance_is_sent_once_even_where_a_kept_connection_breaks(bool hasAnother)
    {
        await using var first = await FakeMember.Start();
        await using var second = await FakeMember.Start();
        using var log = Open(hasAnother ? [first.Url, second.Url] : [first.Url]);
        Assert.Equal(FakeMember.Head, await log.Head(default));
        await log.Inspect(default);

        first.BreaksOff = second.BreaksOff = FakeMember.Txn;
        var entry = Entries.Make(FakeMember.Head, "one");
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Advance(FakeMember.Head, entry, default));

        Assert.Equal(1, first.Count(FakeMember.Txn) + second.Count(FakeMember.Txn));
    }

    [Fact]
    public async Task An_advance_goes_to_another_member_where_nobody_listens_at_the_first()
    {
        await using var gone = await FakeMember.Start();
        await using var there = await FakeMember.Start();
        using var log = Open([gone.Url, there.Url]);
        await gone.DisposeAsync();
        Assert.True(await log.Advance(FakeMember.Head, Entries.Make(FakeMember.Head, "one"), default));
        Assert.Equal(1, there.Count(FakeMember.Txn));
    }

    [Fact]
    public async Task An_advance_goes_to_the_member_that_leads()
    {
        await using var first = await FakeMember.Start();
        await using var second = await FakeMember.Start();
        first.Leads = false;
        using var log = OpenForgiving(first.Url, second.Url);
        var entry = Entries.Make(FakeMember.Head, "one");
        await SeeThatLeads(log, second.Url);
        Assert.True(await log.Advance(FakeMember.Head, entry, default));

        (first.Leads, second.Leads) = (true, false);
        await SeeThatLeads(log, first.Url);
        Assert.True(await log.Advance(FakeMember.Head, entry, default));

        Assert.Equal((1, 1), (first.Count(FakeMember.Txn), second.Count(FakeMember.Txn)));
    }

    [Fact]
    public async Task An_advance_after_one_that_failed_does_not_go_to_the_same_leader_because_it_led_once()
    {
        await using var follower = await FakeMember.Start();
        await using var leader = await FakeMember.Start();
        (follower.Leads, leader.BreaksOff) = (false, FakeMember.Txn);
        using var log = OpenForgiving(follower.Url, leader.Url);
        var entry = Entries.Make(FakeMember.Head, "one");
        await SeeThatLeads(log, leader.Url);
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Advance(FakeMember.Head, entry, default));

        Assert.True(await log.Advance(FakeMember.Head, entry, default));

        Assert.Equal((1, 1), (follower.Count(FakeMember.Txn), leader.Count(FakeMember.Txn)));
    }

    [Fact]
    public async Task A_read_goes_to_the_next_member_and_stays_there()
    {
        await using var first = await FakeMember.Start();
        await using var second = await FakeMember.Start();
        first.BreaksOff = FakeMember.Range;
        using var log = new EtcdLog(
            new EtcdOptions { Endpoints = [first.Url, second.Url], Town = "durham", LeaveTime = TimeSpan.FromHours(1) }, TimeProvider.System);
        Assert.Equal(FakeMember.Head, await log.Head(default));
        Assert.Equal(FakeMember.Head, await log.Head(default));
        Assert.Equal(1, first.Count(FakeMember.Range));
        Assert.Equal(2, second.Count(FakeMember.Range));
    }

    [Fact]
    public async Task An_etcd_that_is_too_old_is_refused_in_words()
    {
        await using var old = await FakeMember.Start("3.3.25");
        using var log = Open([old.Url]);
        var error = await Assert.ThrowsAsync<LogUnavailableException>(() => log.Head(default));
        Assert.Contains("version 3.3.25; 3.4 or newer is needed", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, old.Count(FakeMember.Range));
        var words = await Assert.ThrowsAsync<ArgumentException>(() => LogAddress.Describe(log, default));
        Assert.Contains("3.3.25", words.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WatchFate.Silent)]
    [InlineData(WatchFate.Ended)]
    [InlineData(WatchFate.Refused)]
    public async Task A_waiting_read_finds_the_entry_whatever_becomes_of_the_watch(WatchFate fate)
    {
        await using var member = await FakeMember.Start();
        member.WatchIs = fate;
        using var log = new EtcdLog(
            new EtcdOptions { Endpoints = [member.Url], Town = "durham", LookEvery = TimeSpan.FromMilliseconds(50) },
            TimeProvider.System);
        var reading = log.Read(0, TimeSpan.FromMinutes(1), default);
        // With the second look the first one has found nothing: the reader waits, and by the watch.
        await Eventually.Is(() => Task.FromResult(member.Count(FakeMember.Watch) > 0 && member.Count(FakeMember.Txn) > 1));
        member.HasEntry = true;
        Assert.Single((await reading).Entries);
        // A silent watch is not trusted a second time, and one that has ended is opened again.
        await Eventually.Is(async () =>
        {
            await log.Read(1, TimeSpan.FromMilliseconds(1), default);
            return member.Count(FakeMember.Watch) > 1;
        });
    }

    [Theory]
    [InlineData("3.4.0", true)]
    [InlineData("3.4.23", true)]
    [InlineData("3.6.0-rc.1", true)]
    [InlineData("4.0", true)]
    [InlineData("3.3.25", false)]
    [InlineData("2.3", false)]
    [InlineData("who knows", false)]
    public void Versions_from_three_four_on_will_do(string version, bool isNewEnough) =>
        Assert.Equal(isNewEnough, EtcdClient.IsNewEnough(version));

    [Theory]
    [InlineData("# HELP x\netcd_server_quota_backend_bytes 2.147483648e+09\nmore 1\n", 2147483648L)]
    [InlineData("# HELP x\netcd_server_quota_backend_bytes 1.6777216e+07", 16777216L)]
    [InlineData("# HELP x\netcd_server_quota_backend_bytes 8000000\n", 8000000L)]
    [InlineData("# HELP x\netcd_server_quota_backend_bytes 0\n", null)]
    [InlineData("", null)]
    public void The_quota_is_found_among_the_metrics(string metrics, long? quota) =>
        Assert.Equal(quota, EtcdMaintenance.ReadQuota(System.Text.Encoding.ASCII.GetBytes(metrics)));

    private static Task SeeThatLeads(EtcdLog log, Uri member) => Eventually.Is(async () =>
        (await log.Inspect(default)).Members.All(one => one.Trouble is null && one.IsLeader == (one.Endpoint == member.GetLeftPart(UriPartial.Authority))));

    /// <summary>A member that failed may be asked again at once.</summary>
    private static EtcdLog OpenForgiving(params Uri[] endpoints) =>
        new(new EtcdOptions { Endpoints = endpoints, Town = "durham", LeaveTime = TimeSpan.Zero }, TimeProvider.System);

    private static EtcdLog Open(IReadOnlyList<Uri> endpoints) =>
        new(new EtcdOptions { Endpoints = endpoints, Town = "durham" }, TimeProvider.System);
}

using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.Replication.Tests.Replicas;

/// <summary>How far the log may be forgotten.</summary>
public sealed class TrimmingTests
{
    private const int Small = 1_000;
    private const int Large = 128 * 1024;
    private const int Megabyte = 1024 * 1024;
    private static readonly DateTimeOffset Start = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_10000_entries_are_kept() =>
        Assert.Equal(10_000, Trimming.UpTo([At(20_000), At(20_000)], Tally(20_000, Small), Start));

    [Fact]
    public void At_most_256_MiB_are_kept()
    {
        var upTo = Trimming.UpTo([At(8_000), At(8_000)], Tally(8_000, Large), Start);

        Assert.InRange((8_000 - upTo) * Large, (256L * Megabyte) - (LogTally.BlockEntries * Large), 256L * Megabyte);
    }

    [Fact]
    public void What_is_older_than_a_day_is_not_kept()
    {
        var tally = new LogTally(0, Start, ReplicaTimes.KeepBytes);
        for (var position = 1; position <= 400; position++)
        {
            tally.Add(position, Small, Start + TimeSpan.FromHours(position / 10.0));
        }

        var upTo = Trimming.UpTo([At(400), At(400)], tally, Start + TimeSpan.FromHours(40));

        Assert.InRange(upTo, 160 - LogTally.BlockEntries, 160);
    }

    [Fact]
    public void Only_what_two_durable_stores_hold_is_forgotten()
    {
        var tally = Tally(40_000, Small);
        Assert.Equal(0, Trimming.UpTo([], tally, Start));
        Assert.Equal(0, Trimming.UpTo([At(40_000)], tally, Start));
        Assert.Equal(0, Trimming.UpTo([At(40_000), At(40_000, ReplicaRole.Joining)], tally, Start));
        Assert.Equal(25_000, Trimming.UpTo([At(40_000), At(25_000)], tally, Start));
        // Two that hold nothing back, for they are too far behind, are no reason to forget what only one holds.
        Assert.Equal(100, Trimming.UpTo([At(8_000), At(100)], Tally(8_000, Large), Start));
    }

    [Fact]
    public void A_replica_that_was_unheard_of_for_an_hour_holds_nothing_back()
    {
        var tally = Tally(40_000, Small);
        Registration[] town = [At(40_000), At(40_000), At(5)];

        Assert.Equal(5, Trimming.UpTo(town, tally, Start));
        Assert.Equal(30_000, Trimming.UpTo([.. town.Take(2), town[2] with { AgeMs = 3_600_000 }], tally, Start));
    }

    [Fact]
    public void A_replica_64_MiB_behind_holds_nothing_back_but_one_that_copies_a_snapshot_does()
    {
        var tally = Tally(60_000, 4_000);
        Registration[] town = [At(60_000), At(60_000)];
        var near = 60_000 - (60 * Megabyte / 4_000);
        var far = 60_000 - (70 * Megabyte / 4_000);

        Assert.Equal(near, Trimming.UpTo([.. town, At(near)], tally, Start));
        Assert.Equal(50_000, Trimming.UpTo([.. town, At(far)], tally, Start));
        Assert.Equal(far, Trimming.UpTo([.. town, At(far, ReplicaRole.Joining)], tally, Start));
    }

    [Fact]
    public void What_came_before_this_replica_counts_as_no_larger_than_it_may_be()
    {
        var tally = new LogTally(15_000, Start, ReplicaTimes.KeepBytes);
        tally.Add(15_001, Small, Start);

        Assert.Equal(5_001, Trimming.UpTo([At(15_001), At(15_001)], tally, Start));
        Assert.Equal(2_000, Trimming.UpTo([At(15_001), At(15_001), At(2_000)], tally, Start));
    }

    private static LogTally Tally(int entries, int bytes)
    {
        var tally = new LogTally(0, Start, ReplicaTimes.KeepBytes);
        for (var position = 1; position <= entries; position++)
        {
            tally.Add(position, bytes, Start);
        }
        return tally;
    }

    private static Registration At(long durable, ReplicaRole role = ReplicaRole.Backup) => new(
        new ReplicaStatus(new ReplicaIdentity("r", "i", "http://127.0.0.1:1"), 1, role, "town", durable, durable, null, Start), 0);
}

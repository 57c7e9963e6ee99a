using JustHungry.Simulation.Seams;
using Xunit;

namespace JustHungry.Replication.Tests.Simulation;

public sealed class LedgerTownTests
{
    [Fact]
    public void A_town_of_three_finds_a_primary_and_takes_commands()
    {
        using var town = new LedgerTown(seed: 1, replicas: 3);
        town.StartAll();
        town.StartClient("c1", lines: 20);
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(10), () => town.Told.Count == 20), Story(town));
        town.HealAndCheck("calm");
    }

    [Fact]
    public void What_was_answered_can_be_waited_for_until_the_store_holds_it()
    {
        using var town = new LedgerTown(seed: 9, replicas: 3);
        town.StartAll();
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(10), () => town.Primary is not null), Story(town));
        var primary = town.Primary!.Replica!;
        var ledger = town.Ledgers[town.Nodes.IndexOf(town.Primary)];
        var waits = new List<(Task<bool> Wait, bool WasOver)>();
        ledger.Committing = () =>
        {
            var wait = primary.WaitForAnswered(CancellationToken.None);
            waits.Add((wait, wait.IsCompleted));
        };

        town.StartClient("c1", lines: 20);

        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(10), () => town.Told.Count == 20), Story(town));
        Assert.NotEmpty(waits);
        Assert.All(waits, each => Assert.False(each.WasOver));
        Assert.All(waits, each => Assert.True(each.Wait is { IsCompletedSuccessfully: true, Result: true }));
    }

    [Fact]
    public void What_comes_while_the_log_is_asked_goes_next_in_the_same_transaction()
    {
        using var town = new LedgerTown(seed: 10, replicas: 3);
        var (entries, commits) = (0, 0);
        RunBusy(town, () => commits++, () => entries++);

        Assert.InRange(commits, 1, entries / 2);
        town.HealAndCheck("busy");
    }

    [Fact]
    public void Where_the_second_entry_of_a_transaction_is_not_known_to_be_in_the_first_stays_told()
    {
        using var town = new LedgerTown(seed: 11, replicas: 3);
        var (ofTransaction, lost) = (0, 0);
        RunBusy(town, () => ofTransaction = 0, () =>
        {
            ofTransaction++;
            town.Log.UnknownAnswers = ofTransaction == 2 && lost < 20 ? 1 : 0;
            lost += (int)town.Log.UnknownAnswers;
            ofTransaction = town.Log.UnknownAnswers > 0 ? 0 : ofTransaction;
        });

        Assert.Equal(20, lost);
        town.HealAndCheck("second entries lost");
    }

    [Fact]
    public void A_disk_that_is_full_while_an_entry_is_on_its_way_ends_no_replica_and_takes_nothing_back()
    {
        using var town = new LedgerTown(seed: 12, replicas: 3);
        var advances = 0;
        RunBusy(town, () => { }, () => town.Ledgers.ForEach(ledger => ledger.IsFullOnce |= ledger.InTransaction && ++advances % 20 == 0));

        Assert.True(advances > 40);
        Assert.All(town.Nodes, node => Assert.True(node.IsUp));
        town.HealAndCheck("full disk");
    }

    /// <summary>Sixteen clients, until all that they write is told.</summary>
    private static void RunBusy(LedgerTown town, Action committing, Action advancing)
    {
        town.StartAll();
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(10), () => town.Primary is not null), Story(town));
        town.Ledgers[town.Nodes.IndexOf(town.Primary!)].Committing = committing;
        town.Log.Advancing += _ => advancing();
        for (var i = 0; i < 16; i++)
        {
            town.StartClient($"c{i}", lines: 40);
        }
        Assert.True(town.World.RunFor(TimeSpan.FromMinutes(5), () => town.Told.Count == 16 * 40), Story(town));
    }

    [Fact]
    public void After_the_death_of_the_primary_a_backup_is_the_primary_within_50_milliseconds()
    {
        using var town = new LedgerTown(seed: 2, replicas: 3);
        town.StartAll();
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(10), () => town.Nodes.All(node => node.Replica?.Applied.View is not null)));
        town.World.RunFor(TimeSpan.FromSeconds(3));
        var dead = town.Primary!;
        dead.Kill();
        Assert.True(town.World.RunFor(TimeSpan.FromMilliseconds(50), () => town.Primary is not null), Story(town));
        Assert.NotEqual(dead, town.Primary);
    }

    [Fact]
    public void A_frozen_primary_is_replaced_within_four_seconds_and_follows_when_it_thaws()
    {
        using var town = new LedgerTown(seed: 3, replicas: 3);
        town.StartAll();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        var frozen = town.Primary!;
        frozen.Loop.Pause();
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(4), () => town.Primary is not null), Story(town));
        town.World.RunFor(TimeSpan.FromSeconds(6));
        frozen.Loop.Resume();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        Assert.False(frozen.Replica!.IsPrimary);
        town.HealAndCheck("thawed");
    }

    [Fact]
    public void A_frozen_backup_is_not_noticed()
    {
        using var town = new LedgerTown(seed: 4, replicas: 3);
        town.StartAll();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        var view = town.Primary!.Replica!.Applied.View;
        town.Nodes.First(node => node != town.Primary).Loop.Pause();
        town.StartClient("c1", lines: 50);
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(5), () => town.Told.Count == 50), Story(town));
        Assert.Equal(view, town.Primary!.Replica!.Applied.View);
    }

    [Fact]
    public void A_primary_that_stops_hands_over_first()
    {
        using var town = new LedgerTown(seed: 5, replicas: 3);
        town.StartAll();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        var leaving = town.Primary!;
        leaving.Stopping.Cancel();
        Assert.True(town.World.RunFor(TimeSpan.FromMilliseconds(100), () => leaving.End is not null && town.Primary is not null), Story(town));
        Assert.NotEqual(leaving, town.Primary);
    }

    [Fact]
    public void A_primary_whose_disk_fails_still_ends_when_it_is_asked_to()
    {
        using var town = new LedgerTown(seed: 7, replicas: 3);
        town.StartAll();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        var leaving = town.Primary!;
        town.Ledgers[town.Nodes.IndexOf(leaving)].Fails = true;
        leaving.Stopping.Cancel();
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(5), () => leaving.End is not null), Story(town));
    }

    [Fact]
    public void A_primary_that_loses_the_log_within_an_advance_still_ends_when_it_is_asked_to()
    {
        using var town = new LedgerTown(seed: 8, replicas: 3);
        town.StartAll();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        var leaving = town.Primary!;
        town.Log.Advancing += _ =>
        {
            town.Log.IsDown = true;
            leaving.Stopping.Cancel();
        };
        town.StartClient("c1", lines: 1);
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(5), () => leaving.End is not null), Story(town));
    }

    [Fact]
    public void The_last_of_three_carries_on_alone()
    {
        using var town = new LedgerTown(seed: 6, replicas: 3);
        town.StartAll();
        town.World.RunFor(TimeSpan.FromSeconds(3));
        town.Primary!.Kill();
        town.World.RunFor(TimeSpan.FromSeconds(1));
        town.Primary!.Kill();
        town.StartClient("c1", lines: 5);
        Assert.True(town.World.RunFor(TimeSpan.FromSeconds(5), () => town.Told.Count == 5), Story(town));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ledgers_stay_equal_and_complete_through_crashes_pauses_and_lost_messages(int first, int count)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            RunSeed(seed);
        }
    }

    public static TheoryData<int, int> Seeds => new() { { 1000, 100 }, { 2000, 100 }, { 3000, 100 } };

    private static void RunSeed(int seed)
    {
        using var town = new LedgerTown(seed, replicas: 3);
        var world = town.World;
        town.Network.Faults = new NetworkFaults(world.Random.NextDouble() * 0.2, TimeSpan.FromMilliseconds(world.Random.Next(1, 100)));
        town.Log.UnknownAnswers = world.Random.NextDouble() * 0.2;
        town.StartAll();
        for (var i = 0; i < 4; i++)
        {
            town.StartClient($"c{i}", lines: 1000);
        }
        for (var i = 0; i < 15; i++)
        {
            world.RunFor(world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)));
            Disturb(town, world);
        }
        town.HealAndCheck($"seed {seed}");
        Assert.DoesNotContain(town.Nodes, node => node.Loop.Failure is not null);
    }

    private static void Disturb(LedgerTown town, World world)
    {
        var node = town.Nodes[world.Random.Next(town.Nodes.Count)];
        switch (world.Random.Next(6))
        {
            case 0 or 1 when node.IsUp:
                node.Kill();
                break;
            case 2 when node.IsUp:
                node.Loop.Pause();
                break;
            case 3:
                town.Log.IsDown = !town.Log.IsDown;
                break;
            default:
                node.Loop.Resume();
                if (!node.IsUp)
                {
                    town.Start(node);
                }
                break;
        }
    }

    private static string Story(LedgerTown town) => string.Join('\n', town.World.Story!.TakeLast(80));
}

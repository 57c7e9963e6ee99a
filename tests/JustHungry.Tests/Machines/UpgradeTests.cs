using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>A town goes over to a release that writes a new type of event, under load, and back, until it is told not to.</summary>
[Trait("Run", "alone")]
public sealed class UpgradeTests
{
    [Fact]
    public async Task A_town_goes_up_to_a_new_release_and_back_down_under_load_until_its_level_is_raised()
    {
        await using var town = await TestTown.Start();
        var next = await BuiltProgram.NextRelease(Path.Combine(town.Outside, "next-release"));
        await using var load = await TestLoad.Start(town, connections: 8);

        await Replace(town, load, next, 1, 2);
        var tooEarly = await Cluster(town, "features", "raise");
        await Replace(town, load, next, 3);
        await Replace(town, load, BuiltProgram.Path, 1, 2, 3);
        Assert.Contains("feature level 4", (await Cluster(town, "features")).Output, StringComparison.Ordinal);
        await Replace(town, load, next, 3, 2, 1);
        var raised = await Cluster(town, "features", "raise");
        await load.More(200);
        await load.Stop();

        Assert.Equal(1, tooEarly.ExitCode);
        Assert.Contains("replica-3", tooEarly.Errors, StringComparison.Ordinal);
        Assert.True(raised.ExitCode == 0, raised.Errors);
        Assert.Contains("feature level is 5", raised.Output, StringComparison.Ordinal);
        await town.VerifyEqual(3);
        await Refused(town, "replica-2");
        await Refused(town, "replica-9");
        Assert.Equal(1, (await Cluster(town, "features", "raise")).ExitCode);
    }

    /// <summary>One after the other is stopped, as an operator does it, and started with another program on its own store.</summary>
    private static async Task Replace(TestTown town, TestLoad load, string program, params IReadOnlyList<int> numbers)
    {
        town.Program = program;
        foreach (var number in numbers)
        {
            await town.Replicas[number].Stop(TestTown.Patience);
            await town.StartReplica(number);
            await town.WaitForReplicas(3);
            await load.More(50);
        }
    }

    /// <summary>The old program on that folder says that it is too old, and ends.</summary>
    private static async Task Refused(TestTown town, string folder)
    {
        if (folder == "replica-2")
        {
            await town.Replicas[2].Stop(TestTown.Patience);
        }
        var outcome = await town.Hungry("replica", "--data", folder, "--name-server", town.NameServerUrl, "--key", town.KeyFile);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("too old to read (feature level 5; this one reads up to 4): upgrade it", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ready http", outcome.Output, StringComparison.Ordinal);
    }

    private static Task<Outcome> Cluster(TestTown town, params IReadOnlyList<string> command) =>
        town.Hungry(["cluster", .. command, "--name-server", town.NameServerUrl, "--key", town.KeyFile]);
}

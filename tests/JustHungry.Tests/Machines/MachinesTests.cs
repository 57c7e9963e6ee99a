using JustHungry.Endurance.Machines;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>A short share of what befalls three machines; <c>bin/machines</c> is the whole of it.</summary>
public sealed class MachinesTests
{
    private static readonly string Endure = Path.Combine(
        BuiltProgram.Root, "tests", "JustHungry.Endurance", "bin", "Release", "net10.0", "endure");

    [Fact]
    public async Task A_town_over_three_machines_loses_no_order_when_the_primary_dies_or_its_machine_is_cut_off()
    {
        if (Namespaces.Hindrance() is { } hindrance)
        {
            Assert.Skip(hindrance);
        }
        var outcome = await Outcome.Of(
            Endure, ["machines", "--rounds", "1", "--faults", "kill-primary", "cut-machine"], Path.GetTempPath());

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
        Assert.Contains("0 lost, 0 doubled, all stores equal", outcome.Output, StringComparison.Ordinal);
    }
}

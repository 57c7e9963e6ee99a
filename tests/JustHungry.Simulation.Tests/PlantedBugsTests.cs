using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Towns;
using Xunit;

namespace JustHungry.Simulation.Tests;

/// <summary>
/// The checker is checked: bugs that somebody could write are planted into the town, and found within a window of 50 seeds. Without
/// them every promise is kept in the same window (<see cref="TownsTests"/> runs it).
/// </summary>
public sealed class PlantedBugsTests(ITestOutputHelper output)
{
    private const int Window = 50;

    [Theory]
    [InlineData("skip-comparison")]
    [InlineData("answer-before-log")]
    [InlineData("timeout-is-no")]
    [InlineData("trim-at-applied")]
    [InlineData("reuse-barrier")]
    [InlineData("claim-on-any-reset")]
    [InlineData("tell-refusal-early")]
    [InlineData("forget-answer")]
    [InlineData("clock-in-apply")]
    [InlineData("snapshot-without-position")]
    public void A_planted_bug_is_found_within_its_window(string bug)
    {
        for (var seed = 1; seed <= Window; seed++)
        {
            if (Scenario.Run(Plan.Draw(seed), PlantedBugs.All[bug]()).Broken is { } broken)
            {
                output.WriteLine($"{bug} is found by seed {seed}: {broken}");
                return;
            }
        }
        Assert.Fail($"{bug} is not found within {Window} seeds.");
    }
}

using JustHungry.Simulation.Towns;
using Xunit;

namespace JustHungry.Replication.Tests.Simulation;

/// <summary>
/// Towns of three replicas with real stores, two front ends and four clients, each from its seed: crashes, pauses, lost messages,
/// advances of unknown outcome, and six promises checked at the end.
/// </summary>
public sealed class FoodTownTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(101)]
    [InlineData(201)]
    public void A_hundred_towns_lose_nothing_double_nothing_and_end_equal(int first)
    {
        var answers = 0;
        for (var seed = first; seed < first + 100; seed++)
        {
            answers += Scenario.Run(seed).Answers;
        }
        output.WriteLine($"seeds {first}–{first + 99}: {answers} answers");
        Assert.True(answers > 1000, $"Only {answers} answers: the towns hardly live.");
    }

    [Fact]
    public void A_seed_that_runs_twice_runs_the_same() => Assert.Equal(Scenario.Run(7).TraceHash, Scenario.Run(7).TraceHash);
}

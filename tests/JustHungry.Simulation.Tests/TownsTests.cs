using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Towns;
using Xunit;

namespace JustHungry.Simulation.Tests;

/// <summary>
/// Whole towns, each from its seed: whatever goes wrong, everything that is promised is kept, and a healed core goes on.
/// <c>bin/simulate --seed N --seeds 1 --trace</c> tells what happens in one.
/// </summary>
public sealed class TownsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(120, 40)]
    public void Towns_keep_every_promise_whatever_goes_wrong(int first, int count)
    {
        var (answers, compared) = (0, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            var result = Scenario.Run(seed);
            Assert.True(result.Broken is null, $"seed {seed}: {result.Broken}");
            answers += result.Answers;
            compared += result.Compared;
        }
        output.WriteLine($"seeds {first}–{first + count - 1}: {answers} answers, {compared} stores compared");
        Assert.True(answers > 20 * count, $"Only {answers} answers: the towns hardly live.");
        Assert.True(compared > 5 * count, $"Only {compared} stores were compared.");
    }

    [Fact]
    public void A_seed_that_runs_twice_runs_the_same()
    {
        Assert.Equal(Scenario.Run(7).TraceHash, Scenario.Run(7).TraceHash);
        Assert.NotEqual(Scenario.Run(7).TraceHash, Scenario.Run(8).TraceHash);
    }

    [Fact]
    public void The_seeds_bring_every_mishap_and_every_fault_of_the_weather()
    {
        var plans = Enumerable.Range(1, 300).Select(Plan.Draw).ToList();
        Assert.Equal(
            Enum.GetValues<MishapKind>(),
            plans.SelectMany(plan => plan.Mishaps).Select(mishap => mishap.Kind).Distinct().Order());
        Assert.Equal([3, 4, 5], plans.Select(plan => plan.Replicas).Distinct().Order());
        Assert.Contains(plans, plan => plan.Weather.Network is { Lost: > 0.15, LongestDelay.TotalMilliseconds: > 100 });
        Assert.Contains(plans, plan => plan.Weather.Network is { Doubled: > 0.25 });
        Assert.Contains(plans, plan => plan.Weather is { UnknownAdvances: > 0.1 });
        Assert.Contains(plans, plan => plan.Weather is { LateDoubles: > 0.1, StoreErrors: > 0 });
        Assert.Contains(plans, plan => plan.Weather is { Drift: > 0.01 });
        Assert.Contains(plans, plan => plan.Core > 0 && plan.Core < plan.Replicas);
    }

    [Fact]
    public void A_story_is_kept_only_where_it_is_asked_for()
    {
        var plan = Plan.Draw(3);
        var told = Scenario.Run(plan, Planting.None, keepStory: true);
        Assert.NotEmpty(told.Story);
        Assert.Empty(Scenario.Run(plan, Planting.None).Story);
    }
}

using JustHungry.Endurance;
using JustHungry.Endurance.Fuzz;
using JustHungry.Endurance.Soak;
using Xunit;

namespace JustHungry.Tests.Endurance;

/// <summary>A short, seeded share of the long trials; <c>bin/fuzz</c> and <c>bin/soak</c> are the long ones.</summary>
public sealed class TrialTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Hostile_requests_make_nothing_give_way() => Passes(FuzzRun.Run, TimeSpan.FromSeconds(8));

    [Fact]
    public Task A_town_in_trouble_contradicts_no_customer() => Passes(SoakRun.Run, TimeSpan.FromSeconds(20));

    private static async Task Passes(Func<TrialOptions, TimeProvider, CancellationToken, Task<bool>> trial, TimeSpan duration)
    {
        var story = new List<string>();
        var options = new TrialOptions { Duration = duration, Seed = 7, Say = line => { lock (story) { story.Add(line); } } };

        var isFine = await trial(options, TimeProvider.System, Cancellation);

        Assert.True(isFine, string.Join('\n', story));
    }
}

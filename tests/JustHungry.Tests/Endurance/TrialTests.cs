using JustHungry.Endurance;
using JustHungry.Endurance.Friday;
using JustHungry.Endurance.Fuzz;
using JustHungry.Endurance.Soak;
using Xunit;

namespace JustHungry.Tests.Endurance;

/// <summary>
/// A short, seeded share of the long trials; <c>bin/fuzz</c>, <c>bin/soak</c> and <c>bin/friday-night</c> are the long ones.
/// </summary>
public sealed class TrialTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Hostile_requests_make_nothing_give_way() => Passes(FuzzRun.Run, TimeSpan.FromSeconds(8));

    [Fact]
    public Task A_town_in_trouble_contradicts_no_customer() => Passes(SoakRun.Run, TimeSpan.FromSeconds(20));

    [Fact]
    public async Task On_a_friday_night_nothing_is_oversold_lost_or_doubled_and_the_receipts_sum_to_the_takings()
    {
        var story = new List<string>();
        var options = new FridayOptions
        {
            Restaurants = 8,
            Customers = 60,
            Orders = 320,
            Kills = 1,
            AwaitsExpiry = false,
            AtOnce = 12,
            Seed = 7,
            Say = line => { lock (story) { story.Add(line); } },
        };

        var isFine = await FridayRun.Run(options, TimeProvider.System, Cancellation);

        Assert.True(isFine, string.Join('\n', story));
    }

    private static async Task Passes(Func<TrialOptions, TimeProvider, CancellationToken, Task<bool>> trial, TimeSpan duration)
    {
        var story = new List<string>();
        var options = new TrialOptions { Duration = duration, Seed = 7, Say = line => { lock (story) { story.Add(line); } } };

        var isFine = await trial(options, TimeProvider.System, Cancellation);

        Assert.True(isFine, string.Join('\n', story));
    }
}

using JustHungry.Bench;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Bench;

public sealed class BrowseBenchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_town_made_for_it_gets_a_menu_as_large_as_is_asked_for()
    {
        await using var town = await BenchTown.Start(
            1, keepAlive: false, TimeProvider.System, _ => { }, Cancellation, program: BuiltProgram.Path);
        var bench = new BrowseBench(town, TimeProvider.System, new Random(1), pages: true);

        await bench.Prepare(150, Cancellation);
        var result = bench.Measure(2, TimeSpan.FromSeconds(1), 0, Cancellation);

        Assert.Equal(150, bench.Dishes);
        Assert.True(result.Took.TotalCount > 0);
        Assert.Empty(result.Failures);
    }

    [Fact]
    public async Task A_town_that_runs_already_is_left_as_it_is_and_the_size_refused()
    {
        await using var town = await TestTown.Start(replicas: 1);

        var outcome = await town.Hungry("bench", "browse", "--server", town.FrontEndUrl, "--dishes", "900");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("hungry: no menu has 900 dishes or more.", outcome.Errors.Trim());
        var (_, restaurants, _) = await town.Api.Send(HttpMethod.Get, "restaurants?limit=100");
        Assert.Equal(2, restaurants.GetProperty("items").GetArrayLength());
    }
}

using System.Text.Json;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Bench;

public sealed class OrdersBenchTests
{
    [Fact]
    public async Task Every_measured_order_is_acknowledged_and_read_back()
    {
        await using var town = await TestTown.Start();

        var outcome = await town.Hungry(
            "bench", "orders", "--server", town.FrontEndUrl, "--connections", "1", "8", "--seconds", "2", "--json");

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal([1, 8], json.RootElement.EnumerateArray().Select(result => result.GetProperty("connections").GetInt32()));
        Assert.All(json.RootElement.EnumerateArray(), result =>
        {
            Assert.True(result.GetProperty("acknowledged").GetInt32() > 20);
            Assert.Equal((0, 0), (result.GetProperty("lost").GetInt32(), result.GetProperty("doubled").GetInt32()));
            Assert.Empty(result.GetProperty("failures").EnumerateObject());
        });
    }
}

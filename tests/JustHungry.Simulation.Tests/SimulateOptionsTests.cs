using JustHungry.Simulation.Program;
using Xunit;

namespace JustHungry.Simulation.Tests;

public sealed class SimulateOptionsTests
{
    [Fact]
    public void Everything_can_be_asked_for()
    {
        Assert.True(SimulateOptions.TryRead(["--seeds", "7", "--seed", "3", "--trace", "--jobs", "1"], out var options, out _));
        Assert.Equal((7, 3, true, 1), (options.Seeds, options.First, options.Trace, options.Jobs));
    }

    [Fact]
    public void Minutes_take_the_place_of_seeds()
    {
        Assert.True(SimulateOptions.TryRead(["--minutes", "0.5"], out var options, out _));
        Assert.Equal((null, TimeSpan.FromSeconds(30)), (options.Seeds, options.Time));
    }

    [Theory]
    [InlineData("--seeds")]
    [InlineData("--seeds", "0")]
    [InlineData("--seeds", "-1")]
    [InlineData("--seeds", "many")]
    [InlineData("--seeds", "99999999999")]
    [InlineData("--seed", "")]
    [InlineData("--minutes", "0")]
    [InlineData("--minutes", "NaN")]
    [InlineData("--jobs", "1000")]
    [InlineData("--planted", "gremlins")]
    [InlineData("--sneeze", "1")]
    [InlineData("seeds")]
    [InlineData("--seeds", "10", "--seed", "2147483647")]
    public void What_makes_no_sense_is_refused_in_one_line(params string[] args)
    {
        Assert.False(SimulateOptions.TryRead(args, out _, out var problem));
        Assert.StartsWith("simulate: ", problem);
        Assert.DoesNotContain('\n', problem);
    }
}

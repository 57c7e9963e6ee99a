using System.Text.RegularExpressions;
using Xunit;

namespace JustHungry.Walls.Tests;

public sealed partial class TimersTests
{
    /// <summary>A timer may ring while it is disposed of. What it cancels may be gone by then, and the exception ends the process.</summary>
    [Fact]
    public void No_timer_cancels_by_itself_for_there_are_time_limits() =>
        Assert.DoesNotContain(
            Repository.Sources("src", "*.cs"), file => TimerThatCancels().IsMatch(File.ReadAllText(file)));

    [GeneratedRegex(@"CreateTimer\([^;]*\.Cancel\(\)")]
    private static partial Regex TimerThatCancels();
}

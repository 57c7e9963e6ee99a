using JustHungry.Processes;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary><c>hungry doctor</c>, on a town that is well and on one that is not.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_town_that_is_well_has_nothing_wrong()
    {
        await using var town = await TestTown.Start(replicas: 2);

        var outcome = await Look(town);

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
        foreach (var what in (string[])["disk space", "disk speed", "log", "primary", "clock", "versions", "front end", "stores"])
        {
            Assert.Matches($@"(?m)^(ok|hm) +{what} ", outcome.Output);
        }
        Assert.Contains("2 equal at position", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_answer_is_said_with_what_to_do()
    {
        await using var town = await TestTown.Start(replicas: 2);
        var frozen = (await town.PrimaryAndBackups()).Backups[0];
        Signals.Send(frozen.Pid, Signals.Freeze);
        await TestTown.Kill(town.FrontEnd);

        var outcome = await Look(town);

        Signals.Send(frozen.Pid, Signals.Thaw);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"(?m)^BAD +front end +\S+ does not answer\n +→ start it", outcome.Output);
        Assert.Matches(@"(?m)^(BAD|hm) +replica-\d-\S+ ", outcome.Output);
        await TestTown.Kill(town.NameServer);
        Assert.Matches(@"(?m)^BAD +log +The name server .* does not answer.*\n +→ start it", (await Look(town)).Output);
    }

    [Fact]
    public async Task What_works_and_should_be_looked_at_is_counted_at_the_end()
    {
        await using var town = await TestTown.Start(replicas: 1);

        var outcome = await Look(town);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"(?m)^hm +replicas +1 lives", outcome.Output);
        var doubtful = outcome.Output.Split('\n').Count(line => line.StartsWith("hm ", StringComparison.Ordinal));
        Assert.EndsWith(
            $"Nothing is broken; {(doubtful == 1 ? "1 thing" : $"{doubtful} things")} should be looked at.\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_is_said()
    {
        await using var town = await TestTown.Start(replicas: 1);

        var outcome = await town.Hungry("doctor", "--name-server", town.NameServerUrl, "--key", town.KeyFile, "--data", "/proc/nowhere");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("cannot be written", outcome.Output, StringComparison.Ordinal);
    }

    private static Task<Outcome> Look(TestTown town) => town.Hungry(
        "doctor", "--name-server", town.NameServerUrl, "--key", town.KeyFile, "--data", town.Folder, "--front-end", town.FrontEndUrl);
}

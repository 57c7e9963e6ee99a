using System.ComponentModel;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>What lies in deploy/.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-deploy-").FullName;

    [Theory]
    [InlineData("hungry-front-end.service")]
    [InlineData("hungry-name-server.service")]
    [InlineData("hungry-replica.service")]
    public async Task Systemd_finds_nothing_wrong_in_a_unit(string name)
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(BuiltProgram.Root, "deploy", "systemd", name), TestContext.Current.CancellationToken);

        Assert.Equal("", await Verify(name, text));
        var misspelt = text.Replace("RestartSec=", "RestartSecond=", StringComparison.Ordinal);
        Assert.Contains("RestartSecond", await Verify(name, misspelt), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What systemd says of a unit, its program being where it is here.</summary>
    private async Task<string> Verify(string name, string text)
    {
        var unit = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(
            unit,
            text.Replace("/opt/hungry/hungry", BuiltProgram.Path, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        try
        {
            return (await Outcome.Of("systemd-analyze", ["verify", "--man=no", unit], _folder)).Errors;
        }
        catch (Win32Exception)
        {
            Assert.Skip("systemd is not installed (apt-get install systemd).");
            throw;
        }
    }
}

using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.CommandLine;

/// <summary>What the program says to mistakes: one line on standard error, exit code 2 for usage and 1 for refusals.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("upp")]
    [InlineData("up --replicas 0")]
    [InlineData("up --replicas many")]
    [InlineData("up --port 65536")]
    [InlineData("up --postcode-services maybe")]
    [InlineData("up --bogus")]
    [InlineData("up more")]
    [InlineData("name-server --listen nonsense")]
    [InlineData("replica --name-server 7400")]
    [InlineData("replica --data")]
    [InlineData("front-end --listen ftp://127.0.0.1")]
    [InlineData("cluster")]
    [InlineData("cluster look")]
    [InlineData("bench orders --connections 0")]
    [InlineData("bench failover --kills x")]
    public async Task A_mistake_in_usage_is_one_line_and_exit_code_2(string arguments)
    {
        var outcome = await Run(arguments.Split(' '));

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("hungry: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("up --help")]
    [InlineData("client --help")]
    [InlineData("--version")]
    public async Task Help_and_version_are_no_mistake(string arguments)
    {
        var outcome = await Run(arguments.Split(' '));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public async Task Without_a_name_server_the_cluster_commands_say_so()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "key"), new string('a', 64), TestContext.Current.CancellationToken);

        var outcome = await Run("cluster", "view", "--key", "key", "--name-server", "http://127.0.0.1:9");

        Refused(outcome, "The name server at http://127.0.0.1:9/ does not answer");
    }

    [Fact]
    public async Task Without_a_key_the_cluster_commands_say_where_they_looked() =>
        Refused(await Run("cluster", "view"), "data/cluster.key");

    [Fact]
    public async Task The_launcher_works_from_any_folder()
    {
        var outcome = await Outcome.Of(BuiltProgram.Launcher, ["--version"], _folder);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
    }

    private Task<Outcome> Run(params IReadOnlyList<string> arguments) => Outcome.Of(BuiltProgram.Path, arguments, _folder);

    private static void Refused(Outcome outcome, string words)
    {
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(words, outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
    }
}

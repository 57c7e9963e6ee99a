using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>The program as <c>./hungry</c> builds it; <c>bin/test</c> builds it before the tests run.</summary>
internal static class BuiltProgram
{
    public static string Root { get; } = FindRoot();

    /// <summary>The launcher, which builds first where sources have changed.</summary>
    public static string Launcher => System.IO.Path.Combine(Root, "hungry");

    /// <summary>The program itself.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Root, "artifacts", "hungry", "hungry");

    /// <summary>
    /// A release to come, which has one more type of event (tests/NextRelease); built here, once for each state of the sources.
    /// </summary>
    public static async Task<string> NextRelease()
    {
        var artifacts = System.IO.Path.Combine(Root, "artifacts", "next-release");
        var built = await Outcome.Of(
            "dotnet",
            [
                "build", System.IO.Path.Combine(Root, "src", "JustHungry"), "--configuration", "Release", "--artifacts-path", artifacts,
                "-p:HungryNextRelease=true", "-p:Version=0.2.0", "-nodeReuse:false", "-p:UseSharedCompilation=false", "--nologo", "-v", "quiet",
            ],
            Root);
        Assert.True(built.ExitCode == 0, built.Output + built.Errors);
        return System.IO.Path.Combine(artifacts, "bin", "JustHungry", "release", "hungry");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "JustHungry.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("The tests do not lie in the project's folder.");
    }
}

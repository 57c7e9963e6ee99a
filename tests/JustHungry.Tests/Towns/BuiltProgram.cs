using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>The program as <c>./hungry</c> builds it; <c>bin/test</c> builds it before the tests run.</summary>
internal static class BuiltProgram
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(15);

    public static string Root { get; } = FindRoot();

    /// <summary>The launcher, which builds first where sources have changed.</summary>
    public static string Launcher => System.IO.Path.Combine(Root, "hungry");

    /// <summary>The program itself.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Root, "artifacts", "hungry", "hungry");

    /// <summary>
    /// A release to come, which has one more type of event (tests/NextRelease): this program, with another back end. In that folder.
    /// </summary>
    public static async Task<string> NextRelease(string folder)
    {
        var built = await Outcome.Of(
            "dotnet",
            [
                "build", System.IO.Path.Combine(Root, "src", "JustHungry.BackEnd"), "--configuration", "Release", "--no-restore",
                "-p:HungryNextRelease=true", "-p:BuildProjectReferences=false", "-nodeReuse:false", "-p:UseSharedCompilation=false", "--nologo", "-v", "quiet",
            ],
            Root,
            BuildLimit);
        Assert.True(built.ExitCode == 0, built.Output + built.Errors);
        var program = System.IO.Path.GetDirectoryName(Path)!;
        foreach (var file in Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(folder, System.IO.Path.GetRelativePath(program, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        const string backEnd = "JustHungry.BackEnd.dll";
        File.Copy(System.IO.Path.Combine(Root, "artifacts", "next-release", backEnd), System.IO.Path.Combine(folder, backEnd), overwrite: true);
        return System.IO.Path.Combine(folder, "hungry");
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

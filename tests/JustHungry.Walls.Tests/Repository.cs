using System.Runtime.CompilerServices;

namespace JustHungry.Walls.Tests;

/// <summary>The sources that these tests are part of.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    /// <summary>Files below a folder, without what a build has made.</summary>
    public static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

    private static string Here([CallerFilePath] string here = "") => here;
}

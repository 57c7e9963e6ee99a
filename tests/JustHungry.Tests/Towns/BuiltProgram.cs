namespace JustHungry.Tests.Towns;

/// <summary>The program as <c>./hungry</c> builds it; <c>bin/test</c> builds it before the tests run.</summary>
internal static class BuiltProgram
{
    public static string Root { get; } = FindRoot();

    /// <summary>The launcher, which builds first where sources have changed.</summary>
    public static string Launcher => System.IO.Path.Combine(Root, "hungry");

    /// <summary>The program itself.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Root, "artifacts", "hungry", "hungry");

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

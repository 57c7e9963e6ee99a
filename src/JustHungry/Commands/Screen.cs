using Spectre.Console;

namespace JustHungry.Commands;

/// <summary>Standard output as something to draw on.</summary>
internal static class Screen
{
    // Nobody wraps lines in a file, and a program that reads them wants none wrapped.
    private const int WidthOfAFile = 200;

    /// <summary>With colours in a terminal, as plain text elsewhere.</summary>
    public static IAnsiConsole OfThisProcess()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        plain.Profile.Width = WidthOfAFile;
        return plain;
    }
}

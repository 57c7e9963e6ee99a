using System.Text;

namespace JustHungry.Client.Screens;

/// <summary>Reads passwords. They are never arguments: those stand in the list of processes, and in the shell's memory.</summary>
internal static class Secrets
{
    private const int Longest = 1_000;

    /// <summary>A line that is typed without being shown; of standard input where that is no terminal.</summary>
    public static string? Read(string words)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine();
        }

        Console.Error.Write($"{words}: ");
        var typed = new StringBuilder();
        while (typed.Length < Longest)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                break;
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}

using System.CommandLine;

namespace JustHungry.Commands;

/// <summary>Runs a command line: a mistake in it is one line on standard error and exit code 2.</summary>
internal static class CommandLine
{
    public const int Fine = 0;
    public const int Refused = 1;
    public const int Usage = 2;

    /// <summary>Returns the exit code.</summary>
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        // An argument that begins with @ is a name, not a file of more arguments.
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            // Where a word is unknown, that is the mistake, whatever else is missing because of it.
            var words = (parsed.UnmatchedTokens.Count > 0 ? parsed.Errors[^1] : parsed.Errors[0]).Message.ReplaceLineEndings(" ");
            return Say($"{words} Try: {CommandPath(parsed)} --help", Usage);
        }
        try
        {
            // Signals are ours: a part ends in its own order, and takes the time that it needs.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error) when (error is RefusedException or IOException or UnauthorizedAccessException or FormatException)
        {
            return Say(error.Message, Refused);
        }
        catch (HttpRequestException error)
        {
            return Say($"the town did not answer as it should: {error.Message}", Refused);
        }
    }

    /// <summary>One line on standard error.</summary>
    public static int Say(string words, int exitCode)
    {
        Console.Error.WriteLine($"hungry: {words.ReplaceLineEndings(" ")}");
        return exitCode;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "hungry" : result.Command.Name);
        }
        return string.Join(' ', names);
    }
}

/// <summary>The program cannot do what was asked; the message is one line for the person who asked. Exit code 1.</summary>
internal sealed class RefusedException(string message) : Exception(message);

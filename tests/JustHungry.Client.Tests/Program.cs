using System.CommandLine;

namespace JustHungry.Client.Tests;

/// <summary>Runs the tests; or, called with "client" first, is the client itself: a process that a test can kill.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["client", ..])
        {
            var parsed = new RootCommand { ClientCommand.Create() }.Parse(args);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : await parsed.InvokeAsync();
        }

        return args.Any(arg => arg is "-automated" or "@@")
            ? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args)
            : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
    }
}

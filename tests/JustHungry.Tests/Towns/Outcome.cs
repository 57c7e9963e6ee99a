using System.Diagnostics;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>What a run of the program came to. Immutable.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end, with no input and its memory of people in the given folder.</summary>
    public static async Task<Outcome> Of(string program, IReadOnlyList<string> arguments, string folder, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(folder, "config");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit ?? Limit, TimeProvider.System);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
        return new Outcome(process.ExitCode, await output, await errors);
    }
}

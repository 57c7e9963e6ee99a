using System.Diagnostics;
using System.Text;

namespace JustHungry.Client.Tests;

/// <summary>The client as a process of its own: one that can be killed, and one that has a real terminal.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Lock gate = new();
    private readonly Task reading;
    private int typedAt;

    private ClientProcess(Process process)
    {
        this.process = process;
        reading = Read();
    }

    public string Output
    {
        get
        {
            lock (gate)
            {
                return output.ToString();
            }
        }
    }

    public static string Program => Path.Combine(AppContext.BaseDirectory, "JustHungry.Client.Tests");

    /// <summary>Without a terminal, as a script would start it.</summary>
    public static ClientProcess Start(FakeFrontEnd frontEnd, string folder, params string[] words) =>
        Start(frontEnd, folder, Program, ["client", .. words]);

    /// <summary>On a pseudo-terminal of 80 × 24, made by script(1).</summary>
    public static ClientProcess OnTerminal(FakeFrontEnd frontEnd, string folder) => Start(
        frontEnd, folder, "script", ["-qefc", $"stty cols 80 rows 24; exec {Program} client", "/dev/null"]);

    public static bool CanHaveTerminal => File.Exists("/usr/bin/script");

    public Task Type(string keys)
    {
        typedAt = Output.Length;
        process.StandardInput.Write(keys);
        return process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the condition holds, or the process has ended.</summary>
    public async Task Until(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"It did not happen. So far:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for something that is shown after the last keys.</summary>
    public Task Shows(string text) => Until(() => Output.IndexOf(text, typedAt, StringComparison.Ordinal) >= 0);

    /// <summary>kill -9.</summary>
    public void Kill() => process.Kill();

    public async Task<int> Ended()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
        await reading;
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await reading;
        process.Dispose();
    }

    private static ClientProcess Start(FakeFrontEnd frontEnd, string folder, string program, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["HUNGRY_CONFIG"] = folder;
        start.Environment["HUNGRY_SERVER"] = frontEnd.Url.ToString();
        start.Environment["TERM"] = "xterm-256color";
        return new(Process.Start(start)!);
    }

    private async Task Read()
    {
        await Task.WhenAll(Copy(process.StandardOutput), Copy(process.StandardError));
    }

    private async Task Copy(StreamReader from)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await from.ReadAsync(buffer)) > 0)
        {
            lock (gate)
            {
                output.Append(buffer, 0, count);
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using JustHungry.Processes;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>A <c>hungry up</c> in a temporary folder, with what it has said.</summary>
internal sealed class RunningUp(params IReadOnlyList<string> more) : IAsyncDisposable
{
    private readonly StringBuilder _said = new();
    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;

    public string Folder { get; } = Directory.CreateTempSubdirectory("hungry test ").FullName;

    /// <summary>The town's folder; by default in <see cref="Folder"/>.</summary>
    public string Data { get; init; } = "town";

    public IReadOnlyList<string> Ports { get; } = FreePorts();

    public string FrontEndUrl => $"http://127.0.0.1:{Ports[1]}";

    public Process Process { get; private set; } = null!;

    /// <summary>The processes of the last start.</summary>
    public IReadOnlyList<int> Pids { get; private set; } = [];

    public static IReadOnlyList<string> FreePorts()
    {
        using var first = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        using var second = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return ["--port", Port(first), "--name-server-port", Port(second)];
    }

    /// <summary>Starts it and waits until it is open; returns what it said.</summary>
    public async Task<string> Start()
    {
        lock (_lock)
        {
            _said.Clear();
        }
        var start = new ProcessStartInfo(BuiltProgram.Path)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var argument in (string[])["up", .. Ports, "--data", Data, "--postcode-services", "off", .. more])
        {
            start.ArgumentList.Add(argument);
        }
        Process = Process.Start(start)!;
        _reading = Task.WhenAll(Read(Process.StandardOutput), Read(Process.StandardError));
        await Said("\nView ");
        var said = All();
        Pids = [.. said.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is [_, "process", _, _]).Select(words => int.Parse(words[2], CultureInfo.InvariantCulture))];
        return said;
    }

    /// <summary>The process that the town said it started under that name.</summary>
    public int Pid(string name) => int.Parse(
        All().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(words => words is [var first, "process", _, _] && first == name)[2],
        CultureInfo.InvariantCulture);

    public Task Said(string words) => TestTown.Until($"'{words}' in: {All()}", () => Task.FromResult(
        All().Contains(words, StringComparison.Ordinal) || (Process.HasExited ? throw new InvalidOperationException(All()) : false)));

    /// <summary>Closes it as Ctrl+C does; returns all that it said.</summary>
    public async Task<string> Close()
    {
        Signals.Send(Process.Id, Interrupt);
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TestTown.Patience, TimeProvider.System);
        await _reading;
        Assert.Equal(0, Process.ExitCode);
        return All();
    }

    /// <summary>The parts in the order in which their logs say that they ended.</summary>
    public List<string> OrderOfEnding() => [.. Directory.GetFiles(Path.Combine(Folder, Data, "logs"), "*.log")
        .OrderBy(File.GetLastWriteTimeUtc)
        .Select(file => Path.GetFileNameWithoutExtension(file) is var name && name.StartsWith("replica", StringComparison.Ordinal) ? "replica" : name)];

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync(CancellationToken.None);
        }
        Process.Dispose();
        await TestTown.Until("all processes to end", () => Task.FromResult(Pids.All(pid => !Lives(pid))));
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Whether there is such a process, and it has not ended.</summary>
    public static bool Lives(int pid)
    {
        try
        {
            // A process that has ended may stay in the table until somebody asks how; its state is Z then.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private const int Interrupt = 2;

    private static string Port(System.Net.Sockets.TcpListener listener) =>
        ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    private async Task Read(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _said.Append(line).Append('\n');
            }
        }
    }

    private string All()
    {
        lock (_lock)
        {
            return _said.ToString();
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using JustHungry.BackEnd;
using JustHungry.Replication.Inner;

namespace JustHungry.Processes;

/// <summary>
/// One process of the town, started from this very program, with its output in a log file. It ends when this process ends
/// (see <see cref="Shutdown"/>). Thread-safe.
/// </summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan OutputTime = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly RotatingLog _log;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _lastWords;
    private int _exitCode;
    private long _spokeAt;

    private Child(string name, Process process, RotatingLog log, TimeProvider time)
    {
        (Name, _process, _log, _time) = (name, process, log, time);
        Pid = process.Id;
        _spokeAt = time.GetTimestamp();
        _ = Watch();
    }

    /// <summary>What people call it, such as <c>replica-2</c>.</summary>
    public string Name { get; }

    public int Pid { get; }

    public string LogFile => _log.Path;

    /// <summary>The address where it listens, once it does; null where it ended before that.</summary>
    public Task<string?> Ready => _ready.Task;

    /// <summary>Completes when the process has ended and its output is in the log.</summary>
    public Task Ended => _ended.Task;

    public bool IsAlive => !_ended.Task.IsCompleted;

    /// <summary>How it ended, in words for people.</summary>
    public string HowItEnded => _exitCode switch
    {
        128 + Signals.Kill => "it was killed (kill -9)",
        128 + Signals.Terminate => "it was asked to end",
        0 => "it ended",
        ReplicaHost.RemovedExitCode => "it was removed from the town",
        var code => $"it ended with exit code {code}" + (_lastWords is { } words ? $": {words}" : ""),
    };

    /// <summary>True where it ended because it was removed from the town: it is not to be started again.</summary>
    public bool IsRemoved => !IsAlive && _exitCode == ReplicaHost.RemovedExitCode;

    /// <summary>When it said something last, or started, in the clock's ticks.</summary>
    public long SpokeAt => Volatile.Read(ref _spokeAt);

    /// <summary>Its last line on standard error; null where it said nothing.</summary>
    public string? LastWords => _lastWords;

    /// <summary>Starts a process of this program, or of <paramref name="program"/>, with these arguments, and what is to be secret in its environment.</summary>
    public static Child Start(
        string name, IReadOnlyList<string> arguments, RotatingLog log, TimeProvider time, string? program = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo
        {
            FileName = program ?? Environment.ProcessPath ?? throw new InvalidOperationException("This program has no file."),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (System.IO.Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[variable] = value;
        }
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        return new Child(name, process, log, time);
    }

    /// <summary>Asks it to end; does nothing where it has ended.</summary>
    public void Terminate() => Send(Signals.Terminate);

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill() => Send(Signals.Kill);

    /// <summary>Asks it to end, and ends it where it takes longer than <paramref name="patience"/>.</summary>
    public async Task Stop(TimeSpan patience)
    {
        Terminate();
        try
        {
            await Ended.WaitAsync(patience, _time);
        }
        catch (TimeoutException)
        {
            Kill();
            await Ended;
        }
    }

    /// <summary>Only after it has <see cref="Ended"/>.</summary>
    public void Dispose() => _process.Dispose();

    private void Send(int signal)
    {
        if (IsAlive)
        {
            Signals.Send(Pid, signal);
        }
    }

    private async Task Watch()
    {
        _log.Write(string.Create(CultureInfo.InvariantCulture, $"--- {_time.GetUtcNow():u} {Name} starts, process {Pid}"));
        var output = Task.WhenAll(ReadOutput(), ReadErrors());
        await _process.WaitForExitAsync();
        _exitCode = _process.ExitCode;
        await Task.WhenAny(output, Task.Delay(OutputTime, _time));
        _ready.TrySetResult(null);
        _log.Write(string.Create(CultureInfo.InvariantCulture, $"--- {_time.GetUtcNow():u} {Name}: {HowItEnded}"));
        _ended.TrySetResult();
    }

    private async Task ReadOutput()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _log.Write(line);
            if (ProcessLog.ReadyUrl(line) is { } url)
            {
                _ready.TrySetResult(url);
            }
        }
    }

    private async Task ReadErrors()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _log.Write(line);
            Volatile.Write(ref _spokeAt, _time.GetTimestamp());
            _lastWords = line;
        }
    }
}

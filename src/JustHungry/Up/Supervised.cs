using JustHungry.Commands;
using JustHungry.Processes;

namespace JustHungry.Up;

/// <summary>
/// A place in the town that one process at a time fills. When the process dies it is either started again, ever more slowly
/// while it keeps dying, or left dead.
/// </summary>
internal sealed class Supervised(
    string name,
    IReadOnlyList<string> arguments,
    string logFile,
    bool isRestarted,
    TimeProvider time,
    Action<string> announce,
    string? program = null,
    IReadOnlyDictionary<string, string>? environment = null) : IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    private readonly RotatingLog _log = new(logFile);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Child? _child;
    private Task _kept = Task.CompletedTask;

    public string Name => name;

    public string LogFile => logFile;

    /// <summary>The process that fills the place now; null before the first and while there is none.</summary>
    public Child? Child => _child is { IsAlive: true } child ? child : null;

    /// <summary>Starts the first process; <see cref="WaitUntilReady"/> tells what became of it.</summary>
    /// <param name="onlyThisTime">Arguments that its successors are not to have.</param>
    public void Start(params IReadOnlyList<string> onlyThisTime) =>
        _child = Child.Start(name, [.. arguments, .. onlyThisTime], _log, time, program, environment);

    /// <summary>Waits until the first process listens, and looks after the place from then on.</summary>
    /// <exception cref="RefusedException">It ended instead, or took too long; the message says why.</exception>
    public async Task WaitUntilReady(CancellationToken cancellation)
    {
        var child = _child ?? throw new InvalidOperationException($"{name} was not started.");
        string? url;
        while (true)
        {
            try
            {
                url = await child.Ready.WaitAsync(StartTime, time, cancellation);
                break;
            }
            catch (TimeoutException) when (time.GetElapsedTime(child.SpokeAt) < StartTime)
            {
                // It says how far it is, such as with a snapshot of a large store: that takes as long as it takes.
            }
            catch (TimeoutException)
            {
                throw new RefusedException($"{name} did not get ready within {StartTime.TotalSeconds} s; see {logFile}.");
            }
        }
        if (url is null)
        {
            throw new RefusedException($"{name} did not start: {child.LastWords ?? child.HowItEnded}");
        }
        _kept = Keep(child);
    }

    /// <summary>Ends the process and keeps it from being started again. A process that does not end in time is killed.</summary>
    public async Task Stop(TimeSpan patience)
    {
        Child? last;
        lock (_lock)
        {
            _stopping.TrySetResult();
            last = _child;
        }
        if (last is not null)
        {
            await last.Stop(patience);
        }
        await _kept;
    }

    public void Dispose()
    {
        _stopping.TrySetResult();
        _child?.Dispose();
        _log.Dispose();
    }

    private async Task Keep(Child child)
    {
        var pause = FirstPause;
        while (true)
        {
            var since = time.GetTimestamp();
            await child.Ended;
            if (_stopping.Task.IsCompleted)
            {
                return;
            }
            announce($"{name} ({child.Pid}): {child.HowItEnded}{(isRestarted || child.IsRemoved ? "" : "; it stays dead")}");
            var isRemoved = child.IsRemoved;
            child.Dispose();
            if (!isRestarted || isRemoved)
            {
                return;
            }
            pause = time.GetElapsedTime(since) > Steady ? FirstPause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            await Task.WhenAny(_stopping.Task, Task.Delay(pause, time));
            lock (_lock)
            {
                if (_stopping.Task.IsCompleted)
                {
                    return;
                }
                _child = child = Child.Start(name, arguments, _log, time, program, environment);
            }
            announce($"{name} starts again, process {child.Pid}");
        }
    }
}

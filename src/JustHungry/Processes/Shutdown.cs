using System.Runtime.InteropServices;

namespace JustHungry.Processes;

/// <summary>
/// Turns Ctrl+C and SIGTERM into a token. The first asks the process to end in its own time; the second ends it at once.
/// </summary>
/// <remarks>
/// A process that <c>up</c> started leaves Ctrl+C to <c>up</c>, which asks its processes one after the other; and it lives
/// no longer than <c>up</c>: its standard input is a pipe whose other end only <c>up</c> holds, and when that ends, however
/// <c>up</c> died, it kills itself. (The kernel's own "signal me when my parent dies" follows the thread that forked, and
/// threads of a pool come and go.) Dying at once is safe by design: nothing is acknowledged that is not in the log.
/// </remarks>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    private Shutdown(bool withParent)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, withParent ? Ignore : OnSignal));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, withParent ? Ignore : OnSignal));
        if (withParent)
        {
            new Thread(EndWithParent) { IsBackground = true, Name = "watches the parent" }.Start();
        }
    }

    /// <summary>Cancelled when the process is asked to end.</summary>
    public CancellationToken Token => _asked.Token;

    public static Shutdown Listen(bool withParent) => new(withParent);

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        _asked.Dispose();
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;

    private static void EndWithParent()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
            // Nothing is ever sent on it; only its end means something.
        }
        Signals.Send(Environment.ProcessId, Signals.Kill);
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}

using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>
/// The terminal of this process. It is used on its alternate screen, so that what stood there before comes back when the
/// client leaves, however it leaves.
/// </summary>
internal sealed class SystemTerminal : ITerminal
{
    // xterm's control sequences: alternate screen, cursor off, no automatic wrapping; and all of it undone.
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
    private const string Leave = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    private readonly CancellationTokenSource stopped = new();
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly AnsiText ansi = new();
    private readonly Lock gate = new();
    private string[] shown = [];
    private ChannelWriter<Input>? inputs;
    private bool left;

    private SystemTerminal()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        On(PosixSignal.SIGINT, Stop);
        On(PosixSignal.SIGTERM, Stop);
        On(PosixSignal.SIGHUP, Stop);
        On(PosixSignal.SIGQUIT, Stop);
        if (!OperatingSystem.IsWindows())
        {
            // Suspended, it would leave the shell on the alternate screen; Ctrl+C is there for leaving.
            On(PosixSignal.SIGTSTP, static () => { });
            On(PosixSignal.SIGWINCH, Redraw);
            On(PosixSignal.SIGCONT, Redraw);
        }

        Console.Out.Write(Enter);
        Console.Out.Flush();
    }

    public int Width => Math.Max(1, Console.WindowWidth);

    public int Height => Math.Max(1, Console.WindowHeight);

    public CancellationToken Stopped => stopped.Token;

    /// <summary>The terminal; null if input or output is none, or it is one that cannot move its cursor.</summary>
    public static ITerminal? Open() =>
        Console.IsInputRedirected
        || Console.IsOutputRedirected
        || (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb")
            ? null
            : new SystemTerminal();

    public void Listen(ChannelWriter<Input> writer)
    {
        inputs = writer;
        var keys = new Thread(ReadKeys) { IsBackground = true, Name = "keys" };
        keys.Start();
    }

    public void Show(IReadOnlyList<Line> lines)
    {
        lock (gate)
        {
            if (left)
            {
                return;
            }

            var rows = lines.Take(Height).Select(ansi.Of).ToArray();
            var text = new StringBuilder();
            for (var row = 0; row < rows.Length; row++)
            {
                if (row >= shown.Length || shown[row] != rows[row])
                {
                    // Erased first: after a letter in the last column, erasing would take that letter.
                    text.Append($"\u001b[{row + 1};1H\u001b[K").Append(rows[row]).Append("\u001b[0m");
                }
            }

            if (rows.Length < shown.Length)
            {
                text.Append($"\u001b[{rows.Length + 1};1H\u001b[J");
            }

            shown = rows;
            Console.Out.Write(text.ToString());
            Console.Out.Flush();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (left)
            {
                return;
            }

            left = true;
            Console.Out.Write(Leave);
            Console.Out.Flush();
        }

        signals.ForEach(signal => signal.Dispose());
    }

    private void ReadKeys()
    {
        try
        {
            while (!left)
            {
                inputs!.TryWrite(new Input.Key(Console.ReadKey(intercept: true)));
            }
        }
#pragma warning disable CA1031 // Whatever a terminal does when it goes away: unhandled here, it would end in a stack trace.
        catch (Exception)
#pragma warning restore CA1031
        {
            Stop();
        }
    }

    private void On(PosixSignal signal, Action step) => signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        step();
    }));

    /// <summary>Not on the signal's own thread: whoever waits for this goes on from there, up to the end of the client.</summary>
    private void Stop() => _ = stopped.CancelAsync();

    private void Redraw()
    {
        lock (gate)
        {
            if (left)
            {
                return;
            }

            shown = [];
            Console.Out.Write(Enter);
        }

        inputs?.TryWrite(new Input.Resized());
    }
}

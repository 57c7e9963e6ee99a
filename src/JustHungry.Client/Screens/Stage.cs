using System.Threading.Channels;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>
/// Shows one screen at a time and brings it the keys. Everything a screen does happens on this one loop; tasks beside it
/// hand their results over with <see cref="Post"/>.
/// </summary>
internal sealed class Stage
{
    /// <summary>The frame is the same around every screen, so that nothing jumps from one to the next.</summary>
    private const int WidestFrame = 128;
    private const int Margin = 2;
    private const int SmallestWidth = 40;
    private const int SmallestHeight = 12;
    private const int RowsAround = 7;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(120);

    private readonly ITerminal terminal;
    private readonly TimeProvider time;
    private readonly CancellationToken cancel;
    private readonly Channel<Input> inputs = Channel.CreateUnbounded<Input>(new() { SingleReader = true });

    public Stage(ITerminal terminal, TimeProvider time, CancellationToken cancel)
    {
        this.terminal = terminal;
        this.time = time;
        this.cancel = cancel;
        terminal.Listen(inputs.Writer);
    }

    /// <summary>Who is ordering, for the top right corner.</summary>
    public Line Who { get; set; } = Line.Empty;

    public TimeProvider Time => time;

    /// <summary>Runs the step on the loop, and draws anew.</summary>
    public void Post(Action step) => inputs.Writer.TryWrite(new Input.Posted(step));

    /// <summary>Shows the screen until it has a result.</summary>
    /// <param name="wait">Nothing is drawn before, so that what takes a moment only does not flash up.</param>
    /// <exception cref="OperationCanceledException">Ctrl+C.</exception>
    public async Task<T> Run<T>(Screen<T> screen, TimeSpan wait = default)
    {
        var start = time.GetTimestamp();
        while (!screen.IsDone)
        {
            cancel.ThrowIfCancellationRequested();
            var early = wait - time.GetElapsedTime(start);
            if (early <= TimeSpan.Zero)
            {
                Paint(screen);
            }

            var limit = early > TimeSpan.Zero ? early : screen.IsAlive ? Beat : Timeout.InfiniteTimeSpan;
            if (await Waited(limit))
            {
                while (!screen.IsDone && inputs.Reader.TryRead(out var input))
                {
                    Take(screen, input);
                }
            }
        }

        return screen.Result;
    }

    private async Task<bool> Waited(TimeSpan limit)
    {
        // Not a timer that cancels: it may ring when what it cancels is gone, and end the program.
        using var expiry = new CancellationTokenSource(limit, time);
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancel, expiry.Token);
        try
        {
            return await inputs.Reader.WaitToReadAsync(beat.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Take<T>(Screen<T> screen, Input input)
    {
        switch (input)
        {
            case Input.Key key:
                screen.Press(key.Info);
                break;
            case Input.Posted posted:
                posted.Step();
                break;
        }
    }

    private void Paint<T>(Screen<T> screen)
    {
        var (width, height) = (terminal.Width, terminal.Height);
        if (width < SmallestWidth || height < SmallestHeight)
        {
            terminal.Show([Line.Of("Please make this window larger.".PadRight(width)).Cut(width)]);
            return;
        }

        var frame = Math.Min(width - (2 * Margin), WidestFrame);
        var content = Math.Min(frame, screen.WidestContent);
        var left = (width - frame) / 2;
        var room = height - RowsAround;
        var view = screen.Draw(content, room);
        var rows = new List<Line>
        {
            Line.Of("Just Hungry", Tone.Accent).Right(Who, frame),
            Line.Of(new string('─', frame), Tone.Dim),
            view.Title.Right(view.Aside, content),
            Line.Empty,
        };
        rows.AddRange(view.Body.Take(room));
        while (rows.Count < height - 3)
        {
            rows.Add(Line.Empty);
        }

        rows.Add(view.Message);
        rows.Add(Line.Of(new string('─', frame), Tone.Dim));
        rows.Add(HintLine(view.Hints, frame));
        terminal.Show([.. rows.Select(row => Line.Of(new string(' ', left)).Add(row.Cut(frame + Margin)))]);
    }

    private static Line HintLine(IReadOnlyList<Hint> hints, int width)
    {
        var line = new Line();
        foreach (var hint in hints)
        {
            var next = new Line().Add(line.Width > 0 ? "   " : "").Add(hint.Key, Tone.Strong).Add(" " + hint.Does, Tone.Dim);
            if (line.Width + next.Width <= width)
            {
                line.Add(next);
            }
        }

        return line;
    }
}

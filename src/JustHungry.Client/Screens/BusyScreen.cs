using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Something is under way. Finished from outside; Esc gives up where that is allowed.</summary>
internal sealed class BusyScreen(string title, IReadOnlyList<Line> words, TimeProvider time, Action? giveUp) : Screen<bool>
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const int FrameMilliseconds = 120;

    private readonly long start = time.GetTimestamp();
    private string trouble = "";
    private int troubles;

    public override bool IsAlive => true;

    /// <summary>A call has to be repeated: said with what went wrong.</summary>
    public void Tell(string what)
    {
        trouble = what;
        troubles++;
    }

    public override View Draw(int width, int height)
    {
        var beat = (int)(time.GetElapsedTime(start).TotalMilliseconds / FrameMilliseconds) % Frames.Length;
        var body = new List<Line> { Line.Of(Frames[beat] + " ", Tone.Accent).Add(words[0]) };
        body.AddRange(words.Skip(1)
            .SelectMany(line => Wording.Wrap(line.ToString(), width))
            .Select(part => Line.Of(part, Tone.Dim)));
        if (trouble.Length > 0)
        {
            body.Add(Line.Empty);
            body.AddRange(Wording.Wrap(trouble, width).Select(part => Line.Of(part, Tone.Warning)));
            body.Add(Line.Of($"Asking again (attempt {troubles + 1}) …", Tone.Dim));
        }

        var hint = giveUp is null ? new Hint("", "please wait") : new Hint("Esc", "give up");
        return new(Line.Of(title, Tone.Strong), Line.Empty, body, Line.Empty, [hint]);
    }

    public override void Press(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Escape)
        {
            giveUp?.Invoke();
        }
    }
}

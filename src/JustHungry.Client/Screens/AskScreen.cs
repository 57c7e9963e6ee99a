using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>A question with a line to type the answer in. Null when it was left with Esc.</summary>
/// <param name="isSecret">Dots are shown, not what is typed.</param>
internal sealed class AskScreen(
    string title, IReadOnlyList<Line> words, string label, int longest, string text = "", bool isSecret = false)
    : Screen<string?>
{
    private readonly TextField field = new(longest, text, isSecret);

    /// <summary>Why the last answer would not do.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>Enter on nothing is an answer too.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>False where there is no way back.</summary>
    public bool CanLeave { get; init; } = true;

    /// <summary>What else Tab does; empty: nothing.</summary>
    public string Instead { get; init; } = "";

    /// <summary>True where it was left by Tab.</summary>
    public bool IsInstead { get; private set; }

    public override View Draw(int width, int height)
    {
        var body = words.Select(line => line).ToList();
        body.Add(Line.Empty);
        body.Add(Line.Of(label + "  ", Tone.Dim).Add(field.Draw(width - label.Length - 2)));
        if (Trouble.Length > 0)
        {
            body.Add(Line.Empty);
            body.AddRange(Wording.Wrap(Trouble, width).Select(part => Line.Of(part, Tone.Bad)));
        }

        var leave = CanLeave ? new Hint("Esc", "back") : new Hint("Ctrl+C", "leave");
        return new(Line.Of(title, Tone.Strong), Line.Empty, body, Line.Empty, Hints(leave));
    }

    public override void Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter when MayBeEmpty || field.Text.Trim().Length > 0:
                Finish(field.Text.Trim());
                break;
            case ConsoleKey.Escape when CanLeave:
                Finish(null);
                break;
            case ConsoleKey.Tab when Instead.Length > 0:
                IsInstead = true;
                Finish(null);
                break;
            default:
                field.Press(key);
                break;
        }
    }

    private IReadOnlyList<Hint> Hints(Hint leave) =>
        [new("Enter", "go on"), .. Instead.Length > 0 ? (Hint[])[new("Tab", Instead)] : [], leave];
}

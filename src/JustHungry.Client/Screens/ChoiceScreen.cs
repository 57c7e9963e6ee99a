using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Some words, and a few things that one can do about them.</summary>
internal sealed class ChoiceScreen<T> : Screen<T>
    where T : notnull
{
    private readonly Line title;
    private readonly T onEscape;
    private readonly ListBox list = new();

    /// <param name="words">Paragraphs; each is broken to the width.</param>
    /// <param name="chosen">What is chosen at first; default: the first.</param>
    public ChoiceScreen(
        Line title, IReadOnlyList<Line> words, IReadOnlyList<(T Does, string Words)> choices, T onEscape, object? chosen = null)
    {
        this.title = title;
        this.onEscape = onEscape;
        list.Fill([.. words.Select(Paragraph), Row.Gap, .. choices.Select(choice => Row.Button(choice.Does, choice.Words))]);
        if (chosen is not null)
        {
            list.Choose(chosen);
        }
    }

    public override View Draw(int width, int height) => new(
        title, Line.Empty, list.Draw(width, height), Line.Empty, [new("↑↓", "move"), new("Enter", "choose"), new("Esc", "back")]);

    public override void Press(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter && list.Chosen is T does)
        {
            Finish(does);
        }
        else if (key.Key == ConsoleKey.Escape)
        {
            Finish(onEscape);
        }
        else
        {
            list.Press(key);
        }
    }

    private static Row Paragraph(Line line) => new(null, (_, width) => line.Width <= width || line.Pieces.Count != 1
        ? [line]
        : Wording.Wrap(line.ToString(), width).Select(part => Line.Of(part, line.Pieces[0].Tone)));
}

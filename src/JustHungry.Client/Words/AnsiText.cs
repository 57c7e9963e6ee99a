using Spectre.Console;
using Spectre.Console.Rendering;

namespace JustHungry.Client.Words;

/// <summary>Turns lines into what a terminal understands, in as many colours as it has. For one thread.</summary>
internal sealed class AnsiText
{
    private readonly StringWriter text = new();
    private readonly IAnsiConsole console;

    public AnsiText() => console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.Detect,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(text),
    });

    public string Of(Line line)
    {
        text.GetStringBuilder().Clear();
        console.Profile.Width = Math.Max(1, line.Width);
        console.Write(new Pieces(line));
        return text.ToString();
    }

    /// <summary>Hands the pieces to Spectre as they are: no markup is parsed, so no menu text can be mistaken for it.</summary>
    private sealed class Pieces(Line line) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(line.Width, line.Width);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            line.Pieces.Select(piece => new Segment(piece.Text, Palette.Style(piece.Tone)));
    }
}

using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JustHungry.Client.Words;

/// <summary>Writes lines: with colours to a terminal, and as plain text to anything else.</summary>
internal sealed class Printer(TextWriter output, bool terminal, Func<string, string?> environment)
{
    private readonly bool colours = terminal
        && string.IsNullOrEmpty(environment("NO_COLOR"))
        && environment("TERM") is not "dumb";

    public void Write(IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            Write(line);
        }
    }

    public void Write(Line line) => output.WriteLine(colours ? Ansi(line) : line.ToString().TrimEnd());

    /// <summary>JSON of the API, byte for byte, and a line end.</summary>
    public void WriteJson(string json) => output.WriteLine(json);

    private string Ansi(Line line)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Math.Max(1, line.Width);
        console.Write(new Renderable(line));
        return text.ToString();
    }

    /// <summary>Hands the pieces to Spectre as they are: no markup is parsed, so no menu text can be mistaken for it.</summary>
    private sealed class Renderable(Line line) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(line.Width, line.Width);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            line.Pieces.Select(piece => new Segment(piece.Text, Palette.Style(piece.Tone)));
    }
}

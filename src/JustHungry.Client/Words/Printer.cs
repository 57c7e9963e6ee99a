namespace JustHungry.Client.Words;

/// <summary>Writes lines: with colours to a terminal, and as plain text to anything else.</summary>
internal sealed class Printer(TextWriter output, bool terminal, Func<string, string?> environment)
{
    private readonly AnsiText? ansi = terminal && environment("TERM") is not (null or "" or "dumb") ? new() : null;

    public void Write(IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            Write(line);
        }
    }

    public void Write(Line line) => output.WriteLine(ansi is null ? line.ToString().TrimEnd() : ansi.Of(line));

    /// <summary>JSON of the API, byte for byte, and a line end.</summary>
    public void WriteJson(string json) => output.WriteLine(json);
}

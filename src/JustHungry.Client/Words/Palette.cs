using Spectre.Console;

namespace JustHungry.Client.Words;

/// <summary>
/// Tones as colours: few, quiet, and never the only bearer of a meaning. From the 256 fixed ones, dark enough for a white
/// background and light enough for a black one; the first 16 are every terminal's own and may be anything.
/// </summary>
internal static class Palette
{
    private const int Grey = 245;
    private const int Orange = 166;
    private const int Green = 34;
    private const int Gold = 136;
    private const int Red = 167;

    public static Style Style(Tone tone) => tone switch
    {
        Tone.Strong => new(decoration: Decoration.Bold),
        Tone.Dim => new(foreground: Color.FromInt32(Grey)),
        Tone.Accent => new(foreground: Color.FromInt32(Orange), decoration: Decoration.Bold),
        Tone.Good => new(foreground: Color.FromInt32(Green)),
        Tone.Warning => new(foreground: Color.FromInt32(Gold)),
        Tone.Bad => new(foreground: Color.FromInt32(Red)),
        Tone.Chosen => new(foreground: Color.FromInt32(Orange), decoration: Decoration.Bold),
        Tone.Cursor => new(decoration: Decoration.Invert),
        _ => Spectre.Console.Style.Plain,
    };
}

using Spectre.Console;

namespace JustHungry.Client.Words;

/// <summary>Tones as colours: few, quiet, and never the only bearer of a meaning.</summary>
internal static class Palette
{
    public static Style Style(Tone tone) => tone switch
    {
        Tone.Strong => new(decoration: Decoration.Bold),
        Tone.Dim => new(foreground: Color.Grey),
        Tone.Accent => new(foreground: Color.DarkOrange, decoration: Decoration.Bold),
        Tone.Good => new(foreground: Color.Green3),
        Tone.Warning => new(foreground: Color.Gold1),
        Tone.Bad => new(foreground: Color.IndianRed1),
        Tone.Chosen => new(foreground: Color.DarkOrange, decoration: Decoration.Bold),
        Tone.Cursor => new(decoration: Decoration.Invert),
        _ => Spectre.Console.Style.Plain,
    };
}

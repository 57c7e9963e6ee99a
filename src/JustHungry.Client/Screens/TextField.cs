using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>A line of text that is being typed.</summary>
/// <param name="isSecret">Dots are shown, not what is typed.</param>
internal sealed class TextField(int longest, string text = "", bool isSecret = false)
{
    private const char Dot = '•';

    private int at = text.Length;

    public string Text { get; private set; } = text;

    /// <summary>Takes the key if it writes, moves or deletes; false for all others.</summary>
    public bool Press(ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.Backspace when at > 0:
                Text = Text.Remove(--at, 1);
                return true;
            case ConsoleKey.Delete when at < Text.Length:
                Text = Text.Remove(at, 1);
                return true;
            case ConsoleKey.LeftArrow:
                at = Math.Max(0, at - 1);
                return true;
            case ConsoleKey.RightArrow:
                at = Math.Min(Text.Length, at + 1);
                return true;
            case ConsoleKey.Home:
                at = 0;
                return true;
            case ConsoleKey.End:
                at = Text.Length;
                return true;
            case ConsoleKey.U when control:
                (Text, at) = ("", 0);
                return true;
        }

        if (char.IsControl(key.KeyChar) || control || Text.Length >= longest)
        {
            return false;
        }

        Text = Text.Insert(at++, key.KeyChar.ToString());
        return true;
    }

    /// <summary>The text with its cursor; what does not fit leaves at the left.</summary>
    public Line Draw(int width)
    {
        var shown = isSecret ? new string(Dot, Text.Length) : Text;
        var start = Math.Max(0, at - Math.Max(1, width - 2));
        var under = at < shown.Length ? shown[at].ToString() : " ";
        var rest = at + 1 < shown.Length ? shown[(at + 1)..] : "";
        return Line.Of(shown[start..at], Tone.Strong).Add(under, Tone.Cursor).Add(rest, Tone.Strong).Cut(width);
    }
}

namespace JustHungry.Ordering;

/// <summary>Rules about the texts that people write.</summary>
internal static class Words
{
    private const int MaxQuoted = 64;

    /// <summary>A text of somebody else's within quotes, cut where it is long, to stand in a sentence.</summary>
    public static string Quoted(string text) => text.Length <= MaxQuoted ? $"\"{text}\"" : $"\"{text[..MaxQuoted]}…\"";

    /// <summary>True where a text has no control characters and no halves of characters.</summary>
    public static bool CanBeShown(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsControl(c) || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }
}

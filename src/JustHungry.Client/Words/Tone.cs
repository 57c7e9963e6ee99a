namespace JustHungry.Client.Words;

/// <summary>What a piece of text is, and so how it looks. The colours stand in one place, <see cref="Palette"/>.</summary>
internal enum Tone
{
    Normal,
    Strong,
    Dim,
    Accent,
    Good,
    Warning,
    Bad,

    /// <summary>The row that Enter would choose.</summary>
    Chosen,

    /// <summary>Where the next letter goes.</summary>
    Cursor,
}

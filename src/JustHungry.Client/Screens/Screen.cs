using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What a screen shows, before the stage puts a frame around it.</summary>
/// <param name="Title">What this is.</param>
/// <param name="Aside">At the right of the title; may be empty.</param>
/// <param name="Body">At most as many lines as there was room.</param>
/// <param name="Message">One line about what just happened; may be empty.</param>
/// <param name="Hints">Which keys do what: all that one needs to know.</param>
internal sealed record View(Line Title, Line Aside, IReadOnlyList<Line> Body, Line Message, IReadOnlyList<Hint> Hints);

/// <summary>A key and what it does here.</summary>
internal readonly record struct Hint(string Key, string Does);

/// <summary>Something on the stage until it has a result. Lives on the stage's own loop, so it needs no locks.</summary>
internal abstract class Screen<T>
{
    private T? result;

    public bool IsDone { get; private set; }

    public T Result => result!;

    /// <summary>Something moves: it is drawn again without a key.</summary>
    public virtual bool IsAlive => false;

    /// <summary>More columns than this make text hard to read: what is wider stays empty.</summary>
    public virtual int WidestContent => 92;

    /// <summary>Draws into so many columns and rows.</summary>
    public abstract View Draw(int width, int height);

    public abstract void Press(ConsoleKeyInfo key);

    public void Finish(T value)
    {
        result = value;
        IsDone = true;
    }
}

using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>One entry of a list: some lines, which look different when it is the chosen one.</summary>
/// <param name="Tag">What the entry stands for; null for those that cannot be chosen, such as headings.</param>
internal sealed record Row(object? Tag, Func<bool, int, IEnumerable<Line>> Draw)
{
    /// <summary>A line that is only there to be read.</summary>
    public static Row Text(Line line) => new(null, (_, _) => [line]);

    public static Row Gap { get; } = Text(Line.Empty);

    /// <summary>Something to do, in a line of its own.</summary>
    public static Row Button(object tag, string words) =>
        new(tag, (chosen, _) => [Marker(chosen).Add(words, chosen ? Tone.Chosen : Tone.Strong)]);

    /// <summary>The sign before the chosen entry; it can be seen without colours.</summary>
    public static Line Marker(bool chosen) => Line.Of(chosen ? "❯ " : "  ", Tone.Chosen);
}

/// <summary>A list with a chosen entry that is always in sight. Keeps its place when its rows are renewed.</summary>
internal sealed class ListBox
{
    private IReadOnlyList<Row> rows = [];
    private int chosen = -1;
    private int top;
    private int lastHeight = 1;

    /// <summary>What the chosen entry stands for.</summary>
    public object? Chosen => chosen >= 0 && chosen < rows.Count ? rows[chosen].Tag : null;

    /// <summary>Renews the rows; the same thing stays chosen if it is still there, else its neighbour.</summary>
    public void Fill(IReadOnlyList<Row> fresh)
    {
        var before = Chosen;
        rows = fresh;
        var same = before is null ? -1 : IndexOf(before);
        chosen = same >= 0 ? same : Nearest(Math.Clamp(chosen, 0, Math.Max(0, rows.Count - 1)));
    }

    /// <param name="atTop">With as much after it in sight as there is room for.</param>
    public void Choose(object tag, bool atTop = false)
    {
        if (IndexOf(tag) is >= 0 and var index)
        {
            chosen = index;
            top = atTop ? int.MaxValue : top;
        }
    }

    /// <summary>Moves for the keys that move in lists; false for all others.</summary>
    public bool Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.UpArrow or ConsoleKey.K:
                Step(-1);
                return true;
            case ConsoleKey.DownArrow or ConsoleKey.J:
                Step(1);
                return true;
            case ConsoleKey.PageUp:
                Repeat(-1);
                return true;
            case ConsoleKey.PageDown:
                Repeat(1);
                return true;
            case ConsoleKey.Home:
                top = 0;
                chosen = Nearest(0);
                return true;
            case ConsoleKey.End:
                chosen = rows.Count - 1;
                chosen = rows.Count > 0 && rows[chosen].Tag is null ? PreviousOr(chosen, -1) : chosen;
                top = int.MaxValue;
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// The lines that fit, with the chosen entry among them. Where there is more, an arrow stands two columns beyond the width.
    /// </summary>
    public IReadOnlyList<Line> Draw(int width, int height)
    {
        lastHeight = Math.Max(1, height);
        var lines = new List<Line>();
        var starts = new List<int>();
        var (from, to) = (0, 0);
        for (var index = 0; index < rows.Count; index++)
        {
            var start = lines.Count;
            starts.Add(start);
            lines.AddRange(rows[index].Draw(index == chosen, width));
            if (index == chosen)
            {
                (from, to) = (start, lines.Count);
            }
        }

        Scroll(from, to, lines.Count);
        if (chosen >= 0)
        {
            // Half an entry at the top is hard to read: begin with the next whole one.
            top = Math.Min(from, starts.FirstOrDefault(start => start >= top, top));
        }

        var seen = lines.Skip(top).Take(height).Select(line => line.Cut(width)).ToList();
        if (top > 0 && seen.Count > 0)
        {
            seen[0] = seen[0].PadTo(width + 1).Add("↑", Tone.Dim);
        }

        if (top + height < lines.Count && seen.Count > 0)
        {
            seen[^1] = seen[^1].PadTo(width + 1).Add("↓", Tone.Dim);
        }

        return seen;
    }

    private void Scroll(int from, int to, int total)
    {
        // The heading over the first entry of a group, and all that stands before the very first, is worth seeing too.
        var lead = chosen > 0 && rows[chosen - 1].Tag is null ? from - 2 : from;
        lead = chosen == Nearest(0) ? 0 : Math.Max(0, lead);
        if (chosen >= 0)
        {
            top = to - lead > lastHeight ? Math.Min(top, from) : Math.Min(top, lead);
            var last = chosen == PreviousOr(rows.Count, -1) && total - from <= lastHeight ? total : to;
            top = Math.Max(top, last - lastHeight);
            top = Math.Min(top, from);
        }

        top = Math.Clamp(top, 0, Math.Max(0, total - lastHeight));
    }

    private void Step(int by)
    {
        if (chosen < 0)
        {
            top = Math.Max(0, top + by);
            return;
        }

        var next = by > 0 ? NextOr(chosen, chosen) : PreviousOr(chosen, chosen);
        chosen = next;
    }

    private void Repeat(int by)
    {
        const int LinesOfAnEntry = 2;
        for (var steps = Math.Max(1, (lastHeight / LinesOfAnEntry) - 1); steps > 0; steps--)
        {
            Step(by);
        }
    }

    private int IndexOf(object tag)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            if (tag.Equals(rows[index].Tag))
            {
                return index;
            }
        }

        return -1;
    }

    private int Nearest(int index)
    {
        if (rows.Count == 0)
        {
            return -1;
        }

        return rows[index].Tag is not null ? index : NextOr(index, PreviousOr(index, -1));
    }

    private int NextOr(int index, int otherwise)
    {
        for (var next = index + 1; next < rows.Count; next++)
        {
            if (rows[next].Tag is not null)
            {
                return next;
            }
        }

        return otherwise;
    }

    private int PreviousOr(int index, int otherwise)
    {
        for (var before = index - 1; before >= 0; before--)
        {
            if (rows[before].Tag is not null)
            {
                return before;
            }
        }

        return otherwise;
    }
}

using Spectre.Console.Rendering;

namespace JustHungry.Client.Words;

/// <summary>A piece of text in one tone.</summary>
internal readonly record struct Piece(string Text, Tone Tone)
{
    /// <summary>How many columns it takes; wide letters take two.</summary>
    public int Width => new Segment(Text).CellCount();
}

/// <summary>One line on the screen or the paper, made of pieces. Immutable once it is handed on.</summary>
internal sealed class Line
{
    private readonly List<Piece> pieces = [];

    public static Line Empty => new();

    public IReadOnlyList<Piece> Pieces => pieces;

    public int Width => pieces.Sum(piece => piece.Width);

    public static Line Of(string text, Tone tone = Tone.Normal) => new Line().Add(text, tone);

    public Line Add(string text, Tone tone = Tone.Normal)
    {
        if (text.Length > 0)
        {
            pieces.Add(new(text, tone));
        }

        return this;
    }

    public Line Add(Line other)
    {
        pieces.AddRange(other.pieces);
        return this;
    }

    /// <summary>Spaces up to a column; nothing if the line is there already.</summary>
    public Line PadTo(int column)
    {
        var missing = column - Width;
        return missing > 0 ? Add(new string(' ', missing)) : this;
    }

    /// <summary>Puts the other line at the right edge; the left part gives way with an ellipsis when both do not fit.</summary>
    public Line Right(Line right, int width)
    {
        var room = width - right.Width - 1;
        return Cut(room).PadTo(width - right.Width).Add(right);
    }

    /// <summary>The line in at most so many columns, ended by an ellipsis if something was left out.</summary>
    public Line Cut(int width)
    {
        if (Width <= width)
        {
            return new Line().Add(this);
        }

        var cut = new Line();
        var room = Math.Max(0, width - 1);
        foreach (var piece in pieces)
        {
            if (piece.Width > room)
            {
                cut.Add(Start(piece.Text, room), piece.Tone).Add(width > 0 ? "…" : "", piece.Tone);
                break;
            }

            cut.Add(piece.Text, piece.Tone);
            room -= piece.Width;
        }

        return cut;
    }

    public override string ToString() => string.Concat(pieces.Select(piece => piece.Text));

    private static string Start(string text, int width)
    {
        while (text.Length > 0 && new Piece(text, Tone.Normal).Width > width)
        {
            text = text[..^1];
        }

        return text.TrimEnd();
    }
}

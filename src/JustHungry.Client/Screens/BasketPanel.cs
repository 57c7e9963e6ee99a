using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>The basket at a glance, beside a menu.</summary>
internal static class BasketPanel
{
    /// <summary>At most so many rows; what does not fit is counted.</summary>
    public static IReadOnlyList<Line> Draw(Basket basket, int width, int height)
    {
        var lines = new List<Line> { Line.Of("Your basket", Tone.Accent) };
        if (basket.IsEmpty)
        {
            lines.Add(Line.Of("Nothing in it yet.", Tone.Dim));
            return lines;
        }

        lines.Add(Line.Of("from " + basket.Restaurant!.Name, Tone.Dim));
        lines.Add(Line.Empty);
        List<Line> sums =
        [
            Line.Empty,
            .. BasketScreen.Sums(basket)
                .Select(sum => Line.Of(sum.Name, sum.Tone).Right(Money(basket, sum.Amount, sum.Tone), width)),
            Line.Empty,
            Line.Of("b", Tone.Strong).Add(" change it or order", Tone.Dim),
        ];
        var room = Math.Max(1, height - lines.Count - sums.Count);
        var dishes = basket.Lines.SelectMany(line => Entry(basket, line, width)).ToList();
        lines.AddRange(dishes.Count <= room ? dishes : [.. dishes.Take(room - 1), Line.Of("…", Tone.Dim)]);
        lines.AddRange(sums);
        return lines;
    }

    private static IEnumerable<Line> Entry(Basket basket, BasketLine line, int width)
    {
        yield return Line.Of($"{line.Quantity} × ", Tone.Dim).Add(line.Name).Right(Money(basket, line.Total, Tone.Normal), width);
        foreach (var part in BasketScreen.Details(line).SelectMany(words => Wording.Wrap(words, width - 4)))
        {
            yield return Line.Of("    " + part, Tone.Dim);
        }
    }

    private static Line Money(Basket basket, long amount, Tone tone) => Line.Of(Wording.Money(amount, basket.Currency), tone);
}

using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What one wants to do with the basket.</summary>
internal enum BasketChoice
{
    Back,
    More,
    Order,
}

/// <summary>The basket: change quantities, remove, write notes, see what it comes to, and order.</summary>
internal sealed class BasketScreen : Screen<BasketChoice>
{
    private readonly Basket basket;
    private readonly ListBox list = new();
    private string message = "";
    private BasketLine? noted;
    private TextField? note;

    public BasketScreen(Basket basket)
    {
        this.basket = basket;
        Fill();
        list.Choose(BasketChoice.Order);
    }

    public override View Draw(int width, int height)
    {
        var title = Line.Of("Your basket", Tone.Strong).Add(basket.IsEmpty ? "" : "  from " + basket.Restaurant!.Name, Tone.Dim);
        var hints = note is not null
            ? (Hint[])[new("type", "what the kitchen should know"), new("Enter", "done"), new("Esc", "forget it")]
            :
            [
                new("↑↓", "move"), new("←→", "fewer, more"), new("n", "note"), new("d", "remove"),
                new("Enter", "choose"), new("Esc", "back"),
            ];
        return new(title, Line.Empty, list.Draw(width, height), Line.Of(message, Tone.Warning), hints);
    }

    public override void Press(ConsoleKeyInfo key)
    {
        message = "";
        if (note is not null)
        {
            PressNote(key);
        }
        else if (!list.Press(key))
        {
            PressOther(key);
        }

        if (!IsDone)
        {
            Fill();
        }
    }

    private void PressOther(ConsoleKeyInfo key)
    {
        var line = list.Chosen as BasketLine;
        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.Enter, _) when list.Chosen is BasketChoice.Order && basket.Minimum is { } minimum:
                message = $"{basket.Restaurant!.Name} delivers from {Wording.Money(minimum, basket.Currency)} on.";
                break;
            case (ConsoleKey.Enter, _) when list.Chosen is BasketChoice choice:
                Finish(choice);
                break;
            case (ConsoleKey.RightArrow, _) or (_, '+') when line is not null:
                Change(line, line.Times(line.Quantity + 1));
                break;
            case (ConsoleKey.LeftArrow, _) or (_, '-') when line is { Quantity: 1 }:
                message = $"Press d to remove {line.Name}.";
                break;
            case (ConsoleKey.LeftArrow, _) or (_, '-') when line is not null:
                Change(line, line.Times(line.Quantity - 1));
                break;
            case (ConsoleKey.Delete, _) or (_, 'd' or 'D') when line is not null:
                basket.Remove(line);
                message = $"Removed {line.Name}.";
                break;
            case (ConsoleKey.Enter, _) or (_, 'n' or 'N') when line is not null:
                (noted, note) = (line, new(BasketLine.LongestNote, line.Note ?? ""));
                break;
            case (ConsoleKey.Escape, _) or (_, 'q'):
                Finish(BasketChoice.Back);
                break;
        }
    }

    private void PressNote(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                var words = note!.Text.Trim();
                (var line, note) = (noted!, null);
                Change(line, line with { Note = words.Length > 0 ? words : null });
                break;
            case ConsoleKey.Escape:
                note = null;
                break;
            default:
                note!.Press(key);
                break;
        }
    }

    private void Change(BasketLine line, BasketLine by)
    {
        basket.Replace(line, by);
        Fill();
        list.Choose(by);
    }

    private void Fill()
    {
        var rows = new List<Row>();
        foreach (var line in basket.Lines)
        {
            rows.Add(new(line, (chosen, width) => Entry(line, chosen, width)));
        }

        if (basket.IsEmpty)
        {
            rows.Add(Row.Text(Line.Of("There is nothing in it yet.", Tone.Dim)));
            rows.Add(Row.Gap);
            rows.Add(Row.Button(BasketChoice.Back, "Back"));
        }
        else
        {
            rows.Add(Row.Gap);
            rows.AddRange(Sums(basket).Select(sum => new Row(null, (_, width) => [Sum(sum.Name, sum.Amount, sum.Tone, width)])));
            rows.Add(Row.Gap);
            rows.Add(Row.Button(BasketChoice.Order, $"Order · {Wording.Money(basket.Total, basket.Currency)}"));
            rows.Add(Row.Button(BasketChoice.More, "Choose more dishes"));
        }

        list.Fill(rows);
    }

    /// <summary>The parts of the total and the total, as far as the client knows them before ordering.</summary>
    public static IEnumerable<(string Name, long Amount, Tone Tone)> Sums(Basket basket)
    {
        if (basket.Restaurant?.Delivery is not null)
        {
            yield return ("Dishes", basket.ItemsTotal, Tone.Dim);
            yield return ("Delivery", basket.Delivery, Tone.Dim);
        }

        if (basket.SmallOrderCharge > 0)
        {
            var minimum = Wording.Money(basket.Restaurant!.Delivery!.Minimum, basket.Currency);
            yield return ($"Small order charge, below {minimum}", basket.SmallOrderCharge, Tone.Dim);
        }

        yield return ("Total", basket.Total, Tone.Strong);
    }

    private Line Sum(string name, long amount, Tone tone, int width) =>
        Line.Of("  " + name, tone).Right(Line.Of(Wording.Money(amount, basket.Currency), tone), width);

    private IEnumerable<Line> Entry(BasketLine line, bool chosen, int width)
    {
        var count = chosen ? $"‹{line.Quantity,2} › " : $" {line.Quantity,2} × ";
        yield return Row.Marker(chosen)
            .Add(count, chosen ? Tone.Strong : Tone.Dim)
            .Add(line.Name, chosen ? Tone.Chosen : Tone.Normal)
            .Right(Line.Of(Wording.Money(line.Total, basket.Currency)), width);
        foreach (var part in Details(line).SelectMany(words => Wording.Wrap(words, width - 8)))
        {
            yield return Line.Of("       ").Add(part, Tone.Dim);
        }

        if (note is not null && line.Equals(noted))
        {
            yield return Line.Of("       Note  ", Tone.Dim).Add(note.Draw(width - 14));
        }
    }

    /// <summary>What was chosen with a dish, and the note.</summary>
    public static IEnumerable<string> Details(BasketLine line)
    {
        if (line.Options.Count > 0)
        {
            yield return string.Join(", ", line.Options.SelectMany(option => option.Words));
        }

        if (line.Note is not null)
        {
            yield return $"“{line.Note}”";
        }
    }
}

using JustHungry.Client.Api;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Size, options, quantity and note of one dish. The line for the basket, or null for going back.</summary>
internal sealed class DishScreen : Screen<BasketLine?>
{
    private enum Part
    {
        Quantity,
        Note,
        Add,
    }

    private sealed record OptionAt(GroupChoice Place, ModifierGroup Group, Modifier Option);

    private readonly DishChoice choice;
    private readonly string currency;
    private readonly ListBox list = new();
    private string trouble = "";
    private TextField? note;

    public DishScreen(MenuItem item, string currency)
    {
        choice = new(item);
        this.currency = currency;
        Fill();
    }

    public override View Draw(int width, int height)
    {
        var title = Line.Of(choice.Item.Name, Tone.Strong);
        var total = Line.Of(Wording.Money(choice.Total, currency), Tone.Accent);
        return new(title, total, list.Draw(width, height), Line.Of(trouble, Tone.Warning), Hints());
    }

    public override void Press(ConsoleKeyInfo key)
    {
        trouble = "";
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
        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.Enter or ConsoleKey.Spacebar, _):
                Take();
                break;
            case (ConsoleKey.RightArrow, _) or (_, '+'):
                More(1);
                break;
            case (ConsoleKey.LeftArrow, _) or (_, '-'):
                More(-1);
                break;
            case (_, 'a' or 'A'):
                AddToBasket();
                break;
            case (ConsoleKey.Escape, _):
                Finish(null);
                break;
        }
    }

    private void PressNote(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter or ConsoleKey.DownArrow or ConsoleKey.UpArrow:
                choice.Note = note!.Text.Trim() is { Length: > 0 } words ? words : null;
                note = null;
                if (key.Key != ConsoleKey.Enter)
                {
                    list.Press(key);
                }

                break;
            case ConsoleKey.Escape:
                note = null;
                break;
            default:
                note!.Press(key);
                break;
        }
    }

    private void Take()
    {
        switch (list.Chosen)
        {
            case Variation { Available: false } variation:
                trouble = $"{variation.Name} is sold out.";
                break;
            case Variation variation:
                choice.Choose(variation);
                break;
            case OptionAt at:
                trouble = at.Place.Toggle(at.Group, at.Option) ?? "";
                break;
            case Part.Quantity:
                More(1);
                break;
            case Part.Note:
                note = new(BasketLine.LongestNote, choice.Note ?? "");
                break;
            case Part.Add:
                AddToBasket();
                break;
        }
    }

    private void More(int by)
    {
        switch (list.Chosen)
        {
            case Part.Quantity:
                choice.More(by);
                break;
            case OptionAt at:
                trouble = at.Place.More(at.Group, at.Option, by) ?? "";
                break;
        }
    }

    private void AddToBasket()
    {
        if (choice.Missing is not { } missing)
        {
            Finish(choice.Line());
            return;
        }

        trouble = missing;
        if (FirstOf(choice.Root) is { } place)
        {
            list.Choose(place);
        }
    }

    /// <summary>The first thing to choose at the place where something is missing.</summary>
    private object? FirstOf(GroupChoice place)
    {
        if (choice.IsMissing(null))
        {
            return choice.Item.Variations[0];
        }

        foreach (var group in place.Groups)
        {
            if (choice.IsMissing(group))
            {
                return new OptionAt(place, group, group.Modifiers[0]);
            }

            foreach (var option in group.Modifiers)
            {
                if (place.Under(group, option) is { } inner && FirstOf(inner) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private IReadOnlyList<Hint> Hints() => note is not null
        ? [new("type", "what the kitchen should know"), new("Enter", "done"), new("Esc", "forget it")]
        : [new("↑↓", "move"), new("Enter", "choose"), new("←→", "fewer, more"), new("a", "add to basket"), new("Esc", "back")];

    private void Fill()
    {
        var item = choice.Item;
        var rows = new List<Row>
        {
            new(null, (_, width) => Wording.Wrap(item.Description, width).Select(part => Line.Of(part))),
            new(null, (_, width) => Wording.AllergenLines(item.Allergens, width, item.AllergensDependOnChoice)),
            Row.Gap,
        };
        if (item.Variations.Count > 0)
        {
            rows.Add(Heading("Size", "choose one", choice.Variation is null));
            rows.AddRange(item.Variations.Select(Size));
            rows.Add(Row.Gap);
        }

        AddGroups(rows, choice.Root, "");
        rows.Add(new(Part.Quantity, (chosen, width) => [Quantity(chosen)]));
        rows.Add(new(Part.Note, (chosen, width) => [NoteLine(chosen, width)]));
        rows.Add(Row.Gap);
        if (item.Groups.Count > 0)
        {
            rows.Add(new(null, (_, width) => AsChosen(width)));
        }

        rows.Add(new(Part.Add, (chosen, width) => [Row.Marker(chosen)
            .Add($"Add to basket · {Wording.Money(choice.Total, currency)}", chosen ? Tone.Chosen : Tone.Strong)]));
        list.Fill(rows);
    }

    private void AddGroups(List<Row> rows, GroupChoice place, string indent)
    {
        foreach (var group in place.Groups)
        {
            var chosenSoFar = group.Modifiers.Sum(one => place.Count(group, one));
            rows.Add(Heading(indent + group.Name, Wording.HowMany(group), missing: chosenSoFar < group.Min));
            foreach (var option in group.Modifiers)
            {
                var at = new OptionAt(place, group, option);
                rows.Add(new(at, (chosen, width) => Option(at, indent, chosen, width)));
                if (place.Under(group, option) is { Groups.Count: > 0 } inner)
                {
                    AddGroups(rows, inner, indent + "      ");
                }
            }

            if (indent.Length == 0)
            {
                rows.Add(Row.Gap);
            }
        }
    }

    private static Row Heading(string name, string howMany, bool missing) =>
        Row.Text(Line.Of(name, Tone.Accent).Add("  " + howMany, missing ? Tone.Warning : Tone.Dim));

    private Row Size(Variation variation) => new(variation, (chosen, width) =>
    [
        Row.Marker(chosen)
            .Add(choice.Variation == variation ? "(•) " : "( ) ", choice.Variation == variation ? Tone.Good : Tone.Dim)
            .Add(variation.Name, chosen ? Tone.Chosen : Tone.Normal)
            .Right(variation.Available ? Line.Of(Wording.Money(variation.Price, currency)) : Line.Of("sold out", Tone.Dim), width),
    ]);

    private IEnumerable<Line> Option(OptionAt at, string indent, bool chosen, int width)
    {
        var (place, group, option) = at;
        var count = place.Count(group, option);
        var box = (group.Max, count) switch
        {
            (1, 0) => "( ) ",
            (1, _) => "(•) ",
            (_, 0) => "[ ] ",
            (_, 1) => "[x] ",
            _ => $"[{count}] ",
        };
        var name = chosen ? Tone.Chosen : option.Available ? Tone.Normal : Tone.Dim;
        var line = Row.Marker(chosen).Add(indent).Add(box, count > 0 ? Tone.Good : Tone.Dim).Add(option.Name, name)
            .Add(chosen && option.Max > 1 ? $"  up to {option.Max}" : "", Tone.Dim);
        var price = option.Available
            ? Line.Of(option.Price == 0 ? "" : "+" + Wording.Money(option.Price, currency), Tone.Normal)
            : Line.Of("sold out", Tone.Dim);
        var allergens = Wording.Allergens(option.Allergens);
        const int Gap = 3;
        if (line.Width + Gap + allergens.Width + Gap + price.Width <= width)
        {
            yield return line.Add(new string(' ', Gap)).Add(allergens).Right(price, width);
            yield break;
        }

        yield return line.Right(price, width);
        foreach (var part in Wording.AllergenLines(option.Allergens, width - indent.Length - 6))
        {
            yield return Line.Of(indent + "      ").Add(part);
        }
    }

    /// <summary>Dish and options together: the line that somebody with an allergy looks for before adding.</summary>
    private IEnumerable<Line> AsChosen(int width) => Wording.AllergenLines(choice.Line().Allergens, width - 13)
        .Select((line, index) => Line.Of(index == 0 ? "  As chosen  " : "             ", Tone.Dim).Add(line));

    private Line Quantity(bool chosen) => Row.Marker(chosen)
        .Add("How many   ", chosen ? Tone.Chosen : Tone.Normal)
        .Add("‹ ", Tone.Dim).Add($"{choice.Quantity}", Tone.Strong).Add(" ›", Tone.Dim);

    private Line NoteLine(bool chosen, int width)
    {
        const string Label = "Note       ";
        var line = Row.Marker(chosen).Add(Label, chosen ? Tone.Chosen : Tone.Normal);
        return note is not null
            ? line.Add(note.Draw(width - Label.Length - 2))
            : line.Add(choice.Note ?? "nothing special", choice.Note is null ? Tone.Dim : Tone.Normal);
    }
}

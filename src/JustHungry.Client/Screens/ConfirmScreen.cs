using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What somebody wants at the last look before ordering.</summary>
internal enum CheckoutDoes
{
    NotYet,
    Order,
    Service,
    Address,
    Time,
    Voucher,
    Tip,
}

/// <summary>The last look before ordering: all of it, its allergens, where it goes, when, and what it comes to.</summary>
internal sealed class ConfirmScreen : Screen<CheckoutDoes>
{
    private readonly Basket basket;
    private readonly Person me;
    private readonly long total;
    private readonly string why;
    private readonly CheckoutTerms? terms;
    private readonly ListBox list = new();

    /// <param name="total">What the order may come to; the town refuses any other total.</param>
    /// <param name="why">What changed since it was confirmed before; empty at the first time.</param>
    /// <param name="terms">The town's quote, and what was chosen beside the dishes; null where the town tells no quotes.</param>
    public ConfirmScreen(Basket basket, Person me, long total, string why, CheckoutTerms? terms)
    {
        this.terms = terms;
        this.basket = basket;
        this.me = me;
        this.total = total;
        this.why = why;
        list.Fill([.. Rows()]);
        list.Choose(CheckoutDoes.Order);
    }

    public override View Draw(int width, int height) => new(
        Line.Of($"Shall {basket.Restaurant!.Name} make this?", Tone.Strong),
        Line.Of(Wording.Money(total, basket.Currency), Tone.Accent),
        list.Draw(width, height),
        Line.Empty,
        [new("↑↓", "move"), new("Enter", "choose"), new("Esc", "not yet")]);

    public override void Press(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter && list.Chosen is CheckoutDoes does)
        {
            Finish(does);
        }
        else if (key.Key == ConsoleKey.Escape)
        {
            Finish(CheckoutDoes.NotYet);
        }
        else
        {
            list.Press(key);
        }
    }

    private IEnumerable<Row> Rows()
    {
        if (why.Length > 0)
        {
            yield return new(null, (_, width) => Wording.Wrap(why, width).Select(part => Line.Of(part, Tone.Warning)));
            yield return Row.Gap;
        }

        foreach (var line in basket.Lines)
        {
            yield return new(null, (_, width) => Entry(line, width));
        }

        yield return Row.Gap;
        foreach (var (name, amount, tone) in Sums())
        {
            var money = Line.Of(Wording.Money(amount, basket.Currency), tone);
            yield return new(null, (_, width) => [Line.Of(name, tone).Right(money, width)]);
        }

        yield return Row.Gap;
        yield return new(null, (_, width) => Wording.AllergenLines(basket.Allergens, width));
        yield return terms is { IsCollection: true }
            ? Row.Text(Line.Of("Collected by ", Tone.Dim).Add(me.Name))
            : Row.Text(Line.Of("To ", Tone.Dim).Add($"{me.Name}, {terms?.Address ?? me.Postcode}"));
        if (terms is { IsCollection: false, Address: null })
        {
            yield return Row.Text(Line.Of("   Which house? Say so below, or the driver has the postcode alone.", Tone.Warning));
        }

        if (terms is not null)
        {
            yield return Row.Text(Line.Of("When ", Tone.Dim).Add(terms.When));
        }

        yield return Row.Text(Line.Of("Paid at the door, by cash or card", Tone.Dim));
        yield return Row.Gap;
        yield return Row.Button(CheckoutDoes.Order, $"Yes, order for {Wording.Money(total, basket.Currency)}");
        yield return Row.Button(CheckoutDoes.NotYet, "Not yet");
        if (terms is not null)
        {
            if (!terms.IsCollection)
            {
                yield return Row.Button(CheckoutDoes.Address, terms.Address is null ? "Say which house" : "To another address");
            }

            yield return Row.Button(CheckoutDoes.Service, terms.IsCollection ? "Have it delivered instead" : "Collect it instead");
            yield return Row.Button(CheckoutDoes.Time, "For another time");
            yield return Row.Button(CheckoutDoes.Voucher, terms.Voucher is { } code ? $"Voucher: {code}" : "Use a voucher");
            yield return Row.Button(
                CheckoutDoes.Tip, terms.Tip > 0 ? $"Tip: {Wording.Money(terms.Tip, basket.Currency)}" : "Leave a tip");
        }
    }

    private IEnumerable<(string Name, long Amount, Tone Tone)> Sums() => terms is not null && total == terms.Quote.Total
        ?
        [
            ("Dishes", terms.Quote.ItemsTotal, Tone.Dim),
            .. Commands.OrderText.Extras(terms.Quote).Select(extra => (extra.Name, extra.Amount, Tone.Dim)),
            ("Total", total, Tone.Strong),
        ]
        : total == basket.Total
        ? BasketScreen.Sums(basket)
        :
        [
            ("Dishes", basket.ItemsTotal, Tone.Dim),
            ("Delivery and charges", total - basket.ItemsTotal, Tone.Dim),
            ("Total", total, Tone.Strong),
        ];

    private IEnumerable<Line> Entry(BasketLine line, int width)
    {
        yield return Line.Of($"{line.Quantity,2} × ", Tone.Dim).Add(line.Name)
            .Right(Line.Of(Wording.Money(line.Total, basket.Currency)), width);
        foreach (var part in BasketScreen.Details(line).SelectMany(words => Wording.Wrap(words, width - 5)))
        {
            yield return Line.Of("     ").Add(part, Tone.Dim);
        }
    }
}

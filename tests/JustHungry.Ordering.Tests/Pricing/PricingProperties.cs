using CsCheck;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Pricing;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Pricing;

public sealed class PricingProperties
{
    private static readonly Gen<BasketLine> GoodLines = Gen.OneOf(
        Gen.Int[1, 99].Select(quantity => Line("plain", quantity)),
        Gen.Select(Gen.Int[1, 99], Gen.Int[1, 2]).Select(
            t => Line("burger", t.Item1, modifiers: new ChosenModifier("cheese", t.Item2))),
        Gen.Select(Gen.Int[1, 99], Gen.Bool).Select(t => Line("pizza", t.Item1, t.Item2 ? "small" : "large")),
        Gen.Int[1, 99].Select(quantity => Line("dinner", quantity, modifiers: new ChosenModifier("salad"))));

    private static readonly Gen<BasketLine> AnyLines = Gen.Select(
        OneOf("plain", "burger", "pizza", "dinner", "pie", "porridge", "nothing"),
        Gen.Int[-1, 101],
        OneOf<string?>(null, "small", "other"),
        Gen.Select(OneOf("cheese", "nuts", "gone", "chips", "salad", "ketchup", ""), Gen.Int[-1, 4])
            .Select(choice => new ChosenModifier(choice.Item1, choice.Item2)).Array[0, 4])
        .Select(t => Line(t.Item1, t.Item2, t.Item3, modifiers: t.Item4));

    [Fact]
    public void Totals_are_the_sum_of_their_parts() => GoodLines.Array[1, 50].Sample(lines =>
    {
        var quote = Quote.Of(Basket(lines), Kitchen, Recipient.Of(Nearby), new Situation(Noon));
        var totals = quote.Totals;
        return totals.Items == quote.Lines.Sum(line => line.Total)
            && quote.Lines.All(line => line.Total == line.UnitPrice * line.Quantity)
            && totals.Total == totals.Items - totals.Discount + totals.Delivery + totals.SmallOrderCharge + totals.Tip;
    });

    [Fact]
    public void The_order_of_the_lines_does_not_matter() =>
        Gen.Select(GoodLines.Array[1, 50], Gen.Int).Sample((lines, seed) =>
        {
            var shuffled = lines.ToArray();
            new Random(seed).Shuffle(shuffled);
            return Quote.Of(Basket(lines), Kitchen, Recipient.Of(Nearby), new Situation(Noon)).Totals == Quote.Of(Basket(shuffled), Kitchen, Recipient.Of(Nearby), new Situation(Noon)).Totals;
        });

    [Fact]
    public void More_of_a_dish_never_costs_less_before_delivery() =>
        Gen.Select(GoodLines, Gen.Int[1, 98]).Sample((line, quantity) =>
            Items(line with { Quantity = quantity }) < Items(line with { Quantity = quantity + 1 }));

    [Fact]
    public void Whatever_is_asked_for_is_priced_or_told_what_is_wrong_with_it() =>
        AnyLines.Array[0, 60].Sample(lines =>
        {
            var quote = Quote.Of(Basket(lines), Kitchen, Recipient.Of(Nearby), new Situation(Noon));
            return quote.Issues.Count > 0 || quote.Lines.Count == lines.Length;
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static long Items(BasketLine line) => Quote.Of(Basket(line), Kitchen, Recipient.Of(Nearby), new Situation(Noon)).Totals.Items;
}

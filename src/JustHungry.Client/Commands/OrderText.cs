using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>Orders as plain text.</summary>
internal static class OrderText
{
    /// <summary>One order with its lines, totals and history.</summary>
    public static IEnumerable<Line> Whole(Order order, TimeProvider time)
    {
        yield return Line.Of($"Order {order.Number}", Tone.Strong).Add($"  {order.RestaurantName}  ")
            .Add(Wording.Status(order.Status), Wording.StatusTone(order.Status))
            .Add($"  {Wording.When(order.PlacedAt, time)}", Tone.Dim);
        yield return Line.Of("id  ", Tone.Dim).Add(order.Id);
        foreach (var line in Sums(order))
        {
            yield return line;
        }

        foreach (var change in order.History)
        {
            yield return Change(change, time);
        }
    }

    /// <summary>A quote: its lines and totals, and what stands against ordering it.</summary>
    public static IEnumerable<Line> Whole(Quote quote, TimeProvider time)
    {
        yield return Line.Of($"At {quote.Order.RestaurantName}", Tone.Strong)
            .Add($"  about {Wording.When(quote.ExpectedAt, time)}", Tone.Dim);
        foreach (var line in Sums(quote.Order))
        {
            yield return line;
        }

        if (quote.Voucher is { } voucher)
        {
            yield return Line.Of($"  With {voucher}", Tone.Good);
        }

        foreach (var issue in quote.Issues)
        {
            yield return Line.Of($"  {issue}", Tone.Bad);
        }
    }

    private static IReadOnlyList<Line> Sums(Order order)
    {
        var table = new Table();
        foreach (var line in order.Lines)
        {
            table.Add(
                Line.Of($"  {line.Quantity} ×"), Line.Of(Dish(line)), Line.Of(Wording.Money(line.Total, order.Currency)));
        }

        foreach (var (name, amount) in Extras(order))
        {
            table.Add(Line.Empty, Line.Of(name, Tone.Dim), Line.Of(Wording.Money(amount, order.Currency)));
        }

        table.Add(Line.Empty, Line.Of("Total", Tone.Strong), Line.Of(Wording.Money(order.Total, order.Currency), Tone.Strong));
        return [.. table.Lines()];
    }

    /// <summary>One order in a row of a list: id, number, restaurant, total, status, when.</summary>
    public static void Row(Table table, Order order, TimeProvider time) => table.Add(
        Line.Of(order.Id, Tone.Dim),
        Line.Of(order.Number, Tone.Strong),
        Line.Of(order.Restaurant),
        Line.Of(Wording.Money(order.Total, order.Currency)),
        Line.Of(Wording.Status(order.Status), Wording.StatusTone(order.Status)),
        Line.Of(Wording.When(order.PlacedAt, time), Tone.Dim));

    public static Line Change(OrderChange change, TimeProvider time) =>
        Line.Of($"  {Wording.When(change.At, time)}  ", Tone.Dim)
            .Add(Wording.Status(change.Status), Wording.StatusTone(change.Status))
            .Add(change.PromisedAt is { } promised ? $"  for {Wording.When(promised, time)}" : "")
            .Add(change.Why.Length > 0 ? $"  {change.Why}" : "", Tone.Dim);

    /// <summary>The parts of the total beyond the dishes, as far as there are any.</summary>
    public static IEnumerable<(string Name, long Amount)> Extras(Order order) => new[]
    {
        ("Discount", -Math.Abs(order.Discount)),
        ("Delivery", order.Delivery),
        ("Small order charge", order.SmallOrderCharge),
        ("Tip", order.Tip),
    }.Where(extra => extra.Item2 != 0);

    /// <summary>The dish with all that was chosen, and the note.</summary>
    public static string Dish(OrderLine line)
    {
        var dish = line.Variation is { Length: > 0 } variation ? $"{line.Name} ({variation})" : line.Name;
        var options = line.Options.Count > 0 ? $" + {string.Join(", ", line.Options)}" : "";
        var note = line.Note is { Length: > 0 } words ? $" “{words}”" : "";
        return dish + options + note;
    }
}

using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What one wants from the list of orders. Null stands for going back.</summary>
internal abstract record OrdersChoice
{
    private OrdersChoice()
    {
    }

    public sealed record Show(Order Order) : OrdersChoice;

    /// <summary>The next page as well.</summary>
    public sealed record More : OrdersChoice;
}

/// <summary>All orders of a customer so far, newest first.</summary>
internal sealed class OrdersScreen : Screen<OrdersChoice?>
{
    private static readonly OrdersChoice.More OlderOnes = new();

    private readonly ListBox list = new();
    private readonly TimeProvider time;

    public OrdersScreen(IReadOnlyList<Order> orders, bool hasMore, string? chosen, TimeProvider time)
    {
        this.time = time;
        var rows = orders.Select(order => new Row(order, (marked, width) => Entry(order, marked, width))).ToList();
        if (orders.Count == 0)
        {
            rows.Add(Row.Text(Line.Of("You have not ordered anything yet.", Tone.Dim)));
        }

        if (hasMore)
        {
            rows.Add(Row.Button(OlderOnes, "Older orders …"));
        }

        list.Fill(rows);
        if (orders.FirstOrDefault(order => order.Id == chosen) is { } before)
        {
            list.Choose(before);
        }
    }

    public override View Draw(int width, int height) => new(
        Line.Of("Your orders", Tone.Strong),
        Line.Empty,
        list.Draw(width, height),
        Line.Empty,
        [new("↑↓", "move"), new("Enter", "look at it, follow it"), new("Esc", "back")]);

    public override void Press(ConsoleKeyInfo key)
    {
        switch (key.Key, list.Chosen)
        {
            case (ConsoleKey.Enter, Order order):
                Finish(new OrdersChoice.Show(order));
                break;
            case (ConsoleKey.Enter, OrdersChoice.More more):
                Finish(more);
                break;
            case (ConsoleKey.Escape or ConsoleKey.Q, _):
                Finish(null);
                break;
            default:
                list.Press(key);
                break;
        }
    }

    private IEnumerable<Line> Entry(Order order, bool chosen, int width)
    {
        yield return Row.Marker(chosen)
            .Add(order.RestaurantName, chosen ? Tone.Chosen : Tone.Strong)
            .Add($"  order {order.Number}", Tone.Dim)
            .Right(Line.Of(Wording.Status(order.Status), Wording.StatusTone(order.Status)), width);
        var dishes = string.Join(
            ", ", order.Lines.Select(line => line.Quantity > 1 ? $"{line.Quantity} × {line.Name}" : line.Name));
        var total = Wording.Money(order.Total, order.Currency);
        var when = Line.Of($"  {Wording.When(order.PlacedAt, time)}   {total}", Tone.Dim);
        yield return Line.Of("  ").Add(dishes, Tone.Dim).Right(when, width);
    }
}

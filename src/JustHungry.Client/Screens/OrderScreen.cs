using JustHungry.Client.Api;
using JustHungry.Client.Commands;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What one wants with an order that is shown.</summary>
internal enum OrderChoice
{
    Back,
    Cancel,
}

/// <summary>One order, live: where it is, what was before, what comes next, and what is in it.</summary>
internal sealed class OrderScreen : Screen<OrderChoice>
{
    private static readonly string[] Way =
        [OrderStatus.Placed, OrderStatus.Accepted, OrderStatus.Ready, OrderStatus.OnItsWay, OrderStatus.Delivered];

    private readonly TimeProvider time;
    private readonly ListBox list = new();
    private readonly List<OrderChange> history;
    private readonly Order order;
    private string line = "";
    private Tone lineTone = Tone.Dim;

    /// <summary>True: it can be looked at, and nothing else.</summary>
    public bool IsShownOnly { get; init; }

    private bool CanCancel => !IsShownOnly && OrderStatus.CanCancel(Status);

    public OrderScreen(Order order, TimeProvider time, string message)
    {
        this.order = order;
        this.time = time;
        Message = message;
        history = [.. order.History];
        Fill();
    }

    public string Message { get; private set; }

    public string Status => history.Count > 0 ? history[^1].Status : order.Status;

    /// <summary>Takes news from the stream. The stream begins with the first change, so each one says its place.</summary>
    public void Take(OrderNews news)
    {
        switch (news)
        {
            case OrderNews.Changed changed when int.TryParse(changed.Id, out var number) && number > 0:
                while (history.Count >= number)
                {
                    history.RemoveAt(history.Count - 1);
                }

                history.Add(changed.Change);
                (line, lineTone) = ("live", Tone.Good);
                break;
            case OrderNews.Connected:
                (line, lineTone) = ("live", Tone.Good);
                break;
            case OrderNews.Interrupted:
                (line, lineTone) = ("connecting again …", Tone.Warning);
                break;
            case OrderNews.Refused refused:
                (line, lineTone) = (refused.Problem.Title, Tone.Bad);
                break;
        }

        Fill();
    }

    public override View Draw(int width, int height)
    {
        var title = Line.Of($"Order {order.Number}", Tone.Strong).Add("  " + order.RestaurantName, Tone.Dim);
        var live = OrderStatus.IsFinal(Status) ? Line.Empty : Line.Of(line, lineTone);
        var hints = new List<Hint> { new("↑↓", "look around") };
        if (CanCancel)
        {
            hints.Add(new("c", "cancel it"));
        }

        hints.Add(new("Esc", "back"));
        return new(title, live, list.Draw(width, height), Line.Of(Message, Tone.Good), hints);
    }

    public override void Press(ConsoleKeyInfo key)
    {
        if (list.Press(key))
        {
            return;
        }

        Message = "";
        switch (key.Key, key.KeyChar)
        {
            case (_, 'c' or 'C') when CanCancel:
                Finish(OrderChoice.Cancel);
                break;
            case (ConsoleKey.Escape or ConsoleKey.Enter, _) or (_, 'q'):
                Finish(OrderChoice.Back);
                break;
        }
    }

    private void Fill()
    {
        var rows = new List<Row>
        {
            new(null, (_, width) => Wording.Wrap(Wording.Meaning(Status, order.RestaurantName), width)
                .Select(part => Line.Of(part, Wording.StatusTone(Status)))),
            Row.Gap,
        };
        rows.AddRange(history.Select((change, index) => Row.Text(Step(change, index == history.Count - 1))));
        if (!OrderStatus.IsFinal(Status))
        {
            rows.AddRange(Way.Skip(Array.IndexOf(Way, Status) + 1)
                .Select(next => Row.Text(Line.Of("  ○ ", Tone.Dim).Add(Wording.Status(next), Tone.Dim))));
        }

        rows.Add(Row.Gap);
        rows.AddRange(order.Lines.Select(dish => new Row(null, (_, width) => Dish(dish, width))));
        foreach (var (name, amount) in OrderText.Extras(order))
        {
            rows.Add(new(null, (_, width) => [Line.Of("     " + name, Tone.Dim).Right(Money(amount, Tone.Dim), width)]));
        }

        rows.Add(new(null, (_, width) => [Line.Of("     Total", Tone.Strong).Right(Money(order.Total, Tone.Strong), width)]));
        list.Fill(rows);
    }

    private Line Step(OrderChange change, bool last)
    {
        var tone = last ? Wording.StatusTone(change.Status) : Tone.Normal;
        return Line.Of("  ● ", last ? tone : Tone.Good)
            .Add(Wording.Status(change.Status), tone)
            .PadTo(20)
            .Add(Wording.When(change.At, time), Tone.Dim);
    }

    private IEnumerable<Line> Dish(OrderLine dish, int width)
    {
        var name = dish.Variation is { Length: > 0 } variation ? $"{dish.Name} ({variation})" : dish.Name;
        yield return Line.Of($"{dish.Quantity,3} × ", Tone.Dim).Add(name).Right(Money(dish.Total, Tone.Normal), width);
        var details = new List<string>();
        if (dish.Options.Count > 0)
        {
            details.Add(string.Join(", ", dish.Options));
        }

        if (dish.Note is { Length: > 0 } note)
        {
            details.Add($"“{note}”");
        }

        foreach (var part in details.SelectMany(words => Wording.Wrap(words, width - 6)))
        {
            yield return Line.Of("      ").Add(part, Tone.Dim);
        }
    }

    private Line Money(long amount, Tone tone) => Line.Of(Wording.Money(amount, order.Currency), tone);
}

using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Ordering;
using JustHungry.Client.Screens;
using JustHungry.Client.Words;

namespace JustHungry.Client.Kitchen;

/// <summary>The kitchen's screens: the live board, and what can be done with an order.</summary>
internal sealed class KitchenApp
{
    private const int LongestAnswer = 200;
    private static readonly string[] RejectReasons = ["busy", "item_unavailable", "closing_early", "outside_area", "other"];

    private static readonly string[] CancelReasons =
        ["customer_asked", "customer_unreachable", "busy", "item_unavailable", "closing_early", "outside_area", "other"];

    private readonly ClientContext context;
    private readonly Stage stage;
    private readonly Loading loading;
    private readonly KitchenApi kitchen;
    private readonly BoardScreenState board;

    private KitchenApp(ClientContext context, Stage stage, Loading loading, KitchenApi kitchen)
    {
        (this.context, this.stage, this.loading, this.kitchen) = (context, stage, loading, kitchen);
        board = new(context.Time, () => Ring(context));
    }

    public static async Task<int> Run(
        ClientContext context,
        IReadOnlyList<Uri> servers,
        ITerminal terminal,
        string? restaurant,
        string? token,
        CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, terminal.Stopped);
        var stage = new Stage(terminal, context.Time, stop.Token);
        var loading = new Loading(stage, stop.Token);
        using var visit = await loading.Visit(context, servers);
        if (visit is null)
        {
            return ExitCodes.Refused;
        }

        var kitchen = KitchenOptions.Open(visit, context, restaurant, token);
        stage.Who = Line.Of(kitchen.Restaurant, Tone.Accent);
        var app = new KitchenApp(context, stage, loading, kitchen);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var follow = app.Follow(following.Token);
        try
        {
            await app.Live();
            return app.board.Refusal is { } problem ? throw new OutageException(problem) : ExitCodes.Fine;
        }
        finally
        {
            following.Cancel();
            await follow;
        }
    }

    /// <summary>A bell that rings until somebody looks.</summary>
    private static void Ring(ClientContext context)
    {
        context.Out.Write('\a');
        context.Out.Flush();
    }

    private async Task Follow(CancellationToken cancel)
    {
        try
        {
            await foreach (var news in kitchen.Follow(cancel))
            {
                stage.Post(() => board.Take(news));
            }
        }
        catch (OperationCanceledException)
        {
            // The board is closed.
        }
    }

    private async Task Live()
    {
        while (await stage.Run(new BoardScreen(board)) is var (does, order) && does != BoardDoes.Leave)
        {
            switch (does)
            {
                case BoardDoes.Pause:
                    await Say("pause", "No orders for how many minutes? 0 takes them again.");
                    break;
                case BoardDoes.Busy:
                    await Say("busy", "How many minutes longer does everything take? 0: as usual.");
                    break;
                case BoardDoes.Stock:
                    await Stock();
                    break;
                case BoardDoes.Open when order is not null:
                    await Open(order);
                    break;
            }
        }
    }

    private async Task Open(KitchenOrder order)
    {
        var words = new List<Line> { Line.Of($"{Wording.Status(order.Order.Status)}, {order.Service}", Tone.Dim) };
        words.AddRange(Ticket.Of(order, context.Time, copy: false).Select(line => Line.Of(line.Text, line.Bold ? Tone.Strong : Tone.Normal)));
        var choices = Choices(order).Append(("", "Back")).ToList();
        var action = await stage.Run(new ChoiceScreen<string>(Line.Of($"Order #{order.Order.Number}", Tone.Strong), words, choices, ""));
        var body = new JsonObject();
        switch (action)
        {
            case "":
                return;
            case "accept" or "promise":
                if (await Number("In how many minutes will it be there? Nothing: as usual.", mayBeEmpty: action == "accept") is not { } minutes)
                {
                    return;
                }

                if (minutes >= 0)
                {
                    body["minutes"] = minutes;
                }

                break;
            case "reject" or "cancel":
                var reasons = action == "reject" ? RejectReasons : CancelReasons;
                var reason = await stage.Run(new ChoiceScreen<string>(
                    Line.Of("Why?", Tone.Strong), [], [.. reasons.Select(each => (each, each.Replace('_', ' ')))], ""));
                if (reason.Length == 0)
                {
                    return;
                }

                body["reason"] = reason;
                break;
        }

        await Tell(cancel => kitchen.Move(order.Order.Id, action, body, cancel), order.Order.Id);
    }

    private static IEnumerable<(string Does, string Words)> Choices(KitchenOrder order)
    {
        var isDelivery = order.Service == "delivery";
        switch (order.Order.Status)
        {
            case OrderStatus.Placed:
                yield return ("accept", "Accept");
                yield return ("reject", "Reject");
                break;
            case OrderStatus.Accepted:
                yield return ("ready", "Ready");
                yield return ("promise", "Promise another time");
                break;
            case OrderStatus.Ready:
                yield return isDelivery ? ("dispatch", "On its way") : ("collect", "Collected");
                yield return ("promise", "Promise another time");
                break;
            case OrderStatus.OnItsWay:
                yield return ("deliver", "Delivered");
                yield return ("promise", "Promise another time");
                break;
        }

        if (!order.IsFinal)
        {
            yield return ("cancel", "Cancel it");
        }
    }

    private async Task Say(string what, string question)
    {
        if (await Number(question, mayBeEmpty: false) is { } minutes)
        {
            await Tell(cancel => kitchen.Say(what, new JsonObject { ["minutes"] = minutes }, cancel), null);
        }
    }

    private async Task Stock()
    {
        var what = await stage.Run(new AskScreen(
            "What has run out, or is back?", [Line.Of("ITEM, ITEM:VARIATION or GROUP#MODIFIER, by the ids of the menu.", Tone.Dim)], "What", LongestAnswer));
        if (what is null)
        {
            return;
        }

        var body = KitchenCommand.StockBody(what);
        var available = await stage.Run(new ChoiceScreen<string>(
            Line.Of(what, Tone.Strong), [], [("out", "It has run out"), ("back", "It is back")], ""));
        if (available.Length > 0)
        {
            body["available"] = available == "back";
            await Tell(cancel => kitchen.Say("stock", body, cancel), null);
        }
    }

    /// <summary>A number; -1 for nothing where that is an answer, null where it was left.</summary>
    private async Task<int?> Number(string question, bool mayBeEmpty)
    {
        var trouble = "";
        while (true)
        {
            var text = await stage.Run(new AskScreen(question, [], "Minutes", 4) { MayBeEmpty = mayBeEmpty, Trouble = trouble });
            if (text is null)
            {
                return null;
            }

            if (text.Length == 0)
            {
                return -1;
            }

            if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number))
            {
                return number;
            }

            trouble = "A whole number, please.";
        }
    }

    private async Task Tell(Func<CancellationToken, Task<Answer>> send, string? order)
    {
        try
        {
            var answer = await loading.ToTheEnd("Telling the town", ["One moment …"], send);
            if (answer.Status >= 300)
            {
                await loading.Say(Problem.From(answer));
            }
            else if (order is not null)
            {
                board.Take(new BoardNews.Changed(KitchenOrder.From(answer.Json!.Value)));
            }
        }
        catch (OutageException outage)
        {
            await loading.Read("Nobody answers", [outage.Message, "It may have been done: the board will say."]);
        }
    }
}

/// <summary>What somebody at the board wants.</summary>
internal enum BoardDoes
{
    Leave,
    Open,
    Pause,
    Busy,
    Stock,
}

/// <summary>The board as it is heard of; lives on the stage's loop.</summary>
internal sealed class BoardScreenState(TimeProvider time, Action ring)
{
    private static readonly TimeSpan RingEvery = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, KitchenOrder> orders = [];
    private readonly HashSet<string> seen = [];
    private long rungAt;

    public TimeProvider Time => time;

    /// <summary>Open orders, those without an answer first.</summary>
    public IReadOnlyList<KitchenOrder> Orders => BoardText.Sorted(orders.Values);

    /// <summary>False while the line is down.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Why the town no longer tells; null while it does.</summary>
    public string? Refusal { get; private set; }

    /// <summary>An order without an answer that nobody has looked at.</summary>
    public bool Rings => orders.Values.Any(order => order.Rings && !seen.Contains(order.Order.Id));

    public void Take(BoardNews news)
    {
        IsLive = news is not BoardNews.Interrupted;
        switch (news)
        {
            case BoardNews.Board board:
                orders.Clear();
                foreach (var order in board.Orders)
                {
                    orders[order.Order.Id] = order;
                }

                break;
            case BoardNews.Changed { Order: { IsFinal: true } done }:
                orders.Remove(done.Order.Id);
                break;
            case BoardNews.Changed { Order: var order }:
                orders[order.Order.Id] = order;
                break;
            case BoardNews.Refused refused:
                Refusal = refused.Problem.InOneLine();
                break;
        }
    }

    /// <summary>Somebody pressed a key: they have seen what there is.</summary>
    public void Look() => seen.UnionWith(orders.Keys);

    /// <summary>Rings every few seconds for as long as nobody looks.</summary>
    public void RingIfNeeded()
    {
        if (Rings && (rungAt == 0 || time.GetElapsedTime(rungAt) >= RingEvery))
        {
            rungAt = time.GetTimestamp();
            ring();
        }
    }
}

/// <summary>The live board.</summary>
internal sealed class BoardScreen(BoardScreenState board) : Screen<(BoardDoes Does, KitchenOrder? Order)>
{
    private int chosen;

    public override bool IsAlive => true;

    public override View Draw(int width, int height)
    {
        board.RingIfNeeded();
        if (board.Refusal is not null)
        {
            Finish((BoardDoes.Leave, null));
        }

        var orders = board.Orders;
        chosen = Math.Clamp(chosen, 0, Math.Max(0, orders.Count - 1));
        var body = new List<Line>();
        for (var index = 0; index < orders.Count; index++)
        {
            var each = orders[index];
            body.Add(Row.Marker(index == chosen)
                .Add($"#{each.Order.Number}".PadRight(6), Tone.Strong)
                .Add(each.Service.PadRight(11))
                .Add(Wording.Status(each.Order.Status).PadRight(12), Wording.StatusTone(each.Order.Status))
                .Add($"{(each.IsSlot ? "for" : "due")} {Wording.When(each.Wanted, board.Time)}")
                .Right(Line.Of(Wording.Money(each.Order.Total, each.Order.Currency)), width));
            if (index == chosen)
            {
                body.AddRange(BoardText.Dishes(each).SelectMany(dish => Wording.Wrap(dish, width - 6))
                    .Select(part => Line.Of("      ").Add(part, Tone.Dim)));
            }
        }

        if (orders.Count == 0)
        {
            body.Add(Line.Of("No orders at the moment.", Tone.Dim));
        }

        var first = Math.Max(0, Math.Min(chosen - (height / 2), body.Count - height));
        return new(
            Line.Of("The board", Tone.Strong),
            board.IsLive ? Line.Of(board.Rings ? "NEW ORDER" : "live", board.Rings ? Tone.Warning : Tone.Good) : Line.Of("reconnecting …", Tone.Warning),
            [.. body.Skip(first).Take(height)],
            Line.Empty,
            [new("↑↓", "move"), new("Enter", "open"), new("p", "pause"), new("b", "busy"), new("s", "stock"), new("Esc", "leave")]);
    }

    public override void Press(ConsoleKeyInfo key)
    {
        board.Look();
        var orders = board.Orders;
        switch (key.Key)
        {
            case ConsoleKey.UpArrow:
                chosen--;
                break;
            case ConsoleKey.DownArrow:
                chosen++;
                break;
            case ConsoleKey.Enter when chosen < orders.Count:
                Finish((BoardDoes.Open, orders[chosen]));
                break;
            case ConsoleKey.P:
                Finish((BoardDoes.Pause, null));
                break;
            case ConsoleKey.B:
                Finish((BoardDoes.Busy, null));
                break;
            case ConsoleKey.S:
                Finish((BoardDoes.Stock, null));
                break;
            case ConsoleKey.Escape or ConsoleKey.Q:
                Finish((BoardDoes.Leave, null));
                break;
        }
    }
}

using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client orders: what you have ordered, newest first.</summary>
internal static class OrdersCommand
{
    private const int DefaultLimit = 20;

    public static Command Create(CommandRunner runner)
    {
        var limit = Paging.LimitOption(DefaultLimit);
        var next = Paging.NextOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("orders", "Your orders, newest first.") { limit, next, json };
        runner.On(command, json, async run =>
        {
            using var visit = Run.Known(await run.Begin(), out var me);
            var reply = run.Parsed.GetValue(next) is { } page
                ? await visit.Api.OrdersAt(me.Token, Paging.Checked(page), run.Cancel)
                : await visit.Api.Orders(me.Token, run.Parsed.GetValue(limit), run.Cancel);
            switch (reply)
            {
                case Reply<Page<Order>>.Refused refused:
                    return run.Refuse(refused.Problem, refused.Answer);
                case Reply<Page<Order>>.Done done when run.Json:
                    run.Out.WriteJson(done.Answer.Text);
                    return ExitCodes.Fine;
                case Reply<Page<Order>>.Done done:
                    run.Out.Write(Lines(done.Value, run.Context.Time));
                    return ExitCodes.Fine;
                default:
                    throw new InvalidOperationException("A reply is done or refused.");
            }
        });
        return command;
    }

    private static IEnumerable<Line> Lines(Page<Order> page, TimeProvider time)
    {
        if (page.Items.Count == 0)
        {
            return [Line.Of("You have not ordered anything yet.")];
        }

        var table = new Table();
        foreach (var order in page.Items)
        {
            OrderText.Row(table, order, time);
        }

        return [.. table.Lines(), .. Paging.More(page.Next)];
    }
}

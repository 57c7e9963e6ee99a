using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;

namespace JustHungry.Client.Commands;

/// <summary>client show ID: one order with its lines and history.</summary>
internal static class ShowCommand
{
    private const int LookedThrough = 100;

    public static Argument<string> IdArgument() => new("ID") { Description = "The order's id, or its number." };

    public static Command Create(CommandRunner runner)
    {
        var id = IdArgument();
        var json = CommandRunner.JsonOption();
        var command = new Command("show", "One of your orders.") { id, json };
        runner.On(command, json, async run =>
        {
            using var visit = Run.Known(await run.Begin(), out var me);
            return Print(run, await Find(visit, me, run.Parsed.GetValue(id)!, run.Cancel));
        });
        return command;
    }

    /// <summary>By id; people have numbers rather than ids at hand, so an unknown id is looked for among the latest orders.</summary>
    public static async Task<Reply<Order>> Find(Visit visit, Person me, string idOrNumber, CancellationToken cancel)
    {
        var byId = await visit.Api.FindOrder(me.Token, idOrNumber, cancel);
        if (byId is Reply<Order>.Refused
            && await visit.Api.Orders(me.Token, LookedThrough, cancel) is Reply<Page<Order>>.Done mine
            && mine.Value.Items.FirstOrDefault(order => order.Number == idOrNumber) is { } found)
        {
            return await visit.Api.FindOrder(me.Token, found.Id, cancel);
        }

        return byId;
    }

    public static int Print(Run run, Reply<Order> reply)
    {
        if (reply is Reply<Order>.Refused refused)
        {
            return run.Refuse(refused.Problem, refused.Answer);
        }

        if (run.Json)
        {
            run.Out.WriteJson(reply.Answer.Text);
        }
        else
        {
            run.Out.Write(OrderText.Whole(((Reply<Order>.Done)reply).Value, run.Context.Time));
        }

        return ExitCodes.Fine;
    }
}

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

    /// <summary>
    /// By id; people have numbers rather than ids at hand, so an unknown id is looked for among the numbers of the latest orders.
    /// </summary>
    /// <exception cref="UsageException">Several orders have the number: each restaurant counts for itself, every day.</exception>
    public static async Task<Reply<Order>> Find(Visit visit, Person me, string idOrNumber, CancellationToken cancel)
    {
        var byId = await visit.Api.FindOrder(me.Token, idOrNumber, cancel);
        if (byId is not Reply<Order>.Refused
            || await visit.Api.Orders(me.Token, LookedThrough, cancel) is not Reply<Page<Order>>.Done mine)
        {
            return byId;
        }

        var found = mine.Value.Items.Where(order => order.Number == idOrNumber).ToList();
        return found.Count switch
        {
            0 => byId,
            1 => await visit.Api.FindOrder(me.Token, found[0].Id, cancel),
            _ => throw new UsageException(
                $"{found.Count} of your orders have the number {idOrNumber}; say its id, as \"orders\" tells it"),
        };
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

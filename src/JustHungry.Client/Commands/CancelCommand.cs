using System.CommandLine;
using JustHungry.Client.Api;

namespace JustHungry.Client.Commands;

/// <summary>client cancel ID: takes an order back, as long as the restaurant has not accepted it.</summary>
internal static class CancelCommand
{
    public static Command Create(CommandRunner runner)
    {
        var id = ShowCommand.IdArgument();
        var json = CommandRunner.JsonOption();
        var command = new Command("cancel", "Cancel an order that the restaurant has not accepted yet.") { id, json };
        runner.On(command, json, async run =>
        {
            using var visit = Run.Known(await run.Begin(), out var me);
            var found = await ShowCommand.Find(visit, me, run.Parsed.GetValue(id)!, run.Cancel);
            return found is Reply<Order>.Done { Value.Id: var order }
                ? ShowCommand.Print(run, await visit.Api.CancelOrder(me.Token, visit.Keys.Next(), order, run.Cancel))
                : ShowCommand.Print(run, found);
        });
        return command;
    }
}

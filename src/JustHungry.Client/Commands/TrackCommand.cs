using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client track ID: one line for every change, as it happens, until the order is done.</summary>
internal static class TrackCommand
{
    public static Command Create(CommandRunner runner)
    {
        var id = ShowCommand.IdArgument();
        var json = CommandRunner.JsonOption();
        var command = new Command("track", "Follow an order live, until it is done.") { id, json };
        runner.On(command, json, Track);
        return command;

        async Task<int> Track(Run run)
        {
            using var visit = Run.Known(await run.Begin(), out var me);
            var found = await ShowCommand.Find(visit, me, run.Parsed.GetValue(id)!, run.Cancel);
            if (found is not Reply<Order>.Done { Value.Id: var order })
            {
                return ShowCommand.Print(run, found);
            }

            await foreach (var news in visit.Events.Follow(me.Token, order, run.Cancel))
            {
                switch (news)
                {
                    case OrderNews.Changed changed when run.Json:
                        run.Out.WriteJson(changed.Data);
                        break;
                    case OrderNews.Changed changed:
                        run.Out.Write(OrderText.Change(changed.Change, run.Context.Time));
                        break;
                    case OrderNews.Interrupted interrupted when run.Context.ErrorIsTerminal:
                        run.Note($"{interrupted.Why} Connecting again …");
                        break;
                    case OrderNews.Refused refused:
                        return run.Fail(refused.Problem.InOneLine());
                }
            }

            return ExitCodes.Fine;
        }
    }
}

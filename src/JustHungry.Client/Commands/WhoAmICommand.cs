using System.CommandLine;
using System.Text.Json.Nodes;
using JustHungry.Client.Memory;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client whoami: what this computer account remembers; works while the front end is gone, too.</summary>
internal static class WhoAmICommand
{
    public static Command Create(CommandRunner runner)
    {
        var json = CommandRunner.JsonOption();
        var command = new Command("whoami", "Who is ordering.") { json };
        runner.On(command, json, async run =>
        {
            var me = await Me(run);
            if (me is null)
            {
                return run.Fail("You are not known here yet. First: client register --name NAME --postcode POSTCODE");
            }

            if (run.Json)
            {
                var told = new JsonObject { ["id"] = me.Id, ["name"] = me.Name, ["postcode"] = me.Postcode };
                run.Out.WriteJson(told.ToJsonString());
            }
            else
            {
                run.Out.Write(Line.Of($"{me.Name}, {me.Postcode} (customer {me.Id})"));
            }

            return ExitCodes.Fine;
        });
        return command;
    }

    private static async Task<Person?> Me(Run run)
    {
        try
        {
            using var visit = await run.Begin();
            return visit.Me;
        }
        catch (OutageException)
        {
            var home = Home.Find(run.Context.Environment);
            return home.LastLineage(run.Servers) is { } lineage ? home.Town(lineage).People().Me : null;
        }
    }
}

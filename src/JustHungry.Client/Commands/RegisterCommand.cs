using System.CommandLine;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client register: become known, once; the same name and postcode again are the same customer.</summary>
internal static class RegisterCommand
{
    public static Command Create(CommandRunner runner)
    {
        var name = new Option<string>("--name") { Description = "Your name.", HelpName = "NAME", Required = true };
        var postcode = new Option<string>("--postcode")
        {
            Description = "Where orders go.", HelpName = "POSTCODE", Required = true,
        };
        var json = CommandRunner.JsonOption();
        var command = new Command("register", "Say who you are; it is remembered.") { name, postcode, json };
        runner.On(command, json, async run =>
        {
            using var visit = await run.Begin();
            return await Register(run, visit, run.Parsed.GetValue(name)!.Trim(), run.Parsed.GetValue(postcode)!.Trim());
        });
        return command;
    }

    private static async Task<int> Register(Run run, Visit visit, string name, string postcode)
    {
        var looked = await visit.Api.Postcode(postcode, run.Cancel);
        if (looked is Reply<string>.Refused no)
        {
            return run.Refuse(no.Problem, no.Answer);
        }

        var written = ((Reply<string>.Done)looked).Value;
        var known = visit.Town.People().All.FirstOrDefault(person => person.Name == name && person.Postcode == written);
        if (known is not null)
        {
            await visit.Reception.Choose(known, run.Cancel);
            return Say(run, known, new JsonObject { ["id"] = known.Id, ["token"] = known.Token }.ToJsonString());
        }

        return await visit.Reception.Register(name, written, run.Cancel) switch
        {
            Reply<Person>.Done done => Say(run, done.Value, done.Answer.Text),
            Reply<Person>.Refused refused => run.Refuse(refused.Problem, refused.Answer),
            _ => throw new InvalidOperationException("A reply is done or refused."),
        };
    }

    private static int Say(Run run, Person person, string json)
    {
        if (run.Json)
        {
            run.Out.WriteJson(json);
        }
        else
        {
            run.Out.Write(Line.Of($"Welcome, {person.Name}. Orders go to {person.Postcode}. This is remembered."));
        }

        return ExitCodes.Fine;
    }
}

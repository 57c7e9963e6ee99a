using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>client slots: for when one can order.</summary>
internal static class SlotsCommand
{
    public static Command Create(CommandRunner runner)
    {
        var slug = new Argument<string>("SLUG") { Description = "The restaurant, as \"restaurants\" names it." };
        var collection = new Option<bool>("--collection") { Description = "For collecting it." };
        var json = CommandRunner.JsonOption();
        var command = new Command("slots", "For when one can order from a restaurant.") { slug, collection, json };
        runner.On(command, json, async run =>
        {
            using var visit = await Visit.Begin(run.Context, run.Servers, null, run.Cancel);
            var reply = await visit.Api.Slots(run.Parsed.GetValue(slug)!, run.Parsed.GetValue(collection), run.Cancel);
            if (reply is Reply<IReadOnlyList<SlotTime>>.Refused refused)
            {
                return run.Refuse(refused.Problem, refused.Answer);
            }

            if (run.Json)
            {
                run.Out.WriteJson(reply.Answer.Text);
                return ExitCodes.Fine;
            }

            var slots = ((Reply<IReadOnlyList<SlotTime>>.Done)reply).Value;
            foreach (var slot in slots)
            {
                run.Out.Write(Line.Of(slot.Name, Tone.Strong).Add($"  {Wording.When(slot.From, run.Context.Time)}")
                    .Add(slot.Available ? "" : "  full", Tone.Warning));
            }

            if (slots.Count == 0)
            {
                run.Out.Write(Line.Of("It takes no orders for later."));
            }

            return ExitCodes.Fine;
        });
        return command;
    }
}

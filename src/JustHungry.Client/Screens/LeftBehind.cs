using JustHungry.Client.Commands;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Says what an earlier run left without an answer, finishes it once, and tells what became of it.</summary>
internal sealed class LeftBehind(Stage stage, Loading loading, Visit visit)
{
    public async Task<IReadOnlyList<FinishedOrder>> Finish()
    {
        var finished = new List<FinishedOrder>();
        if (!visit.Town.Outbox.IsWaiting)
        {
            return finished;
        }

        await loading.ToTheEnd(
            "Your last order",
            [
                "An earlier order was left without an answer. Finishing it now …",
                "It was saved before it was sent. It is sent under the same key, so it is placed once, even if it had arrived.",
            ],
            async cancel =>
            {
                await foreach (var order in visit.Desk.FinishLeftBehind(_ => { }, cancel))
                {
                    finished.Add(order);
                    if (order.Placing is Placing.Unknown)
                    {
                        break;
                    }
                }

                return true;
            });
        foreach (var order in finished)
        {
            await Tell(order);
        }

        return finished;
    }

    private Task<bool> Tell(FinishedOrder finished)
    {
        var when = Wording.When(finished.Order.At, stage.Time);
        var title = finished.Placing switch
        {
            Placing.Placed => Line.Of("Your last order is settled", Tone.Good),
            _ when Outcomes.IsTooOld(finished.Placing) => Line.Of("Your last order is too long ago", Tone.Warning),
            Placing.Refused => Line.Of("Your last order does not stand", Tone.Warning),
            _ => Line.Of("Your last order still has no answer", Tone.Warning),
        };
        return stage.Run(new ChoiceScreen<bool>(
            title,
            [
                Line.Of($"At {when} you ordered {finished.Order.Summary}, and the answer did not arrive."),
                Line.Of(Outcomes.InWords(finished.Placing)),
            ],
            [(true, "Go on")],
            onEscape: true));
    }
}

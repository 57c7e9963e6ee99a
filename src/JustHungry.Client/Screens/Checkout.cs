using System.Globalization;
using System.Text.RegularExpressions;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>From the basket to the order: confirm, save, send, and go on until it is known what became of it.</summary>
internal sealed partial class Checkout(Stage stage, Loading loading, Visit visit, Basket basket, Person me)
{
    private const string PriceChanged = "price_changed";

    /// <summary>What became of it; null if nothing was ordered, and the basket is as it was.</summary>
    public async Task<Placing?> Run()
    {
        // An order in doubt comes first: nobody wants a second one because the first was slow.
        var earlier = await new LeftBehind(stage, loading, visit).Finish();
        if (earlier.Any(order => order.Placing is Placing.Unknown))
        {
            return null;
        }

        var (total, why) = (basket.Total, "");
        while (await stage.Run(new ConfirmScreen(basket, me, total, why)))
        {
            var placing = await Place(total);
            if (placing is not Placing.Refused refused)
            {
                return placing;
            }

            if (refused.Problem.Code != PriceChanged || TotalIn(refused.Problem) is not { } now)
            {
                await loading.Say(refused.Problem);
                return null;
            }

            (total, why) = (now, Because(now));
        }

        return null;
    }

    private string Because(long now) => basket.Restaurant!.Delivery is null
        ? $"With delivery and charges it comes to {Wording.Money(now, basket.Currency)}."
        : $"The price has changed meanwhile: it comes to {Wording.Money(now, basket.Currency)} now.";

    private async Task<Placing?> Place(long total)
    {
        var key = visit.Keys.Next();
        var dishes = Wording.Count(basket.Dishes, "dish", "dishes");
        var summary = $"{dishes} from {basket.Restaurant!.Name}, {Wording.Money(total, basket.Currency)}";
        Placing placing;
        try
        {
            placing = await Sending(cancel => visit.Desk.Place(me, key, basket.ToBody(total), summary, cancel));
        }
        catch (MemoryException trouble)
        {
            await loading.Read("It could not be ordered", [trouble.Message, "Nothing was sent."]);
            return null;
        }

        while (placing is Placing.Unknown unknown)
        {
            if (!await AskAgain(unknown.Why))
            {
                return new Placing.Unknown(unknown.Why);
            }

            placing = await Sending(cancel => Again(key, unknown, cancel));
        }

        return placing;
    }

    private Task<Placing> Sending(Func<CancellationToken, Task<Placing>> send) => loading.ToTheEnd(
        "Ordering",
        [
            $"Telling {basket.Restaurant!.Name} …",
            "Your order is saved on this computer: it is placed exactly once, even if something breaks now.",
        ],
        send);

    private async Task<Placing> Again(string key, Placing.Unknown before, CancellationToken cancel)
    {
        await foreach (var finished in visit.Desk.FinishLeftBehind(_ => { }, cancel))
        {
            if (finished.Order.Key == key)
            {
                return finished.Placing;
            }
        }

        return before;
    }

    private Task<bool> AskAgain(string why) => stage.Run(new ChoiceScreen<bool>(
        Line.Of("We do not know yet whether your order stands", Tone.Warning),
        [
            Line.Of(why),
            Line.Of("It is saved with its key. Asking again cannot order twice, "
                + "and the next start of this client finishes it by itself."),
        ],
        [(true, "Ask again now"), (false, "Leave it for the next start")],
        onEscape: false));

    /// <summary>The new total: a member of its own, or the first amount in the words.</summary>
    private static long? TotalIn(Problem problem)
    {
        if (problem.Document.WholeOrNull("total") is { } told)
        {
            return told;
        }

        if (long.TryParse(problem.Document.TextOrNull("total"), NumberStyles.None, CultureInfo.InvariantCulture, out var text))
        {
            return text;
        }

        var amount = Amount().Match(string.Join(' ', problem.Sentences()));
        return amount.Success
            ? long.Parse(amount.Groups[1].Value + amount.Groups[2].Value, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"(\d{1,9})\.(\d\d)\b")]
    private static partial Regex Amount();
}

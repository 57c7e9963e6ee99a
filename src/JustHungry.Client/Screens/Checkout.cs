using System.Globalization;
using System.Text.Json.Nodes;
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
    private const string AgeCheck = "age_check_needed";

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
        await BeginWithMyAddress();
        await AskForQuote();
        while (true)
        {
            (total, why) = quote is { } told && why.Length == 0
                ? (told.Order.Total, Issues(told))
                : (total, why);
            switch (await stage.Run(new ConfirmScreen(basket, me, total, why, Terms())))
            {
                case CheckoutDoes.NotYet:
                    return null;
                case CheckoutDoes.Order:
                    if (!await ConfirmAge())
                    {
                        return null;
                    }

                    var placing = await Place(total);
                    if (placing is not Placing.Refused refused)
                    {
                        return placing;
                    }

                    if (refused.Problem.Code != PriceChanged || TotalIn(refused.Problem) is not { } now)
                    {
                        await loading.Say(refused.Problem);
                        if (said.Count == 0)
                        {
                            return null;
                        }

                        await AskForQuote();
                        why = "";
                        break;
                    }

                    (total, why) = (now, Because(now));
                    break;
                case var does:
                    await Choose(does);
                    await AskForQuote();
                    why = "";
                    break;
            }
        }
    }

    /// <summary>What was chosen beside the dishes, as the order says it.</summary>
    private readonly JsonObject said = [];

    /// <summary>What the town says that it comes to; null where it tells no quotes.</summary>
    private Quote? quote;

    private bool IsCollection => (string?)said["service"] == "collection";

    private CheckoutTerms? Terms() => quote is null ? null : new(
        quote.Order,
        IsCollection,
        said.ContainsKey("time")
            ? Wording.When(quote.ExpectedAt, stage.Time)
            : $"as soon as possible, about {Wording.When(quote.ExpectedAt, stage.Time)}",
        (string?)said["voucher"],
        (long?)said["tip"] ?? 0,
        said["address"] is JsonObject address ? Shown(address) : null);

    /// <summary>What stands against it, in words; one's age is asked for when it is ordered.</summary>
    private static string Issues(Quote told) => string.Join(
        " ", told.Issues.Where((_, index) => told.IssueCodes[index] != AgeCheck));

    private async Task AskForQuote()
    {
        try
        {
            var reply = await loading.ToTheEnd(
                "Your order", ["Asking what it comes to …"], cancel => visit.Api.Quote(me.Token, basket.ToBody(null, said), cancel));
            quote = reply is Reply<Quote>.Done done ? done.Value : null;
        }
        catch (OutageException)
        {
            // Ordering will say so, and knows what to do about it.
            quote = null;
        }
    }

    /// <summary>Alcohol is for people of age, who say so here and show it at the door.</summary>
    private async Task<bool> ConfirmAge()
    {
        if (quote?.IssueCodes.Contains(AgeCheck) != true)
        {
            return true;
        }

        var isOfAge = await stage.Run(new ChoiceScreen<bool>(
            Line.Of("There is alcohol in this order", Tone.Strong),
            [Line.Of("It is for people of 18 or more, who show that at the door.")],
            [(true, "I am 18 or more"), (false, "Not yet")],
            onEscape: false));
        if (isOfAge)
        {
            said["ageConfirmed"] = true;
        }

        return isOfAge;
    }

    private async Task Choose(CheckoutDoes does)
    {
        switch (does)
        {
            case CheckoutDoes.Address:
                await ChooseAddress();
                break;
            case CheckoutDoes.Service:
                said.Remove("time");
                if (!said.Remove("service"))
                {
                    said["service"] = "collection";
                }

                break;
            case CheckoutDoes.Time:
                await ChooseTime();
                break;
            case CheckoutDoes.Voucher:
                Set("voucher", await stage.Run(new AskScreen("A voucher", [], "Code", 40) { MayBeEmpty = true }), text => text);
                break;
            case CheckoutDoes.Tip:
                Set(
                    "tip",
                    await stage.Run(new AskScreen("A tip", [Line.Of("In pounds, such as 2.50; nothing for none.", Tone.Dim)], "Tip", 7) { MayBeEmpty = true }),
                    text => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pounds)
                        ? (long)(pounds * 100)
                        : null);
                break;
        }
    }

    private void Set(string name, string? answer, Func<string, JsonNode?> read)
    {
        if (answer is null)
        {
            return;
        }

        said.Remove(name);
        if (answer.Length > 0 && read(answer) is { } value)
        {
            said[name] = value;
        }
    }

    private async Task ChooseTime()
    {
        const int Most = 60;
        var slots = await loading.Value(
            "For when?", cancel => visit.Api.Slots(basket.Restaurant!.Slug, IsCollection, cancel));
        if (slots is null)
        {
            return;
        }

        var choices = slots.Where(slot => slot.Available).Take(Most)
            .Select(slot => (slot.Name, Wording.When(slot.From, stage.Time)));
        var chosen = await stage.Run(new ChoiceScreen<string>(
            Line.Of("For when?", Tone.Strong), [], [("asap", "As soon as possible"), .. choices], ""));
        if (chosen.Length > 0)
        {
            said.Remove("time");
            if (chosen != "asap")
            {
                said["time"] = chosen;
            }
        }
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
            placing = await Sending(cancel => visit.Desk.Place(me, key, basket.ToBody(total, said), summary, cancel));
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

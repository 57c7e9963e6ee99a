using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Asks where to deliver and what to call somebody, once. Null if it was left.</summary>
internal sealed class Registration(Stage stage, Loading loading, Visit visit)
{
    private const int LongestPostcode = 12;
    private const int LongestName = 100;

    public async Task<Person?> Run(bool first)
    {
        var (typed, name, trouble) = ("", "", "");
        while (true)
        {
            if (await Postcode(first, typed, trouble) is not { } postcode)
            {
                if (!isInstead)
                {
                    return null;
                }

                if (await Instead() is { } known)
                {
                    return known;
                }

                trouble = "";
                continue;
            }

            (typed, trouble) = (postcode, "");
            if (await Name(postcode, name) is not { } given)
            {
                continue;
            }

            name = given;
            switch (await loading.Reply("Welcome", cancel => visit.Reception.Register(given, postcode, cancel)))
            {
                case Reply<Person>.Done done:
                    return done.Value;
                case Reply<Person>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    private bool isInstead;

    /// <summary>Who was here before, on another device.</summary>
    private async Task<Person?> Instead()
    {
        var desk = new AccountDesk(stage, loading, visit);
        var does = await stage.Run(new ChoiceScreen<AccountDoes>(
            Line.Of("You have been here before", Tone.Strong),
            [],
            [
                (AccountDoes.SignIn, "Sign in with an e-mail address and a password"),
                (AccountDoes.Find, "Find an order by its number and your phone"),
                (AccountDoes.Leave, "Begin with a postcode after all"),
            ],
            onEscape: AccountDoes.Leave));
        switch (does)
        {
            case AccountDoes.SignIn:
                return await desk.SignIn();
            case AccountDoes.Find:
                await desk.FindOrder();
                return null;
            default:
                return null;
        }
    }

    /// <summary>Asks until it is a postcode; null where it was left, or something else is wanted.</summary>
    private async Task<string?> Postcode(bool first, string typed, string trouble)
    {
        while (true)
        {
            var screen = new AskScreen(
                first ? "Welcome" : "Somebody else",
                first
                    ?
                    [
                        Line.Of("Good food from places near you, to your door."),
                        Line.Empty,
                        Line.Of("Where shall it go? A postcode is enough to begin with."),
                    ]
                    : [Line.Of("Where shall orders go?")],
                "Postcode",
                LongestPostcode,
                typed)
            {
                Trouble = trouble,
                CanLeave = !first,
                Instead = first ? "I have been here before" : "",
            };
            var answer = await stage.Run(screen);
            isInstead = screen.IsInstead;
            if (answer is null)
            {
                return null;
            }

            typed = answer;
            switch (await loading.Reply("Welcome", cancel => visit.Api.Postcode(typed, cancel)))
            {
                case Reply<string>.Done done:
                    return done.Value;
                case Reply<string>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    private Task<string?> Name(string postcode, string name) => stage.Run(new AskScreen(
        $"Food for {postcode}",
        [
            Line.Of("What is your name? The restaurant writes it on your order."),
            Line.Of("Both are remembered on this computer.", Tone.Dim),
        ],
        "Name",
        LongestName,
        name));
}

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
                return null;
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

    private async Task<string?> Postcode(bool first, string typed, string trouble)
    {
        while (true)
        {
            var answer = await stage.Run(new AskScreen(
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
            });
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

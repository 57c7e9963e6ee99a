using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <content>Changing what is known of somebody.</content>
internal sealed partial class AccountDesk
{
    private const int MostAddressLines = 5;

    /// <summary>Changes name, postcode, phone or address.</summary>
    /// <returns>Who they are then.</returns>
    private async Task<Person> Change(Person me, Me? known, AccountDoes what)
    {
        var (title, words, label, longest, text) = what switch
        {
            AccountDoes.Name => ("Your name", "The restaurant writes it on your order.", "Name", LongestText, me.Name),
            AccountDoes.Postcode => ("Where shall orders go?", "Restaurants that deliver there are shown.", "Postcode", 12, me.Postcode),
            AccountDoes.Phone => ("Your phone", "So that the restaurant can ring you. Nothing: none.", "Phone", LongestPhone, known?.Phone ?? ""),
            _ => ("Your address", "Street and house, then what else helps, with commas between. Nothing: none.", "Address", 300, string.Join(", ", known?.Address ?? [])),
        };
        var isOptional = what is AccountDoes.Phone or AccountDoes.Address;
        var given = "";
        var isChanged = await Until(
            title,
            [Line.Of(words)],
            label,
            async (typed, cancel) =>
            {
                given = typed;
                var body = what == AccountDoes.Address
                    ? RequestBodies.Change(null, null, null, LinesOf(typed))
                    : RequestBodies.Change(
                        what == AccountDoes.Name ? typed : null,
                        what == AccountDoes.Postcode ? typed : null,
                        what == AccountDoes.Phone ? typed : null,
                        null);
                return await visit.Api.Change(me.Token, visit.Keys.Next(), body, cancel);
            },
            longest,
            text,
            isOptional);
        if (!isChanged || isOptional)
        {
            return me;
        }

        // The town writes both as it likes them: DH1 3LE, not dh13le.
        var now = await loading.Quietly(cancel => visit.Api.Me(me.Token, cancel)) is Reply<Me>.Done { Value: var told }
            ? me with { Name = told.Name, Postcode = told.Postcode }
            : what == AccountDoes.Name ? me with { Name = given } : me with { Postcode = given };
        await Remember(now);
        return now;
    }

    /// <summary>Opens an account, or takes another e-mail address or password.</summary>
    private async Task Secure(Person me, Me? known, AccountDoes what)
    {
        var isDone = what switch
        {
            AccountDoes.Open => await Open(me),
            AccountDoes.Email => await AnotherEmail(me, known!),
            _ => await AnotherPassword(me),
        };
        if (isDone)
        {
            await loading.Read(
                what == AccountDoes.Open ? "Welcome" : "It is changed",
                [what switch
                {
                    AccountDoes.Open => "You have an account now, and can sign in from any device.",
                    AccountDoes.Email => "Sign in with the new address from now on.",
                    _ => "The new password counts from now on. Your other devices are signed out.",
                }]);
        }
    }

    private async Task<bool> Open(Person me)
    {
        const string Title = "Open an account";
        var (email, trouble) = ("", "");
        while (true)
        {
            if (await Ask(Title, [Line.Of("Your orders stay with you, wherever you sign in.")], "E-mail", LongestEmail, email, trouble) is not { } address)
            {
                return false;
            }

            (email, trouble) = (address, "");
            if (await AskSecret(Title, [Line.Of("Eight characters or more; longer is better.")], "Password") is not { } password)
            {
                continue;
            }

            switch (await loading.Reply(Title, cancel => visit.Api.OpenAccount(me.Token, visit.Keys.Next(), address, password, cancel)))
            {
                case Reply<string>.Done:
                    return true;
                case Reply<string>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    private async Task<bool> AnotherEmail(Person me, Me known)
    {
        const string Title = "Another e-mail address";
        var (email, trouble) = (known.Email ?? "", "");
        while (true)
        {
            if (await Ask(Title, [Line.Of("You sign in with it from now on.")], "E-mail", LongestEmail, email, trouble) is not { } address)
            {
                return false;
            }

            (email, trouble) = (address, "");
            if (await AskSecret(Title, [Line.Of("To be sure that it is you.")], "Password") is not { } password)
            {
                continue;
            }

            switch (await loading.Reply(Title, cancel => visit.Api.ChangeEmail(me.Token, visit.Keys.Next(), address, password, cancel)))
            {
                case Reply<string>.Done:
                    return true;
                case Reply<string>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    private async Task<bool> AnotherPassword(Person me)
    {
        const string Title = "Another password";
        var trouble = "";
        while (true)
        {
            var current = await stage.Run(new AskScreen(
                Title, [Line.Of("Your other devices are signed out.")], "Password until now", LongestSecret, isSecret: true) { Trouble = trouble });
            if (current is null)
            {
                return false;
            }

            trouble = "";
            if (await AskSecret(Title, [Line.Of("Eight characters or more; longer is better.")], "New password") is not { } fresh)
            {
                continue;
            }

            switch (await loading.Reply(Title, cancel => visit.Api.ChangePassword(me.Token, visit.Keys.Next(), current, fresh, cancel)))
            {
                case Reply<string>.Done:
                    return true;
                case Reply<string>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    /// <summary>Asks one thing until the town takes it; false where it was left. What is secret has no text before.</summary>
    private async Task<bool> Until(
        string title,
        IReadOnlyList<Line> words,
        string label,
        Func<string, CancellationToken, Task<Reply<string>>> send,
        int longest = LongestSecret,
        string? text = null,
        bool mayBeEmpty = false)
    {
        var trouble = "";
        while (true)
        {
            var typed = await stage.Run(new AskScreen(title, words, label, longest, text ?? "", isSecret: text is null)
            {
                Trouble = trouble, MayBeEmpty = mayBeEmpty,
            });
            if (typed is null)
            {
                return false;
            }

            text = text is null ? null : typed;
            switch (await loading.Reply(title, cancel => send(typed, cancel)))
            {
                case Reply<string>.Done:
                    return true;
                case Reply<string>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    /// <summary>The lines of an address that was typed with commas between.</summary>
    public static IReadOnlyList<string> LinesOf(string typed)
    {
        var parts = typed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length <= MostAddressLines
            ? parts
            : [.. parts.Take(MostAddressLines - 1), string.Join(", ", parts.Skip(MostAddressLines - 1))];
    }

    private Task<string?> Ask(string title, IReadOnlyList<Line> words, string label, int longest, string text, string trouble) =>
        stage.Run(new AskScreen(title, words, label, longest, text) { Trouble = trouble });

    private Task<string?> AskSecret(string title, IReadOnlyList<Line> words, string label) =>
        stage.Run(new AskScreen(title, words, label, LongestSecret, isSecret: true));
}

using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>What somebody wants of who they are.</summary>
internal enum AccountDoes
{
    Leave,
    Name,
    Postcode,
    Phone,
    Address,
    Open,
    Email,
    Password,
    SignOut,
    SignOutEverywhere,
    SignIn,
    Find,
    Others,
}

/// <summary>Who somebody is: what is known of them, their account, and orders of another device.</summary>
internal sealed partial class AccountDesk(Stage stage, Loading loading, Visit visit)
{
    private const int LongestText = 100;
    private const int LongestEmail = 254;
    private const int LongestPhone = 30;
    private const int LongestSecret = 128;

    /// <summary>Shows who one is until it is left.</summary>
    /// <param name="me">Who orders now.</param>
    /// <param name="others">Somebody else orders; null: nobody does.</param>
    /// <returns>Who orders from now on; null where they signed out.</returns>
    public async Task<Person?> Run(Person me, Func<Task<Person?>> others)
    {
        var last = AccountDoes.Leave;
        while (true)
        {
            var known = await loading.Quietly(cancel => visit.Api.Me(me.Token, cancel)) is Reply<Me>.Done done ? done.Value : null;
            stage.Who = App.Corner(me);
            last = await stage.Run(Screen(me, known, last));
            switch (last)
            {
                case AccountDoes.Leave:
                    return me;
                case AccountDoes.Others when await others() is { } other:
                    return other;
                case AccountDoes.SignIn when await SignIn() is { } somebody:
                    return somebody;
                case AccountDoes.Find:
                    await FindOrder();
                    break;
                case AccountDoes.SignOut or AccountDoes.SignOutEverywhere:
                    if (await SignOut(me, last == AccountDoes.SignOutEverywhere))
                    {
                        return null;
                    }

                    break;
                case AccountDoes.Open or AccountDoes.Email or AccountDoes.Password:
                    await Secure(me, known, last);
                    break;
                default:
                    me = await Change(me, known, last);
                    break;
            }
        }
    }

    /// <summary>Comes back as who one is; null where that was left.</summary>
    public async Task<Person?> SignIn()
    {
        var (email, trouble) = ("", "");
        while (true)
        {
            if (await Ask("Sign in", [], "E-mail", LongestEmail, email, trouble) is not { } address)
            {
                return null;
            }

            (email, trouble) = (address, "");
            if (await AskSecret("Sign in", [Line.Of(address, Tone.Dim)], "Password") is not { } password)
            {
                continue;
            }

            switch (await loading.Reply("Signing in", cancel => visit.Api.SignIn(visit.Keys.Next(), address, password, cancel)))
            {
                case Reply<Session>.Done { Value: var session }:
                    return await Welcome(session, password);
                case Reply<Session>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    /// <summary>Finds an order that was made on another device, and shows it live.</summary>
    public async Task FindOrder()
    {
        const string Title = "Find an order";
        var (number, phone, trouble) = ("", "", "");
        while (true)
        {
            if (await Ask(Title, [Line.Of("It stands on the receipt, and the restaurant knows it.")], "Number", 20, number, trouble) is not { } typed)
            {
                return;
            }

            (number, trouble) = (typed, "");
            if (await Ask(Title, [Line.Of("The phone that was given with it.")], "Phone", LongestPhone, phone, "") is not { } given)
            {
                continue;
            }

            phone = given;
            switch (await loading.Reply(Title, cancel => visit.Api.FindByPhone(visit.Keys.Next(), number, phone, null, cancel)))
            {
                case Reply<FoundOrder>.Done { Value: var found }:
                    var bearer = new Person("", found.Token, "", "");
                    await new OrderBook(stage, loading, visit, bearer, isShownOnly: true).Show(found.Order, "");
                    return;
                case Reply<FoundOrder>.Refused refused:
                    trouble = refused.Problem.InOneLine();
                    break;
            }
        }
    }

    private static ChoiceScreen<AccountDoes> Screen(Person me, Me? known, AccountDoes last)
    {
        const string None = "none yet";
        List<(AccountDoes, string)> choices =
        [
            (AccountDoes.Name, $"Name       {me.Name}"),
            (AccountDoes.Postcode, $"Postcode   {me.Postcode}"),
            (AccountDoes.Phone, $"Phone      {known?.Phone ?? None}"),
            (AccountDoes.Address, $"Address    {(known is { Address: [_, ..] lines } ? string.Join(", ", lines) : None)}"),
        ];
        choices.AddRange(known?.Email is { } email
            ? [
                (AccountDoes.Email, $"E-mail     {email}"), (AccountDoes.Password, "Password   ••••••••"),
                (AccountDoes.SignOut, "Sign out"), (AccountDoes.SignOutEverywhere, "Sign out on all devices"),
            ]
            : [(AccountDoes.Open, "Open an account, to come back from any device")]);
        choices.AddRange(
        [
            (AccountDoes.Find, "Find an order by its number and phone"), (AccountDoes.SignIn, "Sign in with another account"),
            (AccountDoes.Others, "Somebody else orders …"),
        ]);
        return new(
            Line.Of("You", Tone.Strong),
            [Line.Of(
                known is null ? "The town cannot be asked just now."
                : known.Email is null ? "A guest: remembered on this computer alone. Enter changes a line."
                : "Signed in. Enter changes a line.",
                Tone.Dim)],
            choices,
            AccountDoes.Leave,
            last);
    }

    /// <summary>Remembers who signed in, once they have a password and a postcode of their own.</summary>
    private async Task<Person?> Welcome(Session session, string password)
    {
        if (session.PasswordChangeNeeded
            && !await Until("A password of your own", [Line.Of("That was a one-time password: please choose another one.")], "New password", async (text, cancel) =>
                await visit.Api.ChangePassword(session.Token, visit.Keys.Next(), password, text, cancel)))
        {
            return null;
        }

        if (await loading.Value("Welcome", cancel => visit.Api.Me(session.Token, cancel)) is not { } me)
        {
            return null;
        }

        var person = new Person(session.Id, session.Token, me.Name, me.Postcode);
        if (person.Postcode.Length == 0)
        {
            person = await Change(person, me, AccountDoes.Postcode);
        }

        return await Remember(person) ? person : null;
    }

    private async Task<bool> SignOut(Person me, bool everywhere)
    {
        var isSure = await stage.Run(new ChoiceScreen<bool>(
            Line.Of(everywhere ? "Sign out on all devices?" : "Sign out?", Tone.Strong),
            [Line.Of("This computer forgets who you are. Your orders stay with your account.")],
            [(false, "Stay"), (true, everywhere ? "Sign out everywhere" : "Sign out")],
            onEscape: false));
        if (!isSure)
        {
            return false;
        }

        var reply = await loading.Reply("Signing out", cancel => visit.Api.SignOut(me.Token, visit.Keys.Next(), everywhere, cancel));
        if (reply is Reply<string>.Refused { Problem: { Code: not "token_unknown" } problem })
        {
            await loading.Say(problem);
            return false;
        }

        return reply is not null && await loading.Quietly(async cancel =>
        {
            await visit.Reception.Forget(me, cancel);
            return true;
        });
    }

    private async Task<bool> Remember(Person person) => await loading.Quietly(async cancel =>
    {
        await visit.Reception.Choose(person, cancel);
        return true;
    });
}

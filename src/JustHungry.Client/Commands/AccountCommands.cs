using System.CommandLine;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>
/// client account | sign-in | sign-out | email | password | accept | change | export | erase | find: who somebody is, on more than one
/// computer. Passwords are typed, or come as lines of standard input.
/// </summary>
internal static class AccountCommands
{
    private static readonly string[] RoleWords = ["kitchen", "owner", "operator"];

    public static IEnumerable<Command> All(CommandRunner runner) =>
    [
        SignIn(runner), SignOut(runner), Account(runner), Email(runner), Password(runner), Accept(runner), Change(runner), Export(runner),
        Erase(runner), Find(runner),
    ];

    private static Command SignIn(CommandRunner runner)
    {
        var email = new Argument<string>("email") { Description = "Your e-mail address." };
        return Make(runner, "sign-in", "Come back as who you are; the password is asked for.", [email], async (run, visit) =>
        {
            var password = Secret(run, "Password");
            return await visit.Api.SignIn(visit.Keys.Next(), run.Parsed.GetValue(email)!, password, run.Cancel) switch
            {
                Reply<Session>.Done done => await Welcome(run, visit, done, password),
                Reply<Session>.Refused refused => run.Refuse(refused.Problem, refused.Answer),
                _ => throw Impossible(),
            };
        });
    }

    private static Command Accept(CommandRunner runner)
    {
        var code = new Argument<string>("code") { Description = "As it was given to you." };
        var name = new Option<string>("--name") { Description = "Your name.", HelpName = "NAME", Required = true };
        var email = new Option<string>("--email") { Description = "Your e-mail address.", HelpName = "EMAIL", Required = true };
        return Make(runner, "accept", "Take an invitation to work here; a password is asked for.", [code, name, email], async (run, visit) =>
        {
            var password = Secret(run, "Choose a password");
            return await visit.Api.Accept(
                visit.Keys.Next(),
                run.Parsed.GetValue(code)!,
                run.Parsed.GetValue(name)!,
                run.Parsed.GetValue(email)!,
                password,
                run.Cancel) switch
            {
                Reply<Session>.Done done => await Welcome(run, visit, done, password),
                Reply<Session>.Refused refused => run.Refuse(refused.Problem, refused.Answer),
                _ => throw Impossible(),
            };
        });
    }

    private static Command SignOut(CommandRunner runner)
    {
        var everywhere = new Option<bool>("--everywhere") { Description = "On all devices." };
        return Make(runner, "sign-out", "Go; this computer forgets who you are.", [everywhere], async (run, visit) =>
        {
            Run.Known(visit, out var me);
            var reply = await visit.Api.SignOut(me.Token, visit.Keys.Next(), run.Parsed.GetValue(everywhere), run.Cancel);
            if (reply is Reply<string>.Refused { Problem.Code: not "token_unknown" } refused)
            {
                return run.Refuse(refused.Problem, refused.Answer);
            }

            await visit.Reception.Forget(me, run.Cancel);
            return Say(run, reply.Answer, $"Goodbye, {me.Name}.");
        });
    }

    private static Command Account(CommandRunner runner)
    {
        var email = new Argument<string>("email") { Description = "Your e-mail address." };
        return Make(runner, "account", "Open an account, so that you can come back from anywhere.", [email], async (run, visit) =>
        {
            Run.Known(visit, out var me);
            var reply = await visit.Api.OpenAccount(
                me.Token, visit.Keys.Next(), run.Parsed.GetValue(email)!, Secret(run, "Choose a password"), run.Cancel);
            return Tell(run, reply, $"You have an account now, {me.Name}. Elsewhere: client sign-in {run.Parsed.GetValue(email)}");
        });
    }

    private static Command Email(CommandRunner runner)
    {
        var email = new Argument<string>("email") { Description = "The new one." };
        return Make(runner, "email", "Take another e-mail address; the password is asked for.", [email], async (run, visit) =>
        {
            Run.Known(visit, out var me);
            var address = run.Parsed.GetValue(email)!;
            var reply = await visit.Api.ChangeEmail(me.Token, visit.Keys.Next(), address, Secret(run, "Password"), run.Cancel);
            return Tell(run, reply, $"From now on: client sign-in {address}");
        });
    }

    private static Command Password(CommandRunner runner) => Make(
        runner, "password", "Take another password; other devices are signed out.", [], async (run, visit) =>
    {
        Run.Known(visit, out var me);
        var current = Secret(run, "Your password until now");
        var reply = await visit.Api.ChangePassword(
            me.Token, visit.Keys.Next(), current, Secret(run, "The new password"), run.Cancel);
        return Tell(run, reply, "The new password counts from now on.");
    });

    private static Command Change(CommandRunner runner)
    {
        var name = new Option<string?>("--name") { Description = "Your name.", HelpName = "NAME" };
        var postcode = new Option<string?>("--postcode") { Description = "Where orders go.", HelpName = "POSTCODE" };
        var phone = new Option<string?>("--phone") { Description = "So that the restaurant can ring you; empty: none.", HelpName = "PHONE" };
        var address = new Option<string[]?>("--address")
        {
            Description = "A line of it; may be repeated.", HelpName = "LINE",
        };
        return Make(runner, "change", "Change name, postcode, phone or address.", [name, postcode, phone, address], async (run, visit) =>
        {
            Run.Known(visit, out var me);
            var body = RequestBodies.Change(
                run.Parsed.GetValue(name),
                run.Parsed.GetValue(postcode),
                run.Parsed.GetValue(phone),
                run.Parsed.GetValue(address) is { Length: > 0 } lines ? lines : null);
            var reply = await visit.Api.Change(me.Token, visit.Keys.Next(), body, run.Cancel);
            if (reply is Reply<string>.Done && await visit.Api.Me(me.Token, run.Cancel) is Reply<Me>.Done { Value: var now })
            {
                await visit.Reception.Choose(me with { Name = now.Name, Postcode = now.Postcode }, run.Cancel);
            }

            return Tell(run, reply, "It is changed.");
        });
    }

    private static Command Export(CommandRunner runner) => Make(
        runner, "export", "All that the town keeps about you, as JSON.", [], async (run, visit) =>
    {
        Run.Known(visit, out var me);
        switch (await visit.Api.Export(me.Token, run.Cancel))
        {
            case Reply<string>.Refused refused:
                return run.Refuse(refused.Problem, refused.Answer);
            case var done:
                run.Out.WriteJson(done.Answer.Text);
                return ExitCodes.Fine;
        }
    });

    private static Command Erase(CommandRunner runner)
    {
        var yes = new Option<bool>("--yes") { Description = "I mean it.", Required = true };
        return Make(runner, "erase", "Have the town forget you, for good. Who has an account types its password.", [yes], async (run, visit) =>
        {
            Run.Known(visit, out var me);
            var hasAccount = await visit.Api.Me(me.Token, run.Cancel) is Reply<Me>.Done { Value.Email: not null };
            var reply = await visit.Api.Erase(
                me.Token, visit.Keys.Next(), hasAccount ? Secret(run, "Password") : null, run.Cancel);
            if (reply is Reply<string>.Done)
            {
                await visit.Reception.Forget(me, run.Cancel);
            }

            return Tell(run, reply, "You are forgotten.");
        });
    }

    private static Command Find(CommandRunner runner)
    {
        var number = new Argument<string>("number") { Description = "The order's number." };
        var phone = new Option<string>("--phone") { Description = "The phone that you gave.", HelpName = "PHONE", Required = true };
        var restaurant = new Option<string?>("--restaurant") { Description = "The restaurant's slug.", HelpName = "SLUG" };
        return Make(runner, "find", "Find an order that was made on another device.", [number, phone, restaurant], async (run, visit) =>
        {
            var reply = await visit.Api.FindByPhone(
                visit.Keys.Next(),
                run.Parsed.GetValue(number)!,
                run.Parsed.GetValue(phone)!,
                run.Parsed.GetValue(restaurant),
                run.Cancel);
            switch (reply)
            {
                case Reply<FoundOrder>.Refused refused:
                    return run.Refuse(refused.Problem, refused.Answer);
                case Reply<FoundOrder>.Done done when run.Json:
                    run.Out.WriteJson(done.Answer.Text);
                    return ExitCodes.Fine;
                default:
                    run.Out.Write(OrderText.Whole(((Reply<FoundOrder>.Done)reply).Value.Order, run.Context.Time));
                    return ExitCodes.Fine;
            }
        });
    }

    /// <summary>Remembers who signed in; after a one-time password, has them choose their own at once.</summary>
    private static async Task<int> Welcome(Run run, Visit visit, Reply<Session>.Done done, string password)
    {
        var session = done.Value;
        var (name, postcode) = await visit.Api.Me(session.Token, run.Cancel) is Reply<Me>.Done { Value: var me }
            ? (me.Name, me.Postcode)
            : ("", "");
        await visit.Reception.Choose(new Person(session.Id, session.Token, name, postcode), run.Cancel);
        if (session.PasswordChangeNeeded)
        {
            run.Note("That was a one-time password: please choose one of your own.");
            var reply = await visit.Api.ChangePassword(
                session.Token, visit.Keys.Next(), password, Secret(run, "Your new password"), run.Cancel);
            if (reply is Reply<string>.Refused refused)
            {
                return run.Refuse(refused.Problem, refused.Answer);
            }
        }

        var role = RoleWords.Contains(session.Role) ? $" ({session.Role})" : "";
        return Say(run, done.Answer, $"Welcome, {name}{role}. This is remembered.");
    }

    private static Command Make(
        CommandRunner runner, string name, string words, IReadOnlyList<Symbol> symbols, Func<Run, Visit, Task<int>> steps)
    {
        var json = CommandRunner.JsonOption();
        var command = new Command(name, words) { json };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        runner.On(command, json, async run =>
        {
            using var visit = await run.Begin();
            return await steps(run, visit);
        });
        return command;
    }

    private static string Secret(Run run, string words) =>
        (run.Context.ReadSecret?.Invoke(words) ?? run.Context.In.ReadLine()) is { Length: > 0 } secret
            ? secret
            : throw new UsageException($"{words}: nothing was given. It is typed, or a line of standard input.");

    private static int Tell(Run run, Reply<string> reply, string words) => reply is Reply<string>.Refused refused
        ? run.Refuse(refused.Problem, refused.Answer)
        : Say(run, reply.Answer, words);

    private static int Say(Run run, Answer answer, string words)
    {
        if (run.Json)
        {
            run.Out.WriteJson(answer.Text);
        }
        else
        {
            run.Out.Write(Line.Of(words));
        }

        return ExitCodes.Fine;
    }

    private static InvalidOperationException Impossible() => new("A reply is done or refused.");
}

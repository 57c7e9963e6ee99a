using System.CommandLine;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Commands;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Kitchen;

/// <summary>The kitchen's terminal as a command: the live board by itself, with a subcommand for each thing a script wants.</summary>
public static class KitchenCommand
{
    private const int LongestWait = 24 * 60;

    /// <summary>The command "kitchen" for the program to mount. Its exit codes are those of "client".</summary>
    public static Command Create() => Create(ClientContext.OfThisProcess());

    internal static Command Create(ClientContext context)
    {
        var server = new Option<string[]>("--server")
        {
            Description = "A front end's address; several may be given, repeated or separated by commas. "
                + $"Default: $HUNGRY_SERVER, else {ServerList.Default}.",
            HelpName = "URL",
            Recursive = true,
        };
        var who = new KitchenOptions(
            new("--restaurant") { Description = "The restaurant's slug. Default: that of the sign-in.", HelpName = "SLUG", Recursive = true },
            new("--token") { Description = "A token of the kitchen's. Default: $HUNGRY_TOKEN, else that of the sign-in.", HelpName = "TOKEN", Recursive = true });
        var runner = new CommandRunner(context, server, "kitchen");
        var command = new Command("kitchen", "Run a restaurant's kitchen: the live board, or one step at a time for scripts.")
        {
            server, who.Restaurant, who.Token,
            SignIn(runner, who),
            Board(runner, who),
            Move(runner, who, "accept", "Accept an order.", minutes: true),
            Move(runner, who, "reject", "Reject an order: closing_early, busy, item_unavailable, outside_area or other.", reason: true),
            Move(runner, who, "ready", "An order is ready."),
            Move(runner, who, "dispatch", "An order for delivery is on its way."),
            Move(runner, who, "deliver", "An order was delivered."),
            Move(runner, who, "collect", "An order was collected."),
            Move(runner, who, "promise", "Promise another time: busy, driver, weather, customer_asked or other.", minutes: true, reason: true),
            Move(runner, who, "cancel", "Cancel an order: customer_asked, customer_unreachable, closing_early, busy, item_unavailable, outside_area or other.", reason: true),
            State(runner, who),
            Pause(runner, who),
            Busy(runner, who),
            Stock(runner, who),
            PrintCommand.Create(runner, who),
        };
        runner.Interactive(command, (servers, terminal, parsed, cancel) =>
            KitchenApp.Run(context, servers, terminal, parsed.GetValue(who.Restaurant), who.TokenIn(parsed, context), cancel));
        return command;
    }

    private static Command SignIn(CommandRunner runner, KitchenOptions who)
    {
        var email = new Option<string>("--email") { Description = "Of the account.", Required = true, HelpName = "E-MAIL" };
        var json = CommandRunner.JsonOption();
        var command = new Command("sign-in", "Sign in at this computer; the password is read from $HUNGRY_PASSWORD, else from standard input.")
        {
            email, json,
        };
        runner.On(command, json, async run =>
        {
            using var visit = await Visit.Begin(run.Context, run.Servers, null, run.Cancel);
            var password = run.Context.Environment("HUNGRY_PASSWORD") ?? await run.Context.In.ReadLineAsync(run.Cancel) ?? "";
            var body = new JsonObject { ["email"] = run.Parsed.GetValue(email), ["password"] = password };
            var call = new Call(HttpMethod.Post, "/api/v1/sessions")
            {
                Key = visit.Keys.Next(),
                Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()),
            };
            var answer = await visit.Api.FrontEnds.Send(call, run.Context.Patience.Command, null, run.Cancel);
            if (answer.Status >= 300)
            {
                return run.Refuse(Problem.From(answer), answer);
            }

            var restaurants = answer.Json!.Value.Texts("restaurants");
            var restaurant = run.Parsed.GetValue(who.Restaurant) ?? (restaurants is [var only] ? only : null);
            new KitchenSession(answer.Json!.Value.Text("token"), restaurant ?? "").Save(visit.Town.Folder);
            if (run.Json)
            {
                run.Out.WriteJson(new JsonObject { ["restaurant"] = restaurant }.ToJsonString());
            }
            else
            {
                run.Out.Write(Line.Of(restaurant is null
                    ? "Signed in. Say with every command which --restaurant it is for."
                    : $"Signed in at {restaurant}."));
            }

            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Board(CommandRunner runner, KitchenOptions who)
    {
        var all = new Option<bool>("--all") { Description = "Those that are done too." };
        var json = CommandRunner.JsonOption();
        var command = new Command("board", "The orders of the kitchen, as they stand now.") { all, json };
        runner.On(command, json, run => who.With(run, async (kitchen, _) =>
        {
            var answer = await kitchen.Orders(!run.Parsed.GetValue(all), run.Cancel);
            return Say(run, answer, () => BoardText.Lines(
                [.. answer.Json!.Value.List("items").Select(KitchenOrder.From)], run.Context.Time));
        }));
        return command;
    }

    private static Command Move(
        CommandRunner runner, KitchenOptions who, string action, string words, bool minutes = false, bool reason = false)
    {
        var id = ShowCommand.IdArgument();
        var time = new Argument<int?>("MINUTES") { Description = "Until it is there.", Arity = ArgumentArity.ZeroOrOne };
        var why = new Option<string?>("--reason") { Description = "A code.", HelpName = "CODE", Required = reason && !minutes };
        var note = new Option<string?>("--note") { Description = "A few words for the customer.", HelpName = "WORDS" };
        var json = CommandRunner.JsonOption();
        var command = new Command(action, words) { id };
        if (minutes)
        {
            command.Add(time);
        }

        if (reason)
        {
            command.Add(why);
            command.Add(note);
        }

        command.Add(json);
        runner.On(command, json, run => who.With(run, async (kitchen, _) =>
        {
            var body = new JsonObject();
            Put(body, "minutes", minutes ? run.Parsed.GetValue(time) : null);
            Put(body, "reason", reason ? run.Parsed.GetValue(why) : null);
            Put(body, "note", reason ? run.Parsed.GetValue(note) : null);
            var order = await kitchen.IdOf(run.Parsed.GetValue(id)!, run.Cancel);
            var answer = await kitchen.Move(order, action, body, run.Cancel);
            return Say(run, answer, () => OrderText.Whole(Order.From(answer.Json!.Value), run.Context.Time));
        }));
        return command;
    }

    private static Command State(CommandRunner runner, KitchenOptions who)
    {
        var json = CommandRunner.JsonOption();
        var command = new Command("state", "What the kitchen says of the moment.") { json };
        runner.On(command, json, run => who.With(run, async (kitchen, _) => Say(run, await kitchen.State(run.Cancel))));
        return command;
    }

    private static Command Pause(CommandRunner runner, KitchenOptions who)
    {
        var minutes = new Argument<int>("MINUTES") { Description = $"0 to {LongestWait}; 0 ends a pause." };
        var json = CommandRunner.JsonOption();
        var command = new Command("pause", "Take no orders for a while.") { minutes, json };
        runner.On(command, json, run => who.With(run, async (kitchen, _) => Say(
            run, await kitchen.Say("pause", new JsonObject { ["minutes"] = run.Parsed.GetValue(minutes) }, run.Cancel))));
        return command;
    }

    private static Command Busy(CommandRunner runner, KitchenOptions who)
    {
        var minutes = new Argument<int>("MINUTES") { Description = "How much longer everything takes; 0: as usual again." };
        var length = new Option<int?>("--for") { Description = "Minutes for which it is so.", HelpName = "MINUTES" };
        var json = CommandRunner.JsonOption();
        var command = new Command("busy", "Everything takes longer for a while.") { minutes, length, json };
        runner.On(command, json, run => who.With(run, async (kitchen, _) =>
        {
            var body = new JsonObject { ["minutes"] = run.Parsed.GetValue(minutes) };
            Put(body, "for", run.Parsed.GetValue(length));
            return Say(run, await kitchen.Say("busy", body, run.Cancel));
        }));
        return command;
    }

    private static Command Stock(CommandRunner runner, KitchenOptions who)
    {
        var what = new Argument<string>("WHAT")
        {
            Description = "ITEM, ITEM:VARIATION or GROUP#MODIFIER, by the ids of \"menu\".",
        };
        var gone = new Option<bool>("--out") { Description = "It has run out." };
        var back = new Option<bool>("--back") { Description = "It is back." };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Out until then.", HelpName = "TIME" };
        var left = new Option<int?>("--left") { Description = "So many portions are left.", HelpName = "COUNT" };
        var json = CommandRunner.JsonOption();
        var command = new Command("stock", "Something has run out, is back, or is counted.") { what, gone, back, until, left, json };
        runner.On(command, json, run => who.With(run, async (kitchen, _) =>
        {
            var (isOut, isBack) = (run.Parsed.GetValue(gone) || run.Parsed.GetValue(until) is not null, run.Parsed.GetValue(back));
            if (isOut && isBack)
            {
                throw new UsageException("Either --out or --back, not both");
            }

            var body = StockBody(run.Parsed.GetValue(what)!);
            Put(body, "available", isOut || isBack ? JsonValue.Create(isBack) : null);
            Put(body, "until", run.Parsed.GetValue(until)?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
            Put(body, "left", run.Parsed.GetValue(left));
            return Say(run, await kitchen.Say("stock", body, run.Cancel));
        }));
        return command;
    }

    /// <summary>What is meant, as the API names it.</summary>
    internal static JsonObject StockBody(string what)
    {
        var (hash, colon) = (what.IndexOf('#', StringComparison.Ordinal), what.IndexOf(':', StringComparison.Ordinal));
        return hash > 0 ? new JsonObject { ["group"] = what[..hash], ["modifier"] = what[(hash + 1)..] }
            : colon > 0 ? new JsonObject { ["item"] = what[..colon], ["variation"] = what[(colon + 1)..] }
            : new JsonObject { ["item"] = what };
    }

    private static void Put(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    private static int Say(Run run, Answer answer, Func<IEnumerable<Line>>? words = null)
    {
        if (answer.Status >= 300)
        {
            return run.Refuse(Problem.From(answer), answer);
        }

        if (run.Json)
        {
            run.Out.WriteJson(answer.Text);
        }
        else
        {
            run.Out.Write(words?.Invoke() ?? BoardText.State(answer.Json!.Value, run.Context.Time));
        }

        return ExitCodes.Fine;
    }
}

/// <summary>Which kitchen, and with what right.</summary>
internal sealed record KitchenOptions(Option<string?> Restaurant, Option<string?> Token)
{
    /// <summary>Does something as the kitchen that was named, or that has signed in here.</summary>
    public async Task<int> With(Run run, Func<KitchenApi, Visit, Task<int>> steps)
    {
        using var visit = await Visit.Begin(run.Context, run.Servers, null, run.Cancel);
        try
        {
            return await steps(Open(visit, run.Context, run.Parsed.GetValue(Restaurant), TokenIn(run.Parsed, run.Context)), visit);
        }
        catch (RefusedException refused)
        {
            return run.Refuse(refused.Problem, refused.Answer);
        }
    }

    public string? TokenIn(ParseResult parsed, ClientContext context) =>
        parsed.GetValue(Token) ?? (context.Environment("HUNGRY_TOKEN") is { Length: > 0 } token ? token : null);

    /// <exception cref="OutageException">Nobody has signed in, or it is not said where.</exception>
    public static KitchenApi Open(Visit visit, ClientContext context, string? restaurant, string? token)
    {
        var session = KitchenSession.Load(visit.Town.Folder);
        var slug = restaurant ?? (session?.Restaurant is { Length: > 0 } own ? own : null);
        return (token ?? session?.Token) is not { } secret
            ? throw new OutageException("Nobody has signed in here. First: kitchen sign-in --email E-MAIL")
            : slug is null
                ? throw new OutageException("Which kitchen? Say --restaurant SLUG")
                : new KitchenApi(visit, context.Patience, secret, slug);
    }
}

using System.CommandLine;
using System.Text.Json;
using JustHungry.Cluster;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.People;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Seams;

namespace JustHungry.Commands;

/// <summary>
/// <c>hungry operator staff | invite | dismiss | invitations | withdraw | reset</c>: who works in this town, for who holds its
/// cluster key.
/// </summary>
internal static class OperatorCommand
{
    public static Command Create(TimeProvider time) => new("operator", "Say who works in this town (with its cluster key).")
    {
        Staff(time), Invite(time), Dismiss(time), Invitations(time), Withdraw(time), Reset(time),
    };

    /// <summary>A fresh id for a command.</summary>
    public static string FreshId(TimeProvider time) => Uuid7.Create(time.GetUtcNow(), SystemRandom.Create()).ToString();

    private static Command Staff(TimeProvider time) => Keyed("staff", "List who works here.", time, [], async (town, _, cancel) =>
    {
        foreach (var each in (await town.Read(InnerApi.TownStaff, cancel)).Json.GetProperty("items").EnumerateArray())
        {
            Console.WriteLine($"{Text(each, "id")}  {Text(each, "role"),-8}  {Text(each, "email")}  {Text(each, "name")}  {Restaurants(each)}");
        }
    });

    private static Command Invite(TimeProvider time)
    {
        var role = new Argument<string>("role") { Description = "kitchen, owner or operator." };
        var restaurants = new Argument<string[]>("restaurants")
        {
            Description = "Slugs of the restaurants; none for an operator.", Arity = ArgumentArity.ZeroOrMore,
        };
        return Keyed("invite", "Invite somebody; prints a code that works once.", time, [role, restaurants], async (town, parsed, cancel) =>
        {
            var answer = await town.Must(
                FreshId(time),
                "inviteStaff",
                json =>
                {
                    json.WriteString("role", parsed.GetValue(role));
                    json.WriteStartArray("restaurants");
                    foreach (var slug in parsed.GetValue(restaurants) ?? [])
                    {
                        json.WriteStringValue(slug);
                    }
                    json.WriteEndArray();
                },
                cancel);
            Console.WriteLine($"{Text(answer.Json, "code")}");
            Console.Error.WriteLine($"It works once, until {Text(answer.Json, "expires")}: hungry client accept CODE");
        });
    }

    private static Command Dismiss(TimeProvider time)
    {
        var person = new Argument<string>("person") { Description = "Their id, as hungry operator staff shows it." };
        return Keyed("dismiss", "Somebody no longer works here; they are signed out.", time, [person], async (town, parsed, cancel) =>
        {
            await town.Must(FreshId(time), "dismissStaff", json => json.WriteString("person", parsed.GetValue(person)), cancel);
            Console.WriteLine("They no longer work here.");
        });
    }

    private static Command Invitations(TimeProvider time) => Keyed(
        "invitations", "List invitations that can still be used.", time, [], async (town, _, cancel) =>
    {
        foreach (var each in (await town.Read(InnerApi.TownInvitations, cancel)).Json.GetProperty("items").EnumerateArray())
        {
            Console.WriteLine($"{Text(each, "id")}  {Text(each, "role"),-8}  until {Text(each, "expires")}  {Restaurants(each)}");
        }
    });

    private static Command Withdraw(TimeProvider time)
    {
        var invitation = new Argument<string>("invitation") { Description = "Its id, as hungry operator invitations shows it." };
        return Keyed("withdraw", "Take an invitation back.", time, [invitation], async (town, parsed, cancel) =>
        {
            await town.Must(
                FreshId(time), "withdrawInvitation", json => json.WriteString("invitation", parsed.GetValue(invitation)), cancel);
            Console.WriteLine("Its code is worth nothing any more.");
        });
    }

    private static Command Reset(TimeProvider time) => Keyed(
        "reset", "Give the first operator a fresh one-time password, and print it.", time, [], async (town, _, cancel) =>
    {
        var password = await town.MakeOperator(FreshId(time), unless: null, cancel)
            ?? throw new RefusedException("the town refused it.");
        Console.WriteLine(password);
        Console.Error.WriteLine($"For signing in as {Account.FirstOperator}, once: choose another one then.");
    });

    /// <summary>A command over a running town, by its key.</summary>
    public static Command Keyed(
        string name,
        string meaning,
        TimeProvider time,
        IReadOnlyList<Symbol> symbols,
        Func<TownCommands, ParseResult, CancellationToken, Task> run)
    {
        var nameServer = SharedOptions.NameServer();
        var key = SharedOptions.Key();
        var tls = new TlsOptions();
        var command = new Command(name, meaning) { nameServer, key };
        tls.AddForClient(command);
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
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = DataFolders.KeyFile(parsed.GetValue(key), folder: null);
            using var cluster = new ClusterClient(parsed.GetValue(nameServer)!, SharedOptions.ExistingKey(file), time, tls.Read(parsed));
            await run(new TownCommands(cluster, time), parsed, cancellation);
            return CommandLine.Fine;
        });
        return command;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static string Restaurants(JsonElement json) =>
        string.Join(' ', json.GetProperty("restaurants").EnumerateArray().Select(slug => slug.GetString()));
}

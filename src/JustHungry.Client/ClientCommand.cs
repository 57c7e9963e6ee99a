using System.CommandLine;
using JustHungry.Client.Commands;

namespace JustHungry.Client;

/// <summary>The terminal client as a command: interactive by itself, with a subcommand for each thing a script wants.</summary>
public static class ClientCommand
{
    /// <summary>
    /// The command "client" for the program to mount. Its exit codes: 0 fine, 1 a refusal or an outage (one line on
    /// standard error says which), 2 usage, 130 stopped by Ctrl+C.
    /// </summary>
    public static Command Create() => Create(ClientContext.OfThisProcess());

    internal static Command Create(ClientContext context)
    {
        var server = new Option<string[]>("--server")
        {
            Description = "A front end's address; several may be given, repeated or separated by commas. "
                + $"Default: $HUNGRY_SERVER, else {Api.ServerList.Default}.",
            HelpName = "URL",
            Recursive = true,
        };
        var runner = new CommandRunner(context, server);
        var command = new Command("client", "Order food: interactive by default, or one step at a time for scripts.");
        foreach (var symbol in (Command[])
        [
            RestaurantsCommand.Create(runner),
            MenuCommand.Create(runner),
            RegisterCommand.Create(runner),
            WhoAmICommand.Create(runner),
            SlotsCommand.Create(runner),
            OrderCommand.CreateQuote(runner),
            OrderCommand.Create(runner),
            OrdersCommand.Create(runner),
            ShowCommand.Create(runner),
            TrackCommand.Create(runner),
            CancelCommand.Create(runner),
            .. AccountCommands.All(runner),
        ])
        {
            command.Add(symbol);
        }

        command.Add(server);
        runner.Interactive(command);
        return command;
    }
}

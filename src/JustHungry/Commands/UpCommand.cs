using System.CommandLine;
using JustHungry.Processes;
using JustHungry.Telemetry;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry up</c>: a whole town with one command, and what it is doing.</summary>
internal static class UpCommand
{
    public static Command Create(TimeProvider time)
    {
        var replicas = SharedOptions.Number("--replicas", "How many replicas.", UpOptions.StandardReplicas, 1, UpOptions.MostReplicas);
        var port = SharedOptions.Port("--port", "The front end's port.", UpOptions.StandardPort);
        var nameServerPort = SharedOptions.Port("--name-server-port", "The name server's port.", UpOptions.StandardNameServerPort);
        var nameServer = new Option<string?>("--name-server")
        {
            Description = "Go by this name server, or etcd (etcd://HOST,HOST,…/TOWN), instead of starting one. "
                + $"In the environment: {SharedOptions.NameServerVariable}.",
            HelpName = "URL",
            DefaultValueFactory = _ => SharedOptions.GivenNameServer,
        };
        var data = SharedOptions.Data("The town's folder. Default: data");
        var noSamples = new Option<bool>("--no-samples") { Description = "Begin without the sample restaurants." };
        var keepAlive = new Option<bool>("--keep-alive") { Description = "Start a replica again when it dies." };
        var telemetry = new ProcessOptions();
        var postcodes = new SharedOptions.PostcodeServices();
        var command = new Command("up", "Start a whole town: name server, replicas and a front end; go on with the one that is there.")
        {
            replicas, port, nameServer, nameServerPort, data, noSamples, keepAlive,
        };
        postcodes.AddTo(command);
        telemetry.AddTo(command);
        command.SetAction(parsed =>
        {
            telemetry.HandOn(parsed);
            return Run(Read(parsed), time);
        });
        return command;

        UpOptions Read(ParseResult parsed) => new()
        {
            Replicas = parsed.GetValue(replicas),
            Port = parsed.GetValue(port),
            NameServer = parsed.GetValue(nameServer),
            NameServerPort = parsed.GetValue(nameServerPort),
            Data = parsed.GetValue(data)?.ToString() ?? DataFolders.Standard,
            Samples = !parsed.GetValue(noSamples),
            KeepAlive = parsed.GetValue(keepAlive),
            PostcodeServices = postcodes.Read(parsed),
        };
    }

    private static async Task<int> Run(UpOptions options, TimeProvider time)
    {
        using var shutdown = Shutdown.Listen(withParent: false);
        var events = new TownEvents(time);
        Town town;
        try
        {
            town = await Town.Start(options, time, events.Add, shutdown.Token);
        }
        catch (OperationCanceledException)
        {
            return CommandLine.Fine;
        }
        await using (town)
        {
            Welcome.Print(town, town.FirstPrimary, options, Console.Out);
            IStatusBoard board = Console.IsOutputRedirected ? new PlainBoard(Console.Out) : new LiveBoard(Screen.OfThisProcess());
            await board.Show(town, events, time, shutdown.Token);
            Console.WriteLine($"Closing: front end, backups, primary{(options.NameServer is null ? ", name server" : "")} …");
            await town.Stop();
            Console.WriteLine($"Closed. The next '{Welcome.Program} up' goes on with the same data.");
        }
        return CommandLine.Fine;
    }
}

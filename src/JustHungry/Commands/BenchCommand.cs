using System.CommandLine;
using System.Globalization;
using JustHungry.Bench;
using JustHungry.Processes;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry bench orders | failover</c>: measures a town through its front end.</summary>
internal static class BenchCommand
{
    private static readonly int[] StandardConnections = [1, 8, 32, 256];

    public static Command Create(TimeProvider time) => new("bench", "Measure a town through its front end.") { Orders(time), Failover(time) };

    private static Command Orders(TimeProvider time)
    {
        var connections = new Option<int[]>("--connections")
        {
            Description = "How many orders are under way at once; several are measured in turn. Default: 1 8 32 256",
            HelpName = "N …",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => StandardConnections,
        };
        connections.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out var number) || number is < 1 or > 10_000))
            {
                result.AddError("--connections must be numbers from 1 to 10000.");
            }
        });
        var seconds = SharedOptions.Number("--seconds", "How long each is measured.", 10, 1, 3_600);
        var server = new Option<string?>("--server")
        {
            Description = $"The front end. Default: the one at {FrontEnd}, or a town made for it where none answers there.",
            HelpName = "URL",
        };
        var json = Json();
        var seed = Seed();
        var command = new Command("orders", "Orders a second, and how long an order takes; every acknowledged order is read back.")
        {
            connections, seconds, server, seed, json,
        };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var progress = parsed.GetValue(json) ? TextWriter.Null : Console.Out;
            await using var town = await Choose(parsed.GetValue(server), time, progress, shutdown.Token);
            var bench = new OrdersBench(town, time, new Random(parsed.GetValue(seed)));
            progress.WriteLine($"Warming up for {OrdersBench.WarmUp.TotalSeconds} s …");
            await bench.Prepare(shutdown.Token);
            progress.WriteLine(OrdersResult.Header);
            var results = new List<OrdersResult>();
            foreach (var number in parsed.GetValue(connections)!)
            {
                results.Add(bench.Measure(number, TimeSpan.FromSeconds(parsed.GetValue(seconds)), shutdown.Token));
                progress.WriteLine(results[^1].Line);
                BenchReport.PrintFailures(results[^1].Failures, progress);
            }
            if (parsed.GetValue(json))
            {
                Console.WriteLine(BenchReport.Json(results));
            }
            return results.TrueForAll(result => result.IsGood) ? CommandLine.Fine : CommandLine.Refused;
        });
        return command;
    }

    private static Command Failover(TimeProvider time)
    {
        var kills = SharedOptions.Number("--kills", "How often.", 30, 1, 10_000);
        var fault = new Option<string>("--fault")
        {
            Description = "What is done to the town: kill, freeze or hand over the primary, freeze a backup, kill all replicas but one, the name server, or everything.",
            DefaultValueFactory = _ => Faults.Words[0],
        };
        fault.AcceptOnlyFromAmong([.. Faults.Words]);
        var connections = SharedOptions.Number("--connections", "How many orders are under way at once.", 32, 1, 10_000);
        var replicas = SharedOptions.Number("--replicas", "How many replicas.", UpOptions.StandardReplicas, 2, UpOptions.MostReplicas);
        var json = Json();
        var seed = Seed();
        var command = new Command("failover", "Kill or freeze parts of a town under load, a town made for it, and see what that costs.")
        {
            fault, kills, connections, replicas, seed, json,
        };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var progress = parsed.GetValue(json) ? TextWriter.Null : Console.Out;
            await using var town = await BenchTown.Start(parsed.GetValue(replicas), keepAlive: true, time, _ => { }, shutdown.Token);
            var bench = new FailoverBench(town, Faults.Parse(parsed.GetValue(fault)!), time, new Random(parsed.GetValue(seed)));
            var result = await bench.Measure(
                parsed.GetValue(kills),
                parsed.GetValue(connections),
                (number, what) => progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number}: {what}")),
                shutdown.Token);
            BenchReport.PrintFailures(result.Failures, progress);
            Console.WriteLine(parsed.GetValue(json) ? BenchReport.Json(result) : result.Summary);
            return result.IsGood ? CommandLine.Fine : CommandLine.Refused;
        });
        return command;
    }

    private static string FrontEnd => $"http://127.0.0.1:{UpOptions.StandardPort}";

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    private static Option<int> Seed() => SharedOptions.Number("--seed", "Which orders and moments are drawn.", 1, 0, int.MaxValue);

    private static async Task<BenchTown> Choose(string? server, TimeProvider time, TextWriter progress, CancellationToken cancellation)
    {
        if (server is null && !BenchTown.Answers(FrontEnd))
        {
            progress.WriteLine("Starting a town of three replicas for it …");
            return await BenchTown.Start(UpOptions.StandardReplicas, keepAlive: false, time, progress.WriteLine, cancellation);
        }
        server ??= FrontEnd;
        return Uri.TryCreate(server, UriKind.Absolute, out var url) && url.IsLoopback && BenchTown.Answers(server)
            ? BenchTown.Running(server)
            : throw new RefusedException($"no front end answers at {server} on this machine.");
    }
}

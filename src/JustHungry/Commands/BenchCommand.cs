using System.CommandLine;
using System.Globalization;
using JustHungry.Bench;
using JustHungry.Processes;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry bench orders | browse | mixed | failover | join | size | etcd | search | generate</c>: measures a town through its front end.</summary>
internal static class BenchCommand
{
    private const int MenuDishes = 25;
    private static readonly int[] StandardConnections = [1, 8, 32, 256];
    private static readonly int[] BrowseConnections = [64];

    public static Command Create(TimeProvider time) => new("bench", "Measure a town through its front end.")
    {
        Orders(time),
        Browse("browse", "Menus a second, and how long one takes to come.", ordersShare: 0, time),
        Browse("mixed", "The same, while every fifth request places an order.", ordersShare: 0.2, time),
        Failover(time),
        Join(time),
        Size(time),
        EtcdBenchCommand.Create(time),
        SearchBenchCommand.Search(time),
        SearchBenchCommand.Generate(),
    };

    private static Command Orders(TimeProvider time)
    {
        var connections = Connections(StandardConnections);
        var rate = new Option<int?>("--rate")
        {
            Description = "Orders a second of an open loop, each timed from when it was due. Default: a closed loop.",
            HelpName = "N",
        };
        rate.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value is < 1 or > 100_000))
            {
                result.AddError("--rate must be a number from 1 to 100000.");
            }
        });
        var seconds = SharedOptions.Number("--seconds", "How long each is measured.", 10, 1, 3_600);
        var server = Server();
        var json = Json();
        var seed = Seed();
        var command = new Command("orders", "Orders a second, and how long an order takes; every acknowledged order is read back.")
        {
            connections, rate, seconds, server, seed, json,
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
                results.Add(bench.Measure(number, TimeSpan.FromSeconds(parsed.GetValue(seconds)), shutdown.Token, parsed.GetValue(rate)));
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

    private static Command Browse(string name, string meaning, double ordersShare, TimeProvider time)
    {
        var connections = Connections(BrowseConnections);
        var seconds = SharedOptions.Number("--seconds", "How long each is measured.", 10, 1, 3_600);
        var dishes = SharedOptions.Number("--dishes", "The menu has at least so many dishes; a town made for it gets one.", MenuDishes, 1, 1_000);
        var page = new Option<bool>("--page") { Description = "The web site's page of the menu, and not the API's document." };
        var (server, json, seed) = (Server(), Json(), Seed());
        var command = new Command(name, meaning) { connections, seconds, dishes, page, server, seed, json };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var progress = parsed.GetValue(json) ? TextWriter.Null : Console.Out;
            await using var town = await Choose(parsed.GetValue(server), time, progress, shutdown.Token);
            var bench = new BrowseBench(town, time, new Random(parsed.GetValue(seed)), parsed.GetValue(page));
            await bench.Prepare(parsed.GetValue(dishes), shutdown.Token);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A menu of {bench.Dishes} dishes."));
            var results = new List<BrowseResult>();
            foreach (var number in parsed.GetValue(connections)!)
            {
                progress.WriteLine(BrowseResult.Header);
                results.Add(bench.Measure(number, TimeSpan.FromSeconds(parsed.GetValue(seconds)), ordersShare, shutdown.Token));
                progress.WriteLine(results[^1].Line);
                BenchReport.PrintFailures(results[^1].Failures, progress);
                if (results[^1].Orders is { } orders)
                {
                    progress.WriteLine(OrdersResult.Header);
                    progress.WriteLine(orders.Line);
                    BenchReport.PrintFailures(orders.Failures, progress);
                }
            }
            if (parsed.GetValue(json))
            {
                Console.WriteLine(BenchReport.Json(results));
            }
            return results.TrueForAll(result => result.IsGood) ? CommandLine.Fine : CommandLine.Refused;
        });
        return command;
    }

    private static Option<int[]> Connections(int[] standard)
    {
        var connections = new Option<int[]>("--connections")
        {
            Description = $"How many orders are under way at once; several are measured in turn. Default: {string.Join(' ', standard)}",
            HelpName = "N …",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => standard,
        };
        connections.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out var number) || number is < 1 or > 10_000))
            {
                result.AddError("--connections must be numbers from 1 to 10000.");
            }
        });
        return connections;
    }

    private static Option<string?> Server() => new("--server")
    {
        Description = $"The front end. Default: the one at {FrontEnd}, or a town made for it where none answers there.",
        HelpName = "URL",
    };

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

    private static Command Join(TimeProvider time)
    {
        var orders = SharedOptions.Number("--orders", "How many orders the town holds by then.", 100_000, 1, 100_000_000);
        var connections = SharedOptions.Number("--connections", "How many orders are under way at once.", 32, 1, 10_000);
        var replicas = SharedOptions.Number("--replicas", "How many replicas before one more joins.", UpOptions.StandardReplicas, 1, UpOptions.MostReplicas);
        var json = Json();
        var seed = Seed();
        var command = new Command("join", "Let a replica join a town of many orders under load, made for it, and see what that costs.")
        {
            orders, connections, replicas, seed, json,
        };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var progress = parsed.GetValue(json) ? TextWriter.Null : Console.Out;
            await using var town = await BenchTown.Start(parsed.GetValue(replicas), keepAlive: false, time, _ => { }, shutdown.Token);
            var bench = new JoinBench(town, time, new Random(parsed.GetValue(seed)));
            var result = await bench.Measure(parsed.GetValue(orders), parsed.GetValue(connections), progress.WriteLine, shutdown.Token);
            BenchReport.PrintFailures(result.Failures, progress);
            Console.WriteLine(parsed.GetValue(json) ? BenchReport.Json(result) : result.Summary);
            return result.IsGood ? CommandLine.Fine : CommandLine.Refused;
        });
        return command;
    }

    private static Command Size(TimeProvider time)
    {
        var orders = SharedOptions.Number("--orders", "How many orders the large town holds.", 2_000_000, 1, 100_000_000);
        var seconds = SharedOptions.Number("--seconds", "How long orders a second are measured each time.", 8, 1, 3_600);
        var seed = Seed();
        var command = new Command("size", "What it costs that a town holds many orders, beside one that holds few; both are made for it.")
        {
            orders, seconds, seed,
        };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            await using var small = await BenchTown.Start(UpOptions.StandardReplicas, keepAlive: false, time, _ => { }, shutdown.Token);
            await using var large = await BenchTown.Start(UpOptions.StandardReplicas, keepAlive: true, time, _ => { }, shutdown.Token);
            var bench = new SizeBench(small, large, time, new Random(parsed.GetValue(seed)));
            var result = await bench.Measure(
                parsed.GetValue(orders), TimeSpan.FromSeconds(parsed.GetValue(seconds)), Console.WriteLine, shutdown.Token);
            Console.WriteLine(result.Summary);
            return CommandLine.Fine;
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

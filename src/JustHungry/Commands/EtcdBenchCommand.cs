using System.CommandLine;
using System.Globalization;
using JustHungry.Bench;
using JustHungry.Processes;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry bench etcd</c>: orders a second beside the puts a second of the very etcd that holds the log, in one run.</summary>
internal static class EtcdBenchCommand
{
    private const int StandardBytes = 300;

    /// <summary>Puts and orders are measured in turn, so that a machine whose speed changes is the same for both.</summary>
    private const int Turns = 4;

    private static readonly int[] Clients = [1, 8, 256];

    /// <summary>etcd is compiled already; all of the town's hot code is only after some fifty thousand orders.</summary>
    private static readonly TimeSpan LongWarmUp = TimeSpan.FromSeconds(20);

    public static Command Create(TimeProvider time)
    {
        var nameServer = new Option<string>("--name-server")
        {
            Description = "The etcd: etcd://HOST,HOST,…/TOWN. The town is made for it, and must not be there.", HelpName = "URL", Required = true,
        };
        var seconds = SharedOptions.Number("--seconds", "How long each is measured.", 10, 1, 3_600);
        var bytes = SharedOptions.Number("--bytes", "Size of a value that is put.", StandardBytes, 1, 1_000_000);
        var command = new Command("etcd", "Orders a second of a town whose log is on etcd, beside that etcd's own puts a second.") { nameServer, seconds, bytes };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var address = parsed.GetValue(nameServer)!;
            if (!LogAddress.IsEtcd(address))
            {
                throw new RefusedException($"'{address}' is no etcd's address: etcd://HOST:2379,HOST:2379,HOST:2379/TOWN.");
            }
            var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            await using var town = await BenchTown.Start(
                UpOptions.StandardReplicas, keepAlive: false, time, Console.Error.WriteLine, shutdown.Token, address);
            Console.Error.WriteLine(town.Town!.Found);
            var bench = new OrdersBench(town, time, new Random(1));
            Console.Error.WriteLine("warming up …");
            await bench.Prepare(Clients[^1], LongWarmUp, shutdown.Token);
            try
            {
                return await Compare(bench, address, parsed.GetValue(bytes), duration, time, shutdown.Token);
            }
            catch (Exception error) when (error is LogUnavailableException or ArgumentException)
            {
                throw new RefusedException(error.Message);
            }
        });
        return command;
    }

    private static async Task<int> Compare(
        OrdersBench bench, string address, int bytes, TimeSpan duration, TimeProvider time, CancellationToken stop)
    {
        Console.WriteLine($"{"clients",8} {"etcd puts/s",12} {"orders/s",10} {"p50 ms",8} {"p99 ms",8} {"ratio",7}");
        var isGood = true;
        foreach (var clients in Clients)
        {
            var (puts, orders) = (0.0, 0.0);
            var took = OrderLoad.NewHistogram();
            for (var turn = 0; turn < Turns; turn++)
            {
                puts += (await EtcdPuts.Measure(address, clients, bytes, duration / Turns, time, stop)).PerSecond / Turns;
                var part = bench.Measure(clients, duration / Turns, stop);
                orders += part.PerSecond / Turns;
                took.Add(part.Took);
                isGood &= part.IsGood;
                BenchReport.PrintFailures(part.Failures, Console.Out);
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{clients,8} {puts,12:0} {orders,10:0} {Milliseconds(50),8:0.0} {Milliseconds(99),8:0.0} {orders / puts,6:0.00}×"));

            double Milliseconds(double percent) => took.GetValueAtPercentile(percent) / OrdersResult.MicrosecondsPerMillisecond;
        }
        return isGood ? CommandLine.Fine : CommandLine.Refused;
    }
}

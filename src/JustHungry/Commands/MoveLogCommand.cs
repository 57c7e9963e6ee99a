using System.CommandLine;
using System.Globalization;
using JustHungry.Processes;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;

namespace JustHungry.Commands;

/// <summary><c>hungry cluster move-log --from URL --to URL</c>: the town's log to another engine, the town stopped.</summary>
internal static class MoveLogCommand
{
    public static Command Create(TimeProvider time)
    {
        var from = Address("--from", "Where the log is.");
        var to = Address("--to", "Where it is to be; there must be no town.");
        var key = SharedOptions.Key();
        var tls = new TlsOptions();
        var command = new Command("move-log", "Move the town's log to another name server or etcd, while the town is stopped.") { from, to, key };
        tls.AddForClient(command);
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            var clusterKey = SharedOptions.ExistingKey(DataFolders.KeyFile(parsed.GetValue(key), folder: null));
            var (old, fresh) = (parsed.GetValue(from)!, parsed.GetValue(to)!);
            try
            {
                var source = (IMovableLog)LogAddress.Open(old, clusterKey, time, tls.Read(parsed));
                using var closingSource = source as IDisposable;
                var target = LogAddress.Open(fresh, clusterKey, time, tls.Read(parsed));
                using var closingTarget = target as IDisposable;
                var shown = EtcdAddress.TakePasswordOut(fresh).Address;
                var head = await new LogMove(source, target, time, Console.Error.WriteLine).Run(shown, shutdown.Token);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The log is at {shown} now, whole and verified, up to position {head.Position}. The old one is marked as moved."));
                Console.WriteLine($"Start everything with --name-server {shown}.");
                return CommandLine.Fine;
            }
            catch (Exception error) when (error is LogMoveException or LogUnavailableException or ArgumentException)
            {
                throw new RefusedException(error.Message);
            }
            catch (OperationCanceledException)
            {
                throw new RefusedException("it was broken off: the town goes on where it was. Begin anew to go on with the copy.");
            }
        });
        return command;
    }

    private static Option<string> Address(string name, string meaning) => new(name)
    {
        Description = $"{meaning} http://HOST:PORT of a name server that runs, or etcd://HOST,HOST,…/TOWN.", HelpName = "URL", Required = true,
    };
}

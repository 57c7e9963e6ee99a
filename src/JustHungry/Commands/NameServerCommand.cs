using System.CommandLine;
using JustHungry.Processes;
using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Inner;
using JustHungry.Telemetry;

namespace JustHungry.Commands;

/// <summary><c>hungry name-server</c>: the embedded log and the registry, until it is told to end.</summary>
internal static class NameServerCommand
{
    public static Command Create(TimeProvider time)
    {
        var data = SharedOptions.Data("Its folder, or the town's. Default: data/name-server");
        var listen = SharedOptions.Url("--listen", "Where it answers.", SharedOptions.DefaultNameServer);
        var key = SharedOptions.Key();
        var tls = new TlsOptions();
        var telemetry = new ProcessOptions();
        var withParent = SharedOptions.WithParent();
        var command = new Command("name-server", "Run the name server: it keeps the log and knows which replicas live.")
        {
            data, listen, key, withParent,
        };
        tls.AddForServer(command, isInner: true);
        telemetry.AddTo(command);
        command.SetAction(async parsed =>
        {
            var folder = Folder(parsed.GetValue(data)?.FullName);
            using var shutdown = Shutdown.Listen(parsed.GetValue(withParent));
            using var told = telemetry.Begin(parsed, "name-server", folder, time);
            using var idle = IdleMemory.Begin(time);
            return await NameServerHost.Run(
                new NameServerOptions
                {
                    DataFolder = folder,
                    Listening = new Listening(parsed.GetValue(listen)!)
                    {
                        // Nobody is told the address: everybody is started with it.
                        Tls = tls.Read(parsed), PlainHttp = tls.PlainHttp(parsed), Advertised = parsed.GetValue(listen),
                    },
                    ClusterKeyFile = DataFolders.KeyFile(parsed.GetValue(key), folder),
                },
                time,
                shutdown.Token);
        });
        return command;
    }

    private static string Folder(string? given) => given switch
    {
        null => Path.Combine(DataFolders.Standard, DataFolders.NameServer),
        _ when DataFolders.IsTown(given) => Path.Combine(given, DataFolders.NameServer),
        _ => given,
    };
}

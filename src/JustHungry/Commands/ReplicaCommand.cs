using System.CommandLine;
using JustHungry.BackEnd;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Telemetry;

namespace JustHungry.Commands;

/// <summary><c>hungry replica</c>: one replica, until it is told to end; it hands over first if it is the primary.</summary>
internal static class ReplicaCommand
{
    public static Command Create(TimeProvider time)
    {
        var nameServer = SharedOptions.NameServer();
        var data = SharedOptions.Data("Its folder, or the town's. Default: the first data/replica-N that nobody uses");
        var listen = SharedOptions.Url("--listen", "Where it answers; port 0 is a free one.", SharedOptions.AnyPort);
        var newTown = new Option<bool>("--new-town") { Description = "Begin a new town if the name server has none yet." };
        var key = SharedOptions.Key();
        var advertise = SharedOptions.Advertise();
        var tls = new TlsOptions();
        var telemetry = new ProcessOptions();
        var withParent = SharedOptions.WithParent();
        var postcodes = new SharedOptions.PostcodeServices();
        var command = new Command("replica", "Run a replica; it joins the town at any time, and is given what it missed.")
        {
            nameServer, data, listen, advertise, newTown, key, withParent,
        };
        postcodes.AddTo(command);
        tls.AddForServer(command, isInner: true);
        telemetry.AddTo(command);
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(parsed.GetValue(withParent));
            var (folder, held) = Folder(parsed.GetValue(data)?.ToString());
            using (held)
            {
                using var told = telemetry.Begin(parsed, "replica", folder, time);
                using var idle = IdleMemory.Begin(time);
                return await ReplicaHost.Run(
                    new ReplicaOptions
                    {
                        NameServer = parsed.GetValue(nameServer)!,
                        DataFolder = folder,
                        Listening = new Listening(parsed.GetValue(listen)!)
                        {
                            Tls = tls.Read(parsed), PlainHttp = tls.PlainHttp(parsed), Advertised = parsed.GetValue(advertise),
                        },
                        NewTown = parsed.GetValue(newTown),
                        MakeOperator = !parsed.GetValue(withParent),
                        ClusterKeyFile = DataFolders.KeyFile(parsed.GetValue(key), folder),
                        PostcodeServices = postcodes.Read(parsed),
                    },
                    time,
                    shutdown.Token);
            }
        });
        return command;
    }

    private static (string Folder, IDisposable? Held) Folder(string? given) => given switch
    {
        null => DataFolders.FirstFreeReplica(DataFolders.Standard),
        _ when DataFolders.IsTown(given) => DataFolders.FirstFreeReplica(given),
        _ => (given, null),
    };
}

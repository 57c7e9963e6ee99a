using System.CommandLine;
using JustHungry.FrontEnd;
using JustHungry.Processes;
using JustHungry.Telemetry;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry front-end</c>: one front end, until it is told to end. It keeps nothing; there may be any number.</summary>
internal static class FrontEndCommand
{
    public static Command Create(TimeProvider time)
    {
        var nameServer = SharedOptions.NameServer();
        var listen = SharedOptions.Url("--listen", "Where it answers.", $"http://127.0.0.1:{UpOptions.StandardPort}");
        var key = SharedOptions.Key();
        var secrets = SharedOptions.Number(
            "--sign-ins-per-minute", "Sign-ins and the like from one address in a minute; 0: no limit.", new FrontEndOptions().SecretsPerMinute, 0, 1_000_000);
        var tls = new TlsOptions();
        var telemetry = new ProcessOptions();
        var withParent = SharedOptions.WithParent();
        var command = new Command("front-end", "Run a front end: the web site and the public API.")
        {
            nameServer, listen, key, secrets, withParent,
        };
        tls.AddForServer(command, isInner: false);
        telemetry.AddTo(command);
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(parsed.GetValue(withParent));
            using var told = telemetry.Begin(parsed, "front-end", parsed.GetValue(listen)!, time);
            using var idle = IdleMemory.Begin(time);
            return await FrontEndHost.Run(
                new FrontEndOptions
                {
                    NameServer = parsed.GetValue(nameServer)!,
                    Listen = parsed.GetValue(listen)!,
                    Tls = tls.Read(parsed),
                    PlainHttp = tls.PlainHttp(parsed),
                    ClusterKeyFile = DataFolders.KeyFile(parsed.GetValue(key), folder: null),
                    SecretsPerMinute = parsed.GetValue(secrets),
                },
                time,
                shutdown.Token);
        });
        return command;
    }
}

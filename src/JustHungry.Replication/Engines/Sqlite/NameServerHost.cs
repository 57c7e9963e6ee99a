using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Telemetry;

namespace JustHungry.Replication.Engines.Sqlite;

/// <summary>Runs a name server in this process: the embedded log and the registry on one port.</summary>
public static class NameServerHost
{
    /// <summary>Runs until <paramref name="stop"/>. Says <c>ready URL pid N</c> on standard output once it listens.</summary>
    /// <returns>0; 1 where it could not start, with one line on standard error.</returns>
    public static async Task<int> Run(NameServerOptions options, TimeProvider time, CancellationToken stop)
    {
        try
        {
            options.Listening.Check(options.ClusterKeyFile);
            using var folder = FolderLock.TryTake(options.DataFolder);
            if (folder is null)
            {
                return Refuse($"{options.DataFolder} is in use: another name server runs on it.");
            }
            var key = ClusterKey.LoadOrCreate(options.ClusterKeyFile);
            var path = Path.Combine(options.DataFolder, LogFile.FileName);
            using var log = new LogFile(path);
            using var gauges = ReplicaGauges.OfNameServer(log, path);
            await using var app = InnerServer.Build(options.Listening, key, EntryFormat.CommandBytes * 2);
            var room = new DiskRoom("The name server", options.DataFolder, options.KeepFreeBytes, time, folder);
            new NameServer(log, room, time).Map(app);
            var url = await InnerServer.Start(app);
            ProcessLog.Ready(url);
            await StopRequested(stop);
            await app.StopAsync(CancellationToken.None);
            return 0;
        }
        catch (Exception error) when (error is StoreException or IOException or ArgumentException or FormatException
            or UnauthorizedAccessException)
        {
            return Refuse(error.Message);
        }
    }

    /// <summary>Completes when the token is cancelled.</summary>
    public static Task StopRequested(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stop.Register(() => stopped.TrySetResult());
        return stopped.Task;
    }

    private static int Refuse(string words)
    {
        ProcessLog.Say(words);
        return 1;
    }
}

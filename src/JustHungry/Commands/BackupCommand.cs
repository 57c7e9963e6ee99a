using System.CommandLine;
using System.Globalization;
using JustHungry.BackEnd.Archives;
using JustHungry.Backups;
using JustHungry.Cluster;
using JustHungry.Processes;

namespace JustHungry.Commands;

/// <summary><c>hungry backup FILE</c>, <c>hungry backup FOLDER --every 1h --keep 24</c>, <c>hungry backup verify FILE</c>.</summary>
internal static class BackupCommand
{
    private const int StandardKeep = 24;
    private const int MostKeep = 100_000;

    public static Command Create(TimeProvider time)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file to write. With --every: the folder to write to." };
        var every = Durations.Option("--every", "Take one again and again, so long after each other: 90s, 30m, 1h, 1d.");
        var keep = SharedOptions.Number("--keep", "With --every: how many of the newest stay.", StandardKeep, 1, MostKeep);
        var nameServer = SharedOptions.NameServer();
        var key = SharedOptions.Key();
        var tls = new TlsOptions();
        var command = new Command("backup", "Back a running town up, into one file.") { file, every, keep, nameServer, key, Verify(time) };
        tls.AddForClient(command);
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            using var cluster = new ClusterClient(
                parsed.GetValue(nameServer)!, SharedOptions.ExistingKey(DataFolders.KeyFile(parsed.GetValue(key), folder: null)), time, tls.Read(parsed));
            using var progress = new ProgressLine(time);
            var taking = new BackupTaking(cluster, time, progress.Say);
            var path = parsed.GetValue(file)!.FullName;
            Task<int> Take() => parsed.GetValue(every) is { } pause
                ? Series(taking, path, pause, parsed.GetValue(keep), time, progress, shutdown.Token)
                : Once(taking, path, progress, shutdown.Token);
            // Who breaks it off within the moment that the note takes is told so as ever, by the taking.
            return await ClusterCommand.Supervise(cluster, time, "back_up", null, Take, CancellationToken.None);
        });
        return command;
    }

    private static async Task<int> Once(BackupTaking taking, string path, ProgressLine progress, CancellationToken stop)
    {
        if (Directory.Exists(path))
        {
            throw new RefusedException($"{path} is a folder: name a file, or say --every.");
        }
        try
        {
            var (file, manifest) = await taking.Take(Path.GetDirectoryName(path)!, _ => Path.GetFileName(path), stop);
            progress.Clear();
            Print(file, manifest);
            return CommandLine.Fine;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new RefusedException("no backup was made: it was broken off.");
        }
    }

    private static async Task<int> Series(
        BackupTaking taking, string folder, TimeSpan every, int keep, TimeProvider time, ProgressLine progress, CancellationToken stop)
    {
        if (File.Exists(folder))
        {
            throw new RefusedException($"{folder} is a file: with --every, name a folder.");
        }
        void Say(string words)
        {
            progress.Clear();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():u} {words}"));
        }
        await new BackupSeries(taking, folder, every, keep, time, Say).Run(stop);
        return CommandLine.Fine;
    }

    private static Command Verify(TimeProvider time)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The backup." };
        var command = new Command("verify", "Prove that a backup is whole and undamaged, and say what is in it.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!.FullName;
            using var progress = new ProgressLine(time);
            try
            {
                var length = new FileInfo(path).Exists ? new FileInfo(path).Length : throw new RefusedException($"{path} is not there.");
                var manifest = await ArchiveFile.Verify(
                    path, done => progress.Say(string.Create(CultureInfo.InvariantCulture, $"read {100 * done / Math.Max(1, length)} %")), cancellation);
                progress.Clear();
                Print(path, manifest);
                Console.WriteLine("It is whole and undamaged, and holds what it says.");
                return CommandLine.Fine;
            }
            catch (InvalidDataException error)
            {
                progress.Clear();
                throw new RefusedException($"{path} is no good: {error.Message}");
            }
        });
        return command;
    }

    private static void Print(string file, ArchiveManifest manifest)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {file}
              town      {manifest.Lineage}
              position  {manifest.Position}, view {manifest.View}, of {manifest.Time:u}
              hash      {manifest.Hash}
              made      {manifest.MadeAt:u}
              size      {manifest.Bytes / 1e6:0.0} MB
            """));
    }
}

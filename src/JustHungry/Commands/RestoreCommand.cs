using System.CommandLine;
using System.Globalization;
using JustHungry.Backups;
using JustHungry.Processes;
using JustHungry.Up;

namespace JustHungry.Commands;

/// <summary><c>hungry restore FILE --data DIR</c>: makes a town's folder out of a backup.</summary>
internal static class RestoreCommand
{
    public static Command Create(TimeProvider time)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The backup." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The town's folder; it must not hold a town.", HelpName = "DIR", Required = true };
        var key = new Option<FileInfo?>("--key")
        {
            Description = "The cluster key of the town that was backed up. Default: the one in DIR, else a fresh one.", HelpName = "FILE",
        };
        var command = new Command("restore", "Make a town out of a backup; hungry up then starts it.") { file, data, key };
        command.SetAction(async parsed =>
        {
            using var shutdown = Shutdown.Listen(withParent: false);
            using var progress = new ProgressLine(time);
            var path = parsed.GetValue(file)!.FullName;
            var folder = parsed.GetValue(data)!;
            try
            {
                var restored = await Restoring.Run(path, folder.FullName, parsed.GetValue(key)?.FullName, progress.Say, shutdown.Token);
                progress.Clear();
                Print(restored, folder.ToString());
                return CommandLine.Fine;
            }
            catch (InvalidDataException error)
            {
                progress.Clear();
                throw new RefusedException($"{path} is no good: {error.Message}");
            }
            catch (OperationCanceledException)
            {
                throw new RefusedException($"nothing was restored: it was broken off. Empty {folder} before the next try.");
            }
        });
        return command;
    }

    private static void Print(Restored restored, string folder)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Restored the town {restored.Backup.Lineage} as of {restored.Backup.Time:u}, position {restored.Backup.Position}."));
        Console.WriteLine($"It is a town of its own now, with the lineage {restored.Head.Lineage}. What the old one took after that is not in it.");
        if (!restored.HasKey)
        {
            Console.WriteLine("Its cluster key is a fresh one: customers' tokens hold, but a registration that is repeated is not told its token again.");
        }
        Console.WriteLine($"Start it: {Welcome.Program} up --data {folder}");
    }
}

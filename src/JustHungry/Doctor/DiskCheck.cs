using System.Globalization;
using JustHungry.Replication.Inner;

namespace JustHungry.Doctor;

/// <summary>Tries how fast a folder's disk takes what is forced to it, and how much room it has.</summary>
internal static class DiskCheck
{
    private const int Syncs = 20;
    private const int BlockBytes = 4_096;
    private const double Gigabyte = 1e9;
    private const double SlowMs = 20;
    private const double TooSlowMs = 200;

    public static IEnumerable<Finding> Look(string folder, TimeProvider time)
    {
        var existing = Existing(folder);
        yield return Room(existing);
        yield return Speed(existing, time);
    }

    private static Finding Room(string folder)
    {
        var disk = new DriveInfo(folder);
        var free = disk.AvailableFreeSpace;
        var words = string.Create(CultureInfo.InvariantCulture, $"{free / Gigabyte:0.0} GB of {disk.TotalSize / Gigabyte:0.0} GB are free at {folder}");
        return free < DiskRoom.StandardKeepFree
            ? Finding.Bad("disk space", words, "make room: with so little left commands are refused.")
            : free < Gigabyte
                ? Finding.Doubtful("disk space", words, "make room: a snapshot or a backup needs as much as the store has.")
                : Finding.Good("disk space", words);
    }

    private static Finding Speed(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, $".hungry-doctor-{Environment.ProcessId}");
        try
        {
            var took = new List<double>();
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose))
            {
                var block = new byte[BlockBytes];
                for (var i = 0; i < Syncs; i++)
                {
                    var since = time.GetTimestamp();
                    file.Write(block);
                    file.Flush(flushToDisk: true);
                    took.Add(time.GetElapsedTime(since).TotalMilliseconds);
                }
            }
            took.Sort();
            var (median, worst) = (took[Syncs / 2], took[^1]);
            var words = string.Create(CultureInfo.InvariantCulture, $"4 KiB are forced to it in {median:0.0} ms (worst of {Syncs}: {worst:0.0} ms)");
            return median > TooSlowMs
                ? Finding.Bad("disk speed", words, "every order waits for that: use a local disk, not a network one, and see what else uses it.")
                : median > SlowMs
                    ? Finding.Doubtful("disk speed", words, "every order waits for that: is something else using the disk?")
                    : Finding.Good("disk speed", words);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("disk speed", $"{folder} cannot be written: {error.Message}", "run it as the user that the town runs as, or give --data.");
        }
    }

    private static string Existing(string folder)
    {
        var full = Path.GetFullPath(folder);
        while (!Directory.Exists(full))
        {
            full = Path.GetDirectoryName(full)!;
        }
        return full;
    }
}

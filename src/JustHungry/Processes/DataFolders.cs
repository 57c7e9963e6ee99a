using JustHungry.Commands;
using JustHungry.Replication.Inner;

namespace JustHungry.Processes;

/// <summary>Where a town's data lie: <c>DIR/cluster.key</c>, <c>DIR/name-server</c>, <c>DIR/replica-N</c>, <c>DIR/logs</c>.</summary>
internal static class DataFolders
{
    public const string Standard = "data";
    public const string KeyName = "cluster.key";
    public const string NameServer = "name-server";

    /// <summary>Stands in a town's folder while a backup is being restored into it.</summary>
    public const string Restoring = "restoring";

    /// <summary>Stands in a town's folder once it has been opened: its log and its stores belong together.</summary>
    public const string OpenedMark = "opened";

    /// <summary>What <see cref="OpenedMark"/> says to people.</summary>
    public const string OpenedWords = "This town has been opened before: its log and its stores belong together.\n";

    private const string Chosen = "chosen";
    private const int MostReplicas = 99;

    public static string Replica(string town, int number) => Path.Combine(town, $"replica-{number}");

    /// <summary>
    /// The key's file: as given; else the one in the folder above <paramref name="folder"/>; else <c>data/cluster.key</c>,
    /// so that processes started by hand in one current folder agree wherever their data lie.
    /// </summary>
    public static string KeyFile(FileInfo? given, string? folder)
    {
        if (given is not null)
        {
            return given.FullName;
        }
        var beside = folder is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder)) ?? "/", KeyName);
        return File.Exists(beside) ? beside : Path.Combine(Standard, KeyName);
    }

    /// <summary>True for the folder of a whole town, false for that of one process.</summary>
    public static bool IsTown(string folder) => File.Exists(Path.Combine(folder, KeyName));

    /// <summary>
    /// Chooses the first <c>replica-N</c> that nobody uses, and keeps others from choosing it while the result is held.
    /// </summary>
    /// <exception cref="RefusedException">All are in use.</exception>
    public static (string Folder, IDisposable Held) FirstFreeReplica(string town)
    {
        for (var number = 1; number <= MostReplicas; number++)
        {
            var folder = Replica(town, number);
            var held = FolderLock.TryTake(Path.Combine(folder, Chosen));
            if (held is not null && IsFree(folder))
            {
                return (folder, held);
            }
            held?.Dispose();
        }
        throw new RefusedException($"all of {town}/replica-1 to replica-{MostReplicas} are in use.");
    }

    private static bool IsFree(string folder)
    {
        using var taken = FolderLock.TryTake(folder);
        return taken is not null;
    }
}

using JustHungry.BackEnd;
using JustHungry.BackEnd.Archives;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Seams;
using Town = JustHungry.Replication.Replicas.Town;

namespace JustHungry.Backups;

/// <summary>
/// Makes a town's folder out of a backup. It is a new lineage that begins where the backup ends: nothing of the old town's can be mixed
/// up with it, and whoever carries a position of the old one is given a fresh one.
/// </summary>
internal static class Restoring
{
    private const int FirstReplica = 1;

    private static readonly string[] Harmless = [DataFolders.KeyName, FolderLock.FileName];

    /// <summary>Restores a verified backup into a folder that holds no town.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="data">The town's folder; made if missing.</param>
    /// <param name="keyFile">The town's cluster key; null: the one that is in the folder, or a fresh one.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellation">Breaks it off; the folder is then to be emptied.</param>
    /// <exception cref="RefusedException">The folder holds something, or the key is another town's.</exception>
    /// <exception cref="InvalidDataException">The backup is no good; the message is for people.</exception>
    public static async Task<Restored> Run(
        string file, string data, string? keyFile, Action<string> progress, CancellationToken cancellation)
    {
        CheckFolder(data);
        using var held = FolderLock.TryTake(data) ?? throw new RefusedException($"the folder {data} is in use: another hungry runs on it.");
        progress("verifying the backup");
        var manifest = await ArchiveFile.Verify(file, static _ => { }, cancellation);
        var hasKey = keyFile is not null || DataFolders.IsTown(data);
        var key = TakeKey(keyFile ?? Path.Combine(data, DataFolders.KeyName), hasKey, manifest);

        var restoring = Path.Combine(data, DataFolders.Restoring);
        var replica = DataFolders.Replica(restoring, FirstReplica);
        var nameServer = Path.Combine(restoring, DataFolders.NameServer);
        Directory.CreateDirectory(replica);
        Directory.CreateDirectory(nameServer);
        progress("copying it");
        var head = await RestoredStore.Make(file, manifest, replica, Town.NewLineage(SystemRandom.Create()), cancellation);
        using (var log = new LogFile(Path.Combine(nameServer, LogFile.FileName)))
        {
            log.Create(head);
        }
        if (keyFile is not null || !hasKey)
        {
            key.Save(Path.Combine(data, DataFolders.KeyName));
        }
        await File.WriteAllTextAsync(Path.Combine(data, DataFolders.OpenedMark), DataFolders.OpenedWords, CancellationToken.None);
        FolderSync.Flush(replica);
        FolderSync.Flush(nameServer);
        Directory.Move(replica, DataFolders.Replica(data, FirstReplica));
        Directory.Move(nameServer, Path.Combine(data, DataFolders.NameServer));
        // Until this is gone, the folder counts as one whose restore was interrupted.
        Directory.Delete(restoring);
        FolderSync.Flush(data);
        return new Restored(manifest, head, hasKey);
    }

    private static void CheckFolder(string data)
    {
        if (Directory.Exists(Path.Combine(data, DataFolders.Restoring)))
        {
            throw new RefusedException($"an earlier restore into {data} was interrupted: empty the folder, and restore again.");
        }
        var found = Directory.Exists(data)
            ? Directory.EnumerateFileSystemEntries(data).Select(Path.GetFileName).FirstOrDefault(name => !Harmless.Contains(name))
            : null;
        if (found is not null)
        {
            throw new RefusedException($"{data} is not empty (it holds {found}): a backup is restored into a folder that holds no town.");
        }
    }

    private static ClusterKey TakeKey(string file, bool hasKey, ArchiveManifest manifest)
    {
        if (!hasKey)
        {
            return ClusterKey.Create();
        }
        var key = SharedOptions.ExistingKey(file);
        return manifest.Key is null || manifest.Key == key.Fingerprint ? key
            : throw new RefusedException($"the cluster key in {file} is not that of the town that was backed up.");
    }
}

/// <summary>What was restored. Immutable.</summary>
/// <param name="Backup">What the backup says of itself.</param>
/// <param name="Head">Where the new log begins.</param>
/// <param name="HasKey">True where the old town's key is used again.</param>
internal sealed record Restored(ArchiveManifest Backup, LogHead Head, bool HasKey);

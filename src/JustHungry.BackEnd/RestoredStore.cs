using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Joining;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;

namespace JustHungry.BackEnd;

/// <summary>A replica's folder made out of a backup.</summary>
public static class RestoredStore
{
    /// <summary>True where a replica's folder was made out of a backup.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Joiner.RestoredMark));

    /// <summary>
    /// Puts the backup's data into a replica's folder as the beginning of another lineage. Returns the head that the log must begin
    /// with; the folder says so too, so that its replica can begin a log that is empty.
    /// </summary>
    /// <param name="archive">The backup, verified.</param>
    /// <param name="manifest">What it says of itself.</param>
    /// <param name="folder">The replica's, without a store.</param>
    /// <param name="lineage">The new lineage.</param>
    /// <param name="cancel">Breaks it off.</param>
    /// <exception cref="InvalidDataException">The backup holds no town.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static async Task<LogHead> Make(
        string archive, ArchiveManifest manifest, string folder, string lineage, CancellationToken cancel)
    {
        if (manifest.Position == 0)
        {
            throw new InvalidDataException("it is of a town in which nothing has happened yet: start a new one instead.");
        }
        var store = Path.Combine(folder, Joiner.StoreName);
        await ArchiveFile.CopyDatabase(archive, manifest, store, cancel);
        var head = ReplicaStore.BeginLineage(store, lineage).Head;
        await File.WriteAllTextAsync(Path.Combine(folder, Joiner.RestoredMark), HeadText.Write(head) + "\n", cancel);
        return head;
    }
}

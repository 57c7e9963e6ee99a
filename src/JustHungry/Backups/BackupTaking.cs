using JustHungry.BackEnd.Archives;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;

namespace JustHungry.Backups;

/// <summary>Takes a backup from a running town: a backup replica's store, so that the primary has no work with it.</summary>
internal sealed class BackupTaking(ClusterClient cluster, TimeProvider time, Action<string> progress)
{
    private const string PartEnding = ".part";

    /// <summary>
    /// Writes a verified backup to <paramref name="name"/>'s file. Everything that was acknowledged before the call is in it. The file
    /// is there whole or not at all; one of that name is replaced.
    /// </summary>
    /// <param name="folder">Where it goes; made if missing.</param>
    /// <param name="name">Its name, by what is in it.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="RefusedException">No replica gives a good one; the message says why.</exception>
    public async Task<(string File, ArchiveManifest Manifest)> Take(
        string folder, Func<ArchiveManifest, string> name, CancellationToken cancellation)
    {
        var (givers, least) = await Givers(cancellation);
        Directory.CreateDirectory(folder);
        var part = Path.Combine(folder, $"{Environment.ProcessId}{PartEnding}");
        var last = "";
        foreach (var giver in givers)
        {
            try
            {
                var manifest = await ArchiveDownload.Copy(cluster.Http, giver, least, part, time, progress, cancellation);
                progress("verifying it");
                await ArchiveFile.Verify(part, static _ => { }, cancellation);
                var file = Path.Combine(folder, name(manifest));
                File.Move(part, file, overwrite: true);
                FolderSync.Flush(folder);
                return (file, manifest);
            }
            catch (Exception error) when (error is HttpRequestException or InvalidDataException or IOException)
            {
                last = $"{giver.Replica.Id} gives no good one: {error.Message}";
                progress(last);
            }
            finally
            {
                File.Delete(part);
            }
        }
        throw new RefusedException($"no backup was made. {last}");
    }

    private async Task<(IReadOnlyList<ReplicaStatus> Givers, long Least)> Givers(CancellationToken cancellation)
    {
        try
        {
            var head = await cluster.Log.Head(cancellation)
                ?? throw new RefusedException("there is no town there yet, so there is nothing to back up.");
            var givers = SnapshotDownload.Givers(await cluster.Log.Registry(cancellation), head.Lineage);
            return givers.Count > 0 ? (givers, head.Position)
                : throw new RefusedException("no replica lives that could give a backup.");
        }
        catch (LogUnavailableException error)
        {
            throw new RefusedException(error.Message);
        }
    }
}

using System.Globalization;
using JustHungry.BackEnd.Archives;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Telemetry;

namespace JustHungry.BackEnd.Joining;

/// <summary>
/// How a new replica comes by all that happened before it: a copy of a peer's store, checked, from which it follows the log. A copy
/// that breaks off, or is not what was sent, is begun anew, from the next peer.
/// </summary>
internal static class SnapshotCopy
{
    /// <summary>
    /// Copies a snapshot from the first peer that gives a good one, and puts it where the store is to be. False: no peer has one.
    /// </summary>
    /// <param name="peers">Asked one after the other.</param>
    /// <param name="lineage">The town's.</param>
    /// <param name="storePath">Where the store is to be.</param>
    /// <param name="http">Brings the cluster key.</param>
    /// <param name="time">For progress and time-outs.</param>
    /// <param name="say">Told what happens, in words for people.</param>
    /// <param name="stop">Breaks it off.</param>
    public static async Task<bool> Fetch(
        IEnumerable<ReplicaStatus> peers, string lineage, string storePath, HttpClient http, TimeProvider time,
        Action<string> say, CancellationToken stop)
    {
        foreach (var peer in peers)
        {
            var part = storePath + ".part";
            var since = time.GetTimestamp();
            try
            {
                var manifest = await ArchiveDownload.Copy(http, peer, 0, part, time, say, stop);
                if (manifest.Lineage != lineage)
                {
                    throw new InvalidDataException($"it is of another town (lineage {manifest.Lineage}).");
                }
                ArchiveFile.CutSeal(part, manifest);
                StoreFiles.Remove(storePath);
                File.Move(part, storePath);
                Measures.Snapshot(time.GetElapsedTime(since), isGiven: false);
                say(string.Create(CultureInfo.InvariantCulture,
                    $"copied {manifest.Bytes / 1e6:0.0} MB from {peer.Replica.Id}, up to position {manifest.Position}"));
                return true;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or StoreException or InvalidDataException)
            {
                say($"the snapshot from {peer.Replica.Id} is no good: {error.Message}");
                StoreFiles.Remove(part);
            }
        }
        return false;
    }
}

using System.Globalization;
using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Telemetry;
using Microsoft.AspNetCore.Http;

namespace JustHungry.BackEnd.Joining;

/// <summary>
/// Gives copies of this replica's store to replicas that join, and to whoever makes backups: of one moment, made while others read
/// and write, sent as an archive, and removed again. Thread-safe.
/// </summary>
/// <param name="folder">The replica's folder, where copies lie while they are sent.</param>
/// <param name="room">A copy takes as much of it as the store does.</param>
/// <param name="key">The town's key, which archives tell the fingerprint of.</param>
/// <param name="time">For the time of making.</param>
internal sealed class SnapshotServer(string folder, DiskRoom room, ClusterKey key, TimeProvider time)
{
    /// <summary>More copies at once would only make each other slow; who comes then asks another replica.</summary>
    private const int MostAtOnce = 2;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(5);

    private const string Pattern = "snapshot-*.part";

    private int _serving;
    private int _made;

    /// <summary>Removes what a process that was killed has left.</summary>
    public void TidyUp()
    {
        foreach (var file in Directory.EnumerateFiles(folder, Pattern))
        {
            File.Delete(file);
        }
    }

    /// <summary>Answers <see cref="InnerApi.Snapshot"/>: an archive, or 503 with words.</summary>
    public async Task Serve(HttpContext context, RunningReplica running)
    {
        try
        {
            if (Interlocked.Increment(ref _serving) > MostAtOnce)
            {
                await Refuse(context, "it gives two snapshots already.");
                return;
            }
            _ = long.TryParse(context.Request.Query["least"], NumberStyles.None, CultureInfo.InvariantCulture, out var least);
            if (running.Replica.Applied.Head.Position < least
                && !await running.Replica.WaitForPosition(least - 1, LeastTime, context.RequestAborted))
            {
                await Refuse(context, "it is behind.");
                return;
            }
            await Serve(context, running.Store, Path.Combine(folder, Pattern.Replace("*", Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture))));
        }
        finally
        {
            Interlocked.Decrement(ref _serving);
        }
    }

    private async Task Serve(HttpContext context, ReplicaStore store, string path)
    {
        if (room.ShortageAfter(store.FileBytes) is { } words)
        {
            await Refuse(context, words);
            return;
        }
        var since = time.GetTimestamp();
        try
        {
            var at = await Task.Run(() => store.SnapshotTo(path, isToLast: false), CancellationToken.None);
            // Removed at once, it is gone whatever becomes of this process; what is open stays readable.
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            File.Delete(path);
            context.Response.ContentLength = ArchiveFile.LengthOf(file.Length);
            var manifest = new ArchiveManifest(
                ArchiveSeal.Format, at.Head.Lineage, at.Head.Position, at.Head.Hash, at.View?.Number ?? 0, at.Time,
                time.GetUtcNow(), file.Length, key.Fingerprint);
            await ArchiveFile.Write(file, manifest, context.Response.Body, context.RequestAborted);
            Measures.Snapshot(time.GetElapsedTime(since), isGiven: true);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task Refuse(HttpContext context, string words)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(words, context.RequestAborted);
    }
}

using System.Globalization;
using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Telemetry;
using Microsoft.AspNetCore.Http;

namespace JustHungry.BackEnd.Joining;

/// <summary>
/// Gives this replica's store, as it stands at one moment, to replicas that join, and to whoever makes backups, as an archive, while others
/// read and write. Thread-safe.
/// </summary>
/// <param name="folder">The replica's folder, where copies lie while they are sent, if there must be one.</param>
/// <param name="room">A copy takes as much of it as the store does.</param>
/// <param name="key">The town's key, which archives tell the fingerprint of.</param>
/// <param name="time">For the time of making.</param>
internal sealed class SnapshotServer(string folder, DiskRoom room, ClusterKey key, TimeProvider time)
{
    /// <summary>More copies at once would only make each other slow; who comes then asks another replica.</summary>
    private const int MostAtOnce = 2;

    /// <summary>
    /// While the store's file is held, its write-ahead log grows, to so many pages (256 MiB in all) at most: whoever takes longer
    /// gets the rest from a copy.
    /// </summary>
    private const int MostLogPages = 32 * 1024;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(5);

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
            using var snapshot = await Take(store, path);
            context.Response.ContentLength = ArchiveFile.LengthOf(snapshot.Bytes);
            var at = snapshot.At;
            var manifest = new ArchiveManifest(
                ArchiveSeal.Format, at.Head.Lineage, at.Head.Position, at.Head.Hash, at.View?.Number ?? 0, at.Time,
                time.GetUtcNow(), snapshot.Bytes, key.Fingerprint);
            await ArchiveFile.Write(Next, manifest, context.Response.Body, context.RequestAborted);
            Measures.Snapshot(time.GetElapsedTime(since), isGiven: true);

            int Next(Memory<byte> buffer)
            {
                if (snapshot.LogPages > MostLogPages)
                {
                    snapshot.MoveAside(path);
                }
                return snapshot.Read(buffer.Span);
            }
        }
        catch (ObjectDisposedException)
        {
            // The store was closed meanwhile: this replica joins anew, or ends. Who asked sees it by the missing rest, and asks another.
            context.Abort();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The store's own file where it can be held, which costs nothing; else, while somebody reads for long, a copy.</summary>
    private async Task<StoreSnapshot> Take(ReplicaStore store, string path)
    {
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < HoldTime; await Task.Delay(TryEvery, time))
        {
            if (store.TryHold() is { } held)
            {
                return held;
            }
        }
        return await Task.Run(() => store.CopyAside(path));
    }

    private static Task Refuse(HttpContext context, string words)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(words, context.RequestAborted);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Http;

namespace JustHungry.BackEnd.Joining;

/// <summary>
/// How a new replica comes by all that happened before it: a copy of a peer's store, checked, from which it follows the log.
/// </summary>
internal static class SnapshotCopy
{
    private const string SumHeader = "Hungry-Sha256";
    private static readonly TimeSpan CopyTime = TimeSpan.FromMinutes(30);

    /// <summary>Serves a snapshot of <paramref name="store"/>: made while others read and write, sent, and removed again.</summary>
    public static async Task Serve(HttpContext context, ReplicaStore store, string folder)
    {
        var path = Path.Combine(folder, $"snapshot-{context.TraceIdentifier.Replace(':', '-')}.part");
        try
        {
            await Task.Run(() => store.SnapshotTo(path), context.RequestAborted);
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            var sum = await SHA256.HashDataAsync(file, context.RequestAborted);
            file.Position = 0;
            context.Response.Headers[SumHeader] = Convert.ToHexStringLower(sum);
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>
    /// Copies a snapshot from the first peer that gives a good one, and puts it where the store is to be. False: no peer has one.
    /// </summary>
    public static async Task<bool> Fetch(
        IEnumerable<ReplicaStatus> peers, LogHead head, string storePath, ClusterKey key, Action<string> say, CancellationToken stop)
    {
        using var http = InnerHttp.Client(key);
        foreach (var peer in peers.Where(peer => peer.Lineage == head.Lineage).OrderByDescending(peer => peer.Applied))
        {
            var part = storePath + ".part";
            try
            {
                say($"copying a snapshot from {peer.Replica.Id}");
                var size = await Copy(http, peer.Replica.Url, part, stop);
                Check(part, head);
                Remove(storePath);
                File.Move(part, storePath);
                say(string.Create(CultureInfo.InvariantCulture, $"copied {size / 1e6:F1} MB from {peer.Replica.Id}"));
                return true;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or StoreException or InvalidDataException)
            {
                say($"the snapshot from {peer.Replica.Id} is no good: {error.Message}");
                Remove(part);
            }
        }
        return false;
    }

    private static void Remove(string database)
    {
        foreach (var file in new[] { database, database + "-wal", database + "-shm" })
        {
            File.Delete(file);
        }
    }

    private static async Task<long> Copy(HttpClient http, string url, string path, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(CopyTime);
        using var answer = await http.GetAsync(url + InnerApi.Snapshot, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        answer.EnsureSuccessStatusCode();
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        await answer.Content.CopyToAsync(file, limit.Token);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, limit.Token));
        if (!answer.Headers.TryGetValues(SumHeader, out var expected) || expected.First() != sum)
        {
            throw new InvalidDataException("its checksum is wrong.");
        }
        return file.Length;
    }

    private static void Check(string path, LogHead head)
    {
        using var store = ReplicaStore.Open(new StoreOptions { Path = path, TokenSecret = default });
        var applied = store.Applied.Head;
        if (applied.Lineage != head.Lineage)
        {
            throw new InvalidDataException($"it is of another town (lineage {applied.Lineage}).");
        }
    }
}

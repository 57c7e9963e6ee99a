using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.Tests.Store;

namespace JustHungry.BackEnd.Tests.Archives;

/// <summary>Archives of a small town.</summary>
internal static class TestArchive
{
    /// <summary>An archive of the store as it is now, in memory; its manifest may lie about the lineage.</summary>
    public static async Task<(byte[] Bytes, ArchiveManifest Manifest)> Of(TestStores stores, string? lineage = null)
    {
        var path = stores.PathOf($"{Path.GetRandomFileName()}.db");
        stores.Primary.SnapshotTo(path);
        return await Write(stores, path, lineage);
    }

    /// <summary>An archive of the store in a file, in memory.</summary>
    public static async Task<byte[]> Of(TestStores stores, string path, string lineage) => (await Write(stores, path, lineage)).Bytes;

    private static async Task<(byte[] Bytes, ArchiveManifest Manifest)> Write(TestStores stores, string path, string? lineage)
    {
        var at = ReplicaStore.Peek(path);
        await using var file = File.OpenRead(path);
        var manifest = new ArchiveManifest(
            ArchiveSeal.Format, lineage ?? at.Head.Lineage, at.Head.Position, at.Head.Hash, at.View?.Number ?? 0, at.Time,
            stores.Now, file.Length, null);
        using var bytes = new MemoryStream();
        await ArchiveFile.Write(buffer => file.Read(buffer.Span), manifest, bytes, default);
        return (bytes.ToArray(), manifest);
    }
}

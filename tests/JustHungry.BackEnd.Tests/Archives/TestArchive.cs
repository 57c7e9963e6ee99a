using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Store;
using JustHungry.BackEnd.Tests.Store;

namespace JustHungry.BackEnd.Tests.Archives;

/// <summary>Archives of a small town.</summary>
internal static class TestArchive
{
    /// <summary>An archive of the store as it is now, in memory.</summary>
    public static async Task<(byte[] Bytes, ArchiveManifest Manifest)> Of(TestStores stores, string? lineage = null)
    {
        var path = stores.PathOf($"{Guid.CreateVersion7(DateTimeOffset.UnixEpoch)}.db");
        var at = stores.Primary.SnapshotTo(path);
        await using var file = File.OpenRead(path);
        var manifest = new ArchiveManifest(
            ArchiveSeal.Format, lineage ?? at.Head.Lineage, at.Head.Position, at.Head.Hash, at.View?.Number ?? 0, at.Time,
            stores.Now, file.Length, null);
        using var bytes = new MemoryStream();
        await ArchiveFile.Write(file, manifest, bytes, default);
        return (bytes.ToArray(), manifest);
    }
}

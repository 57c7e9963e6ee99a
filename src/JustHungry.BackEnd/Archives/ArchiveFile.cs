using System.Security.Cryptography;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Archives;

/// <summary>
/// A copy of a town's data in one file or stream: a store's database and a seal (<see cref="ArchiveSeal"/>). Snapshots travel
/// between replicas as archives, and backups are kept as such. Thread-safe.
/// </summary>
public static class ArchiveFile
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>
    /// So many bytes are written before they are forced to the disk: all at the end would hold up everybody else's syncs, the
    /// name server's first of all, for seconds.
    /// </summary>
    private const long SyncBytes = 8 * 1024 * 1024;

    /// <summary>How long an archive of a database is.</summary>
    public static long LengthOf(long databaseBytes) => databaseBytes + ArchiveSeal.Bytes;

    /// <summary>Sends a database and its seal.</summary>
    /// <param name="database">Reads the next bytes; 0 at the end. It has the length that the manifest tells.</param>
    /// <param name="manifest">What it is.</param>
    /// <param name="to">Takes both.</param>
    /// <param name="cancel">Breaks it off.</param>
    public static async Task Write(Func<Memory<byte>, int> database, ArchiveManifest manifest, Stream to, CancellationToken cancel)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = database(buffer)) > 0)
        {
            sum.AppendData(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), cancel);
        }
        await to.WriteAsync(ArchiveSeal.Write(manifest, sum), cancel);
    }

    /// <summary>Takes an archive from a stream into a new file, forces it to the disk, and proves that it came whole.</summary>
    /// <param name="from">The archive.</param>
    /// <param name="length">Its length.</param>
    /// <param name="path">The file; one that is there already is overwritten.</param>
    /// <param name="progress">Told now and then how many bytes have come.</param>
    /// <param name="cancel">Breaks it off.</param>
    /// <exception cref="InvalidDataException">It did not come whole; the message is for people.</exception>
    /// <exception cref="IOException">The connection broke, or the disk failed.</exception>
    public static async Task<ArchiveManifest> Receive(
        Stream from, long length, string path, Action<long> progress, CancellationToken cancel)
    {
        await using var file = new FileStream(path, NewFile());
        var buffer = new byte[BufferBytes];
        long done = 0, synced = 0;
        using var sum = new SumOfArchive(length);
        int count;
        // Whole buffers: a network brings a few kilobytes at a time, and each write would cost a call.
        while ((count = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)) > 0)
        {
            sum.Add(buffer.AsSpan(0, count));
            await file.WriteAsync(buffer.AsMemory(0, count), cancel);
            done += count;
            progress(done);
            if (done - synced >= SyncBytes)
            {
                synced = done;
                file.Flush(flushToDisk: true);
            }
        }
        file.Flush(flushToDisk: true);
        return sum.Prove();
    }

    /// <summary>Proves by its checksum that an archive is whole, and returns its manifest.</summary>
    /// <exception cref="InvalidDataException">It is not; the message is for people.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ArchiveManifest> CheckSum(string path, Action<long> progress, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        var done = 0L;
        using var sum = new SumOfArchive(file.Length);
        int count;
        while ((count = await file.ReadAsync(buffer, cancel)) > 0)
        {
            sum.Add(buffer.AsSpan(0, count));
            progress(done += count);
        }
        return sum.Prove();
    }

    /// <summary>What an archive says of itself, unproven.</summary>
    /// <exception cref="InvalidDataException">It is no archive; the message is for people.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ArchiveManifest ReadManifest(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var seal = new byte[ArchiveSeal.Bytes];
        file.Position = Math.Max(0, file.Length - seal.Length);
        var count = file.ReadAtLeast(seal, seal.Length, throwOnEndOfStream: false);
        return ArchiveSeal.Read(seal.AsSpan(0, count)).Manifest;
    }

    /// <summary>
    /// Proves that an archive is whole, that its database is undamaged, and that it holds what the manifest says.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not; the message is for people.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ArchiveManifest> Verify(string path, Action<long> progress, CancellationToken cancel)
    {
        var manifest = await CheckSum(path, progress, cancel);
        AppliedState found;
        try
        {
            found = await Task.Run(() => StoreInspection.Run(path), cancel);
        }
        catch (StoreException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
        return found.Head.Lineage == manifest.Lineage && found.Head.Position == manifest.Position && found.Head.Hash == manifest.Hash
            ? manifest
            : throw new InvalidDataException(
                $"its database stands at {found.Head.Lineage}:{found.Head.Position}, its manifest says {manifest.Lineage}:{manifest.Position}.");
    }

    /// <summary>Copies the database of an archive, without the seal, to a new file, and forces it to the disk.</summary>
    /// <exception cref="IOException">It cannot be read, or the disk failed.</exception>
    public static async Task CopyDatabase(string path, ArchiveManifest manifest, string to, CancellationToken cancel)
    {
        await using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await using var file = new FileStream(to, NewFile());
        var buffer = new byte[BufferBytes];
        long done = 0, synced = 0;
        while (done < manifest.Bytes)
        {
            var most = (int)Math.Min(buffer.Length, manifest.Bytes - done);
            var count = await from.ReadAsync(buffer.AsMemory(0, most), cancel);
            if (count == 0)
            {
                throw new IOException($"{path} became shorter while it was read.");
            }
            await file.WriteAsync(buffer.AsMemory(0, count), cancel);
            done += count;
            if (done - synced >= SyncBytes || done == manifest.Bytes)
            {
                synced = done;
                file.Flush(flushToDisk: true);
            }
        }
    }

    /// <summary>Cuts the seal off: what is left is a store's database alone.</summary>
    public static void CutSeal(string path, ArchiveManifest manifest)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(manifest.Bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>What people ordered is for the town alone: mode 0600.</summary>
    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return options;
    }

    /// <summary>Counts an archive's bytes as they pass, and keeps the last ones.</summary>
    private sealed class SumOfArchive(long length) : IDisposable
    {
        private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _seal = new byte[ArchiveSeal.Bytes];
        private long _done;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            var counted = Math.Clamp(length - ArchiveSeal.UncountedBytes - _done, 0, bytes.Length);
            _sum.AppendData(bytes[..(int)counted]);
            var sealAt = length - ArchiveSeal.Bytes;
            var skipped = Math.Clamp(sealAt - _done, 0, bytes.Length);
            var rest = bytes[(int)skipped..];
            if (rest.Length > 0 && _done + skipped >= sealAt && _done + bytes.Length <= length)
            {
                rest.CopyTo(_seal.AsSpan((int)(_done + skipped - sealAt)));
            }
            _done += bytes.Length;
        }

        public ArchiveManifest Prove()
        {
            if (_done != length)
            {
                throw new InvalidDataException($"it is cut off: {_done} of {length} bytes came.");
            }
            var (manifest, sum) = ArchiveSeal.Read(_seal);
            return manifest.Bytes != length - ArchiveSeal.Bytes || Convert.ToHexStringLower(_sum.GetHashAndReset()) != sum
                ? throw new InvalidDataException("its checksum is wrong.")
                : manifest;
        }

        public void Dispose() => _sum.Dispose();
    }
}

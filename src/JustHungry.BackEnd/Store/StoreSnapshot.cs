using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// A store as it stood at one moment, to be read once from beginning to end as a database file, while the store goes on: the store's own file,
/// held still meanwhile, or a copy. Not for two threads at once.
/// </summary>
public sealed class StoreSnapshot : IDisposable
{
    private const int BufferBytes = 1024 * 1024;
    private const int JournalModeAt = 18;
    private const byte PlainDatabase = 1;

    private HeldFile? _held;
    private SafeFileHandle _file;
    private long _fileBegins;
    private long _done;

    /// <summary>The store's own file, whose handle stays the store's.</summary>
    internal StoreSnapshot(AppliedState at, HeldFile held, SafeFileHandle file) =>
        (At, Bytes, _held, _file) = (at, held.Bytes, held, file);

    /// <summary>A copy, which is gone with this, or with the process.</summary>
    internal StoreSnapshot(AppliedState at, string copy)
    {
        (At, _file) = (at, OpenAndRemove(copy));
        Bytes = RandomAccess.GetLength(_file);
    }

    /// <summary>Where it stands.</summary>
    public AppliedState At { get; }

    /// <summary>How long it is, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>How long the store's write-ahead log has become, in pages, while its file is held; else 0.</summary>
    /// <exception cref="StoreException">The log could not be looked at.</exception>
    public int LogPages => _held?.LogPages ?? 0;

    /// <summary>The next bytes, as many as there is room for (at least 100 the first time, a database's header); 0 at the end.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public int Read(Span<byte> buffer)
    {
        var most = (int)Math.Min(buffer.Length, Bytes - _done);
        var count = most == 0 ? 0 : RandomAccess.Read(_file, buffer[..most], _done - _fileBegins);
        if (_done == 0 && count > JournalModeAt + 1)
        {
            // As a plain database, which can be opened for reading without files beside it (sqlite.org/fileformat.html, 1.3.3).
            buffer[JournalModeAt] = buffer[JournalModeAt + 1] = PlainDatabase;
        }
        _done += count;
        return count > 0 || most == 0 ? count : throw new IOException("The store's file is shorter than it was.");
    }

    /// <summary>Writes what was not read yet to a new file.</summary>
    /// <exception cref="IOException">There is such a file, or the disk failed.</exception>
    public void CopyTo(string path)
    {
        using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = Read(buffer)) > 0)
        {
            copy.Write(buffer, 0, count);
        }
    }

    /// <summary>Copies what was not read yet to a new file, which is gone with this, and lets the store's own go on.</summary>
    /// <inheritdoc cref="CopyTo" path="/exception"/>
    public void MoveAside(string path)
    {
        var done = _done;
        CopyTo(path);
        (_file, _fileBegins, _done) = (OpenAndRemove(path), done, done);
        _held?.Dispose();
        _held = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_held is null)
        {
            _file.Dispose();
        }
        _held?.Dispose();
    }

    /// <summary>Removed at once, it is gone whatever becomes of this process; what is open stays readable.</summary>
    private static SafeFileHandle OpenAndRemove(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        File.Delete(path);
        return file;
    }
}

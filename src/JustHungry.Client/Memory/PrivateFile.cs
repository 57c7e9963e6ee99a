using System.Runtime.InteropServices;

namespace JustHungry.Client.Memory;

/// <summary>Files that only their owner may read, written so that a crash leaves the old content or the new one.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes the folder and those above it, as far as they are missing, for the owner alone.</summary>
    public static void EnsureFolder(string folder) => Guarded(folder, () =>
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        // .NET gives the mode to the last folder only, so each one is made by itself.
        if (Path.GetDirectoryName(folder) is { Length: > 0 } above)
        {
            EnsureFolder(above);
        }

        Directory.CreateDirectory(folder, OwnerOnlyFolder);
    });

    /// <summary>The content; null if there is no such file.</summary>
    /// <exception cref="MemoryException">It is there and cannot be read.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new MemoryException($"Cannot read {path}: {trouble.Message}", trouble);
        }
    }

    /// <summary>Replaces the content: written beside, flushed to the disk, renamed.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        Guarded(path, () =>
        {
            EnsureFolder(Path.GetDirectoryName(path)!);
            var beside = $"{path}.{Environment.ProcessId}.new";
            using (var file = Create(beside, FileMode.Create))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            FlushFolder(Path.GetDirectoryName(path)!);
        });
    }

    /// <summary>
    /// Writes a new file and keeps it locked for as long as the stream is open. The lock is taken before the file has its
    /// name, so nobody ever sees it without its keeper. Null if the name is taken.
    /// </summary>
    public static FileStream? WriteLocked(string path, byte[] content)
    {
        FileStream? kept = null;
        Guarded(path, () =>
        {
            EnsureFolder(Path.GetDirectoryName(path)!);
            var beside = $"{path}.{Environment.ProcessId}.new";
            File.Delete(beside);
            var file = Create(beside, FileMode.CreateNew);
            try
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
                if (!File.Exists(path))
                {
                    File.Move(beside, path);
                    FlushFolder(Path.GetDirectoryName(path)!);
                    kept = file;
                }
            }
            finally
            {
                if (kept is null)
                {
                    file.Dispose();
                    File.Delete(beside);
                }
            }
        });
        return kept;
    }

    /// <summary>Opens a file for this process alone; null while another process has it, or if it is gone.</summary>
    public static FileStream? TryLock(string path, bool create)
    {
        try
        {
            if (!create)
            {
                var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                if (File.Exists(path))
                {
                    return file;
                }

                // Its keeper finished and deleted it between our opening and our lock.
                file.Dispose();
                return null;
            }

            EnsureFolder(Path.GetDirectoryName(path)!);
            return Create(path, FileMode.OpenOrCreate);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException trouble)
        {
            throw new MemoryException($"Cannot open {path}: {trouble.Message}", trouble);
        }
    }

    private static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    private static void Guarded(string path, Action step)
    {
        try
        {
            step();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new MemoryException($"Cannot write {path}: {trouble.Message}", trouble);
        }
    }

    /// <summary>A rename lasts through a power cut only when its folder is flushed too; .NET has no call for that.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int ReadOnly = 0;
        var handle = Unix.Open(folder, ReadOnly);
        if (handle >= 0)
        {
            _ = Unix.Sync(handle);
            _ = Unix.Close(handle);
        }
    }

    private static class Unix
    {
#pragma warning disable SYSLIB1054, CA2101 // Source-generated marshalling would need unsafe code for these three calls.
        [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, SetLastError = true)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        public static extern int Sync(int handle);

        [DllImport("libc", EntryPoint = "close")]
        public static extern int Close(int handle);
#pragma warning restore SYSLIB1054, CA2101
    }
}

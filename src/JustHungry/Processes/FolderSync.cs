using System.Runtime.InteropServices;

namespace JustHungry.Processes;

/// <summary>Forces a folder's list of names to the disk, so that what was renamed in it stays renamed after the loss of power.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The folder cannot be opened, or the disk failed.</exception>
    public static void Flush(string folder)
    {
        var handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"{folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }
        var code = Sync(handle);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (code != 0)
        {
            throw new IOException($"{folder}: the disk cannot be written (error {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}

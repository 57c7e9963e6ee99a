using System.Globalization;

namespace JustHungry.Replication.Inner;

/// <summary>
/// Watches how much room a folder's disk has, so that commands are refused before it is full: a process that meets a full disk in the
/// middle of its work can only fail. So are they where the folder is gone: what is written then, nobody finds again. What is looked up is good
/// for a moment. Thread-safe.
/// </summary>
/// <param name="whose">Whose disk it is, for people.</param>
/// <param name="folder">A folder on the disk.</param>
/// <param name="keepFreeBytes">
/// Less room than this is too little. Of a disk of less than sixteen times as much, a sixteenth.
/// </param>
/// <param name="time">For how long a look is good.</param>
/// <param name="taken">The folder as it was taken, where it is to be looked at as well; null where somebody else does.</param>
public sealed class DiskRoom(string whose, string folder, long keepFreeBytes, TimeProvider time, FolderLock? taken = null)
{
    /// <summary>64 MiB: a write-ahead log at its longest.</summary>
    public const long StandardKeepFree = 64L * 1024 * 1024;

    private const int LeastPart = 16;
    private const double Megabyte = 1e6;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly DriveInfo _disk = new(Path.GetFullPath(folder));
    private string? _shortage;
    private long? _lookedAt;

    /// <summary>Words for people where there is too little room; else null.</summary>
    public string? Shortage
    {
        get
        {
            lock (_lock)
            {
                if (_lookedAt is not { } at || time.GetElapsedTime(at) > GoodFor)
                {
                    _lookedAt = time.GetTimestamp();
                    _shortage = Look(0);
                }
                return _shortage;
            }
        }
    }

    /// <summary>Words for people where there would be too little room after so many more bytes; else null.</summary>
    public string? ShortageAfter(long bytes) => Look(bytes);

    private string? Look(long more)
    {
        if (taken is { IsThere: false })
        {
            return $"{whose} has lost its folder: put it back.";
        }
        try
        {
            var least = Math.Min(keepFreeBytes, _disk.TotalSize / LeastPart);
            var free = _disk.AvailableFreeSpace;
            return free - more >= least ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"{whose} has a disk that is nearly full: {free / Megabyte:0.0} MB are free, {(least + more) / Megabyte:0.0} MB are needed.");
        }
        catch (IOException)
        {
            // Whoever writes next finds out.
            return null;
        }
    }
}

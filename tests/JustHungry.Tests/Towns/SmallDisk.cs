using System.Diagnostics;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>A folder on a file system of a few megabytes, which can be filled and emptied again.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    /// <summary>How large it is.</summary>
    public const int Bytes = 8 * 1024 * 1024;

    private const int BlockBytes = 4_096;

    private readonly string _filler;

    private SmallDisk(string folder)
    {
        Folder = folder;
        _filler = Path.Combine(folder, "filler");
    }

    public string Folder { get; }

    /// <summary>Makes one; skips the test where file systems may not be mounted.</summary>
    public static async Task<SmallDisk> Make()
    {
        var folder = Directory.CreateTempSubdirectory("hungry-disk-").FullName;
        if (await Run("mount", "-t", "tmpfs", "-o", $"size={Bytes}", "none", folder) != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("Mounting a small file system needs root.");
        }
        return new SmallDisk(folder);
    }

    /// <summary>Leaves no room but so many bytes.</summary>
    public void Fill(long leave = 0)
    {
        var disk = new DriveInfo(Folder);
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[BlockBytes];
        try
        {
            while (disk.AvailableFreeSpace > leave || leave == 0)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // It is full now.
        }
    }

    public void MakeRoom() => File.Delete(_filler);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<int> Run(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}

namespace JustHungry.Replication.Inner;

/// <summary>One process at a time in a data folder: an exclusive lock that ends with the process, however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    /// <summary>The file that is locked.</summary>
    public const string FileName = "lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>
    /// False where the folder was removed, or another has taken its place: the process goes on in files that nobody sees any more.
    /// </summary>
    public bool IsThere => File.GetCreationTimeUtc(_file.Name) == File.GetCreationTimeUtc(_file.SafeFileHandle);

    /// <summary>
    /// Takes the folder; null where another process has it. One that is missing is made, for its owner alone: people's names and addresses
    /// will be in it.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FolderLock? TryTake(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
        try
        {
            return new FolderLock(new FileStream(
                Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

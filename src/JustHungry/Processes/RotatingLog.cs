using System.Text;

namespace JustHungry.Processes;

/// <summary>
/// A log file that never grows past <see cref="MostBytes"/>: then it becomes <c>NAME.1</c>, the older ones move on, and the
/// oldest of <see cref="KeptFiles"/> goes. Safe for any thread. A full disk loses lines, never the process.
/// </summary>
internal sealed class RotatingLog(string path) : IDisposable
{
    public const long MostBytes = 10 * 1024 * 1024;
    public const int KeptFiles = 3;

    private readonly Lock _lock = new();
    private FileStream? _file;

    public string Path { get; } = path;

    public void Write(string line)
    {
        lock (_lock)
        {
            try
            {
                _file ??= Open();
                _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
                _file.Flush();
                if (_file.Length > MostBytes)
                {
                    Rotate();
                }
            }
            catch (IOException)
            {
                _file?.Dispose();
                _file = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Rotate()
    {
        _file?.Dispose();
        _file = null;
        for (var number = KeptFiles - 1; number >= 1; number--)
        {
            var from = number == 1 ? Path : $"{Path}.{number - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{Path}.{number}", overwrite: true);
            }
        }
    }
}

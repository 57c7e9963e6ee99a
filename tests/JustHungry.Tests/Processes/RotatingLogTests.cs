using JustHungry.Processes;
using Xunit;

namespace JustHungry.Tests.Processes;

public sealed class RotatingLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_log_goes_on_where_it_was()
    {
        var path = Path.Combine(_folder, "logs", "part.log");
        foreach (var line in new[] { "one", "two" })
        {
            using var log = new RotatingLog(path);
            log.Write(line);
        }

        Assert.Equal(["one", "two"], File.ReadAllLines(path));
    }

    [Fact]
    public void A_full_log_moves_on_and_the_oldest_goes()
    {
        var path = Path.Combine(_folder, "part.log");
        var line = new string('x', 1024 * 1024);
        using var log = new RotatingLog(path);

        for (var i = 0; i < 5 * RotatingLog.MostBytes / line.Length; i++)
        {
            log.Write(line);
        }
        log.Write("the newest");

        Assert.Equal(["the newest"], File.ReadAllLines(path));
        var files = Directory.GetFiles(_folder);
        Assert.Equal(RotatingLog.KeptFiles, files.Length);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length <= RotatingLog.MostBytes + line.Length + 1));
    }
}

using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines;

/// <summary>The embedded log's file does not grow for ever.</summary>
public sealed class LogFileTests : IDisposable
{
    private const int EntryBytes = 256 * 1024;
    private const int Round = 512;
    private const int Kept = 64;

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-log-").FullName;
    private readonly byte[] _entry = new byte[EntryBytes];

    public LogFileTests() => _entry.AsSpan().Fill((byte)'x');

    private long Length => new FileInfo(Path.Combine(_folder, LogFile.FileName)).Length;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Trimmed_pages_are_used_again_and_then_given_back()
    {
        using var log = new LogFile(Path.Combine(_folder, LogFile.FileName), Replication.Sqlite.Synchronous.Off);
        var head = log.Create(EntryFormat.Origin(new string('a', 32)));
        head = Fill(log, head);
        log.Trim(head.Position - Kept);
        var first = Length;

        for (var round = 0; round < 4; round++)
        {
            head = Fill(log, head);
            log.Trim(head.Position - Kept);
        }
        Assert.True(Length < first + (Round * EntryBytes / 2), $"The file grew from {first} to {Length} bytes.");

        // Quiet times: each trim gives a part back, and what is kept to be used again stays.
        for (var round = 0; round < 60; round++)
        {
            head = Advance(log, head, "small"u8.ToArray());
            log.Trim(head.Position - 1);
        }
        log.Dispose();
        Assert.True(Length < 100 * 1024 * 1024, $"The file still has {Length} bytes.");
        Assert.True(first > 100 * 1024 * 1024, $"The test proves nothing: the file never had more than {first} bytes.");
    }

    [Fact]
    public void The_write_ahead_log_is_copied_beside_the_advances_and_begins_anew()
    {
        var path = Path.Combine(_folder, LogFile.FileName);
        LogHead head;
        using (var log = new LogFile(path))
        {
            head = log.Create(EntryFormat.Origin(new string('a', 32)));
            for (var round = 0; round < 2; round++)
            {
                head = Fill(log, head);
            }
            // 256 MiB went through it.
            Assert.InRange(new FileInfo(path + "-wal").Length, 1, 160 * 1024 * 1024);
        }

        using var again = new LogFile(path);
        Assert.Equal(head, again.Head);
        Assert.Equal(1, again.First);
        Assert.Single(again.Read(head.Position - 1, EntryBytes).Entries);
    }

    private LogHead Fill(LogFile log, LogHead head)
    {
        for (var i = 0; i < Round; i++)
        {
            head = Advance(log, head, _entry);
        }
        return head;
    }

    private static LogHead Advance(LogFile log, LogHead head, byte[] entry)
    {
        Assert.True(log.Advance(head.Position, head.Hash, entry));
        log.AfterAdvance();
        return log.Head!;
    }
}

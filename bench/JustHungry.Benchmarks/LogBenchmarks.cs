using BenchmarkDotNet.Attributes;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Log;

namespace JustHungry.Benchmarks;

/// <summary>What an entry costs: to write and read it, and to advance the embedded log by it, onto the disk.</summary>
[MemoryDiagnoser]
public class LogBenchmarks
{
    private const string Lineage = "0123456789abcdef0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-benchmarks-").FullName;
    private LogFile _log = null!;
    private BenchBatch _batch = null!;
    private ReadOnlyMemory<byte> _entry;

    /// <summary>How many orders the entry holds.</summary>
    [Params(1, 50, 200)]
    public int Orders { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _log = new LogFile(Path.Combine(_folder, $"{Orders}.db"));
        _log.Create(EntryFormat.Origin(Lineage));
        using var store = new BenchStore();
        _batch = store.Decide([.. Enumerable.Range(0, Orders).Select(_ => store.Order())]);
        _entry = Write();
    }

    [GlobalCleanup]
    public void Close()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public ReadOnlyMemory<byte> Write() => Write(EntryFormat.Origin(Lineage));

    [Benchmark]
    public LogEntry Read() => EntryFormat.Read(_entry);

    /// <summary>With synchronous=FULL: it is on the disk before it is told.</summary>
    [Benchmark]
    public bool Advance()
    {
        var head = _log.Head!;
        var entry = Write(head);
        return _log.Advance(head.Position, head.Hash, entry.ToArray());
    }

    private ReadOnlyMemory<byte> Write(LogHead head) => EntryFormat.Write(
        head, 1, DateTimeOffset.UnixEpoch, null, _batch.Records, StoreFeatures.Highest, _batch.Attachment);
}

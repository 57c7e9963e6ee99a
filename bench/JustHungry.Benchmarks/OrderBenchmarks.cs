using BenchmarkDotNet.Attributes;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;

namespace JustHungry.Benchmarks;

/// <summary>What an order costs a primary, and what it costs a backup.</summary>
[MemoryDiagnoser]
public class OrderBenchmarks
{
    private const int Batch = 50;

    private BenchStore _primary = null!;
    private BenchStore _backup = null!;

    [GlobalSetup]
    public void Open() => (_primary, _backup) = (new BenchStore(), new BenchStore());

    [GlobalCleanup]
    public void Close()
    {
        _primary.Dispose();
        _backup.Dispose();
    }

    /// <summary>The decision alone, in a transaction that is rolled back.</summary>
    [Benchmark]
    public int Decide()
    {
        _primary.Store.Begin();
        var decision = _primary.Store.Decide(_primary.Order(), _primary.Context);
        _primary.Store.Rollback();
        return decision.Record.Length;
    }

    /// <summary>One order of a batch of 50: read, decided, applied, committed.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public int DecideAndCommit() => _primary.Do(Orders(_primary)).Count;

    /// <summary>The same, and applied by a backup from its entry.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void DecideCommitAndApply()
    {
        var batch = _primary.Decide(Orders(_primary));
        var position = _backup.Store.Applied.Head.Position + 1;
        var state = _backup.StateAt(position);
        var entry = new LogEntry(position, 1, _primary.Now, "", state.Head.Hash, null, batch.Records, default) { Attachment = batch.Attachment };
        _backup.Store.Apply([entry], state);
    }

    private static List<CommandSubmission> Orders(BenchStore store) => [.. Enumerable.Range(0, Batch).Select(_ => store.Order())];
}

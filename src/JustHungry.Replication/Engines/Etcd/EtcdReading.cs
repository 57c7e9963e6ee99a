using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>Reads head and entries, linearizably but for <see cref="More"/>: a member that lags would show a log that was rolled back. Thread-safe.</summary>
internal sealed class EtcdReading(EtcdClient client, EtcdKeys keys, EtcdOptions options)
{
    private const int EntriesAtFirst = 32;
    private const int MostEntries = 2000;

    /// <summary>What an entry takes, as the last pages went: etcd limits a page by its entries, and we by its bytes.</summary>
    private int _entryBytes = options.PageBytes / EntriesAtFirst;

    /// <summary>The head; null where there is no town.</summary>
    public async Task<LogHead?> Head(CancellationToken cancel)
    {
        var range = EtcdSteps.Range(keys.Head).RequestRange;
        var answer = await client.Ask((etcd, options) => etcd.Kv.RangeAsync(range, options).ResponseAsync, cancel);
        return answer.Kvs is [var head, ..] ? EtcdKeys.ReadHead(head.Value) : null;
    }

    /// <summary>Head, first position and entries as they stood at one moment.</summary>
    public async Task<LogPage> Page(long after, CancellationToken cancel) =>
        PageOf(after, await Look(after, isLocal: false, cancel))
        ?? throw new LogUnavailableException("There is no head in etcd: no town was made here, or its keys were deleted.");

    /// <summary>
    /// What a member holds beyond a position, without asking the others; null where it knows of no more. What it holds is decided,
    /// however far it lags; that it knows of no more says nothing.
    /// </summary>
    public async Task<LogPage?> More(long after, CancellationToken cancel) =>
        PageOf(after, await Look(after, isLocal: true, cancel)) is { } page && page.Head.Position > after ? page : null;

    private LogPage? PageOf(long after, TxnResponse answer)
    {
        if (answer.Found(0) is not [var headKey, ..])
        {
            return null;
        }
        var head = EtcdKeys.ReadHead(headKey.Value);
        var first = answer.Found(1) is [var firstKey, ..] ? EtcdKeys.Number(firstKey.Value.Span) ?? 1 : 1;
        return PageOf(head, first, after, answer.Found(2));
    }

    private async Task<TxnResponse> Look(long after, bool isLocal, CancellationToken cancel)
    {
        var limit = Math.Clamp(options.PageBytes / Volatile.Read(ref _entryBytes), 1, MostEntries);
        try
        {
            return await client.Do(
                EtcdSteps.Txn([
                    EtcdSteps.Range(keys.Head, isLocal: isLocal),
                    EtcdSteps.Range(keys.First, isLocal: isLocal),
                    EtcdSteps.Range(keys.Entry(after + 1), keys.LogEnd, limit, isLocal),
                ]),
                cancel);
        }
        catch (LogUnavailableException)
        {
            // Perhaps it was too much for a slow network: half as many the next time.
            Volatile.Write(ref _entryBytes, Math.Min(Volatile.Read(ref _entryBytes) * 2, options.PageBytes));
            throw;
        }
    }

    private LogPage PageOf(LogHead head, long first, long after, IReadOnlyList<KeyValue> found)
    {
        if (first > after + 1 || head.Position <= after)
        {
            return new LogPage(head, first, []);
        }
        // Entries may be gone although the first position was not moved: etcd takes no put while it has the alarm NOSPACE.
        var next = found is [var one, ..] ? keys.Position(one.Key) ?? 0 : head.Position + 1;
        if (next != after + 1)
        {
            return new LogPage(head, next, []);
        }
        var entries = new List<ReadOnlyMemory<byte>>(found.Count);
        var bytes = 0L;
        foreach (var item in found)
        {
            if (keys.Position(item.Key) != after + 1 + entries.Count)
            {
                break;
            }
            entries.Add(item.Value.Memory);
            bytes += item.Value.Length;
        }
        Volatile.Write(ref _entryBytes, (int)Math.Clamp(bytes / entries.Count, 1, options.PageBytes));
        return new LogPage(head, first, entries);
    }
}

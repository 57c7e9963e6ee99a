using Grpc.Core;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>Keeps etcd small: entries are deleted in steps, and the revisions that etcd keeps of everything are dropped. Thread-safe.</summary>
internal sealed class EtcdTrimming(EtcdClient client, EtcdKeys keys, EtcdOptions options, TimeProvider time)
{
    /// <summary>So many entries are deleted at once: etcd does nothing else meanwhile.</summary>
    private const int Step = 1000;

    private readonly Lock _lock = new();
    private long _compactedAt = time.GetTimestamp();
    private long _compacted;
    private string? _trouble;

    /// <summary>Words for people where etcd does not let this user drop revisions; else null.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Deletes the entries up to a position, which must be the head's at most.</summary>
    public async Task Trim(long upTo, CancellationToken cancel)
    {
        var before = await MoveFirst(upTo + 1, cancel) ?? await FirstKept(cancel) ?? upTo;
        // From the very beginning at first: what an interrupted trim has left goes too.
        for (var from = 0L; from <= upTo;)
        {
            var next = Math.Min(upTo + 1, Math.Max(from, before) + Step);
            var range = new DeleteRangeRequest { Key = EtcdKeys.Wrap(keys.Entry(from)), RangeEnd = EtcdKeys.Wrap(keys.Entry(next)) };
            var answer = await client.Ask((etcd, options) => etcd.Kv.DeleteRangeAsync(range, options).ResponseAsync, cancel);
            from = next;
            if (from > upTo)
            {
                await Compact(answer.Header.Revision, cancel);
            }
        }
    }

    /// <summary>Drops old revisions if it is time to.</summary>
    public async Task CompactNowAndThen(long revision, CancellationToken cancel)
    {
        lock (_lock)
        {
            // Whose first look it is does not know how many there are.
            _compacted = _compacted == 0 ? revision : _compacted;
            if (time.GetElapsedTime(_compactedAt) < options.CompactEvery && revision - _compacted < options.CompactAfter)
            {
                return;
            }
            (_compactedAt, _compacted) = (time.GetTimestamp(), revision);
        }
        await Compact(revision, cancel);
    }

    /// <summary>Drops all revisions before this one. That somebody else has done so already is fine.</summary>
    public async Task Compact(long revision, CancellationToken cancel)
    {
        try
        {
            var request = new CompactionRequest { Revision = revision };
            await client.Ask((etcd, options) => etcd.Kv.CompactAsync(request, options).ResponseAsync, cancel);
            Volatile.Write(ref _trouble, null);
        }
        catch (LogUnavailableException error) when (EtcdErrors.Code(error) == StatusCode.OutOfRange)
        {
            Volatile.Write(ref _trouble, null);
        }
        catch (LogUnavailableException error) when (EtcdErrors.Code(error) == StatusCode.PermissionDenied)
        {
            Volatile.Write(ref _trouble, $"etcd does not let the user {options.User} compact: give it the role root, "
                + "or start the members with --auto-compaction-mode=periodic --auto-compaction-retention=5m.");
        }
        lock (_lock)
        {
            (_compactedAt, _compacted) = (time.GetTimestamp(), revision);
        }
    }

    /// <summary>
    /// Says from where on the log is kept, before anything is deleted, and never less than before. In a step of its own: while
    /// etcd has the alarm NOSPACE it takes no put, and deleting must go on all the same.
    /// </summary>
    /// <returns>From where on it was kept before; null where that is not known.</returns>
    private async Task<long?> MoveFirst(long first, CancellationToken cancel)
    {
        var put = EtcdSteps.Put(keys.First, EtcdKeys.Digits(first), tellsPrevious: true);
        try
        {
            var answer = await client.Do(EtcdSteps.Txn([put], EtcdSteps.IsLess(keys.First, EtcdKeys.Digits(first))), cancel);
            return answer.Succeeded && answer.Responses[0].ResponsePut.PrevKv is { } before
                ? EtcdKeys.Number(before.Value.Span) : null;
        }
        catch (LogUnavailableException error) when (EtcdErrors.Code(error) == StatusCode.ResourceExhausted)
        {
            return null;
        }
    }

    private async Task<long?> FirstKept(CancellationToken cancel)
    {
        var range = EtcdSteps.Range(keys.Log, keys.LogEnd, limit: 1).RequestRange;
        var answer = await client.Ask((etcd, options) => etcd.Kv.RangeAsync(range, options).ResponseAsync, cancel);
        return answer.Kvs is [var oldest, ..] ? keys.Position(oldest.Key) : null;
    }
}

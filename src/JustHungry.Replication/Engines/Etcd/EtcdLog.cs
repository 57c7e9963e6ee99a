using Grpc.Core;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// The log on etcd (3.4 or newer). Each thing that the log does is one transaction of etcd's; the consensus is etcd's alone.
/// Thread-safe.
/// </summary>
public sealed class EtcdLog : IMovableLog, IDisposable
{
    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private readonly EtcdClient _client;
    private readonly EtcdKeys _keys;
    private readonly EtcdReading _reading;
    private readonly EtcdRegistry _registry;
    private readonly EtcdTrimming _trimming;
    private readonly EtcdMaintenance _maintenance;
    private readonly EtcdHints _hints;

    /// <param name="options">Where etcd is. No contact is made before the first call.</param>
    /// <param name="time">For time-outs and ages.</param>
    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public EtcdLog(EtcdOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client = new EtcdClient(options, time);
        _keys = new EtcdKeys(options.Town);
        _reading = new EtcdReading(_client, _keys, options);
        _registry = new EtcdRegistry(_client, _keys, options, time);
        _trimming = new EtcdTrimming(_client, _keys, options, time);
        _maintenance = new EtcdMaintenance(_client, _trimming, options, time);
        _hints = new EtcdHints(_client, _keys.Head, time);
    }

    /// <summary>How etcd was when it was last looked at; null before the first look.</summary>
    public EtcdHealth? Health => _maintenance.Health;

    /// <summary>Looks at all members: versions, who leads, size, quota, alarms.</summary>
    public Task<EtcdHealth> Inspect(CancellationToken cancel) => _maintenance.Look(cancel);

    /// <summary>
    /// The way out of a full etcd, once the log is trimmed: compacts, defragments member by member, disarms. All members must
    /// answer; each stands still while it is defragmented.
    /// </summary>
    public Task<EtcdHealth> MakeRoom(CancellationToken cancel) => _maintenance.MakeRoom(cancel);

    /// <inheritdoc/>
    public Task<LogHead?> Head(CancellationToken cancel) => _reading.Head(cancel);

    /// <inheritdoc/>
    public async Task<LogHead> Create(LogHead origin, CancellationToken cancel)
    {
        var answer = await _client.Do(
            EtcdSteps.Txn(
                [EtcdSteps.Put(_keys.Head, EtcdKeys.Write(origin)), EtcdSteps.Put(_keys.First, EtcdKeys.Digits(origin.Position + 1))],
                EtcdSteps.IsMissing(_keys.Head),
                EtcdSteps.Range(_keys.Head)),
            cancel);
        return answer.Succeeded ? origin : HeadOf(answer);
    }

    /// <inheritdoc/>
    public async Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
    {
        await _maintenance.CheckRoom(entry.Length, cancel);
        var next = new LogHead(builtOn.Lineage, builtOn.Position + 1, EntryFormat.Hash(entry.Span));
        var txn = EtcdSteps.Txn(
            [EtcdSteps.Put(_keys.Head, EtcdKeys.Write(next)), EtcdSteps.Put(_keys.Entry(next.Position), entry)],
            EtcdSteps.Is(_keys.Head, EtcdKeys.Write(builtOn)),
            EtcdSteps.Range(_keys.Head));
        try
        {
            var answer = await _client.AskOnce((etcd, options) => etcd.Kv.TxnAsync(txn, options).ResponseAsync, cancel);
            // A second arrival of the same entry finds it in place: the hash tells.
            return answer.Succeeded || HeadOf(answer) == next;
        }
        catch (LogUnavailableException error) when (EtcdErrors.Code(error) == StatusCode.ResourceExhausted)
        {
            var words = (await _maintenance.Look(cancel)).Refusal;
            throw new LogUnavailableException(words ?? error.Message, error) { IsFull = true };
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Retire(LogHead head, string to, CancellationToken cancel)
    {
        var txn = EtcdSteps.Txn(
            [EtcdSteps.Put(_keys.Head, EtcdKeys.WriteMoved(to)), EtcdSteps.Put(_keys.LastHead, EtcdKeys.Write(head))],
            EtcdSteps.Is(_keys.Head, EtcdKeys.Write(head)));
        return (await _client.AskOnce((etcd, options) => etcd.Kv.TxnAsync(txn, options).ResponseAsync, cancel)).Succeeded;
    }

    /// <inheritdoc/>
    public async Task<LogPage> Read(long after, TimeSpan wait, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        var wasSilent = false;
        if (wait > TimeSpan.Zero && await _reading.More(after, cancel) is { } more)
        {
            // Much is going on: no sign is needed that there is more, nor does etcd have to agree on it once more.
            return more;
        }
        while (true)
        {
            var sign = wait > TimeSpan.Zero ? _hints.Next() : Task.CompletedTask;
            var page = await _reading.Page(after, cancel);
            var left = wait - _time.GetElapsedTime(started);
            if (page.Head.Position > after)
            {
                if (wasSilent)
                {
                    _hints.Missed();
                }
                return page;
            }
            if (left <= TimeSpan.Zero)
            {
                return page;
            }
            wasSilent = !await Comes(sign, left < _options.LookEvery ? left : _options.LookEvery, cancel);
        }
    }

    /// <inheritdoc/>
    public async Task Trim(long upTo, CancellationToken cancel)
    {
        if (await _reading.Head(cancel) is { } head && upTo > 0)
        {
            await _trimming.Trim(Math.Min(upTo, head.Position), cancel);
            await _registry.Forget(cancel);
        }
    }

    /// <inheritdoc/>
    public async Task Register(ReplicaStatus status, CancellationToken cancel)
    {
        _maintenance.LookNowAndThen();
        var revision = await _registry.Register(status, cancel);
        await _trimming.CompactNowAndThen(revision, cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Registration>> Registry(CancellationToken cancel) => _registry.List(cancel);

    /// <inheritdoc/>
    public Task Forget(string replica, CancellationToken cancel) => _registry.Forget(replica, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _hints.Dispose();
        _client.Dispose();
    }

    /// <summary>The head that a transaction found instead of the one it was to build on.</summary>
    private static LogHead HeadOf(TxnResponse answer) =>
        answer.Found(0) is [var head, ..]
            ? EtcdKeys.ReadHead(head.Value)
            : throw new LogUnavailableException("There is no head in etcd: no town was made here, or its keys were deleted.");

    private async Task<bool> Comes(Task sign, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            await sign.WaitAsync(limit, _time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

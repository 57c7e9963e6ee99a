using Google.Protobuf;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>What the transactions of this engine are made of. Pure.</summary>
internal static class EtcdSteps
{
    public static RequestOp Put(byte[] key, ReadOnlyMemory<byte> value, long lease = 0, bool tellsPrevious = false) => new()
    {
        RequestPut = new PutRequest { Key = Wrap(key), Value = Wrap(value), Lease = lease, PrevKv = tellsPrevious },
    };

    public static RequestOp Range(byte[] key, byte[]? end = null, long limit = 0, bool isLocal = false) => new()
    {
        RequestRange = new RangeRequest { Key = Wrap(key), RangeEnd = Wrap(end), Limit = limit, Serializable = isLocal },
    };

    public static RequestOp Delete(byte[] key) => new()
    {
        RequestDeleteRange = new DeleteRangeRequest { Key = Wrap(key) },
    };

    /// <summary>The key's value is this.</summary>
    public static Compare Is(byte[] key, byte[] value) =>
        new() { Key = Wrap(key), Target = Compare.Types.CompareTarget.Value, Value = Wrap(value) };

    /// <summary>The key's value stands before this one in the order of bytes.</summary>
    public static Compare IsLess(byte[] key, byte[] value) => new()
    {
        Key = Wrap(key),
        Target = Compare.Types.CompareTarget.Value,
        Result = Compare.Types.CompareResult.Less,
        Value = Wrap(value),
    };

    /// <summary>There is no such key.</summary>
    public static Compare IsMissing(byte[] key) =>
        new() { Key = Wrap(key), Target = Compare.Types.CompareTarget.Version, Version = 0 };

    /// <summary>The key was not written since.</summary>
    public static Compare IsUnchanged(ByteString key, long revision) =>
        new() { Key = key, Target = Compare.Types.CompareTarget.Mod, ModRevision = revision };

    public static TxnRequest Txn(IEnumerable<RequestOp> steps, Compare? condition = null, RequestOp? otherwise = null)
    {
        var txn = new TxnRequest { Success = { steps } };
        if (condition is not null)
        {
            txn.Compare.Add(condition);
        }
        if (otherwise is not null)
        {
            txn.Failure.Add(otherwise);
        }
        return txn;
    }

    /// <summary>Sends a transaction that does no harm when it is done twice.</summary>
    /// <exception cref="LogUnavailableException">No answer, or a refusal.</exception>
    public static Task<TxnResponse> Do(this EtcdClient client, TxnRequest txn, CancellationToken cancel) =>
        client.Ask((etcd, options) => etcd.Kv.TxnAsync(txn, options).ResponseAsync, cancel);

    /// <summary>What a step of a transaction found.</summary>
    public static IReadOnlyList<KeyValue> Found(this TxnResponse answer, int step) =>
        step < answer.Responses.Count && answer.Responses[step].ResponseRange is { } range ? range.Kvs : [];

    private static ByteString Wrap(ReadOnlyMemory<byte> bytes) => EtcdKeys.Wrap(bytes);
}

using System.Text.Json.Serialization;

namespace JustHungry.Replication.Engines.Etcd;

// What is said to etcd's JSON gateway, and what it answers: its own names (snake_case unless noted), bytes in base64, and
// 64-bit numbers as strings. Only the fields that are used; absent ones are zero, false or null.

internal sealed record TxnRequest(
    IReadOnlyList<Compare>? Compare, IReadOnlyList<RequestOp> Success, IReadOnlyList<RequestOp>? Failure = null);

internal sealed record Compare(byte[] Key, string Target, string Result, byte[]? Value = null, long? Version = null, long? ModRevision = null);

internal sealed record RequestOp(
    RangeRequest? RequestRange = null, PutRequest? RequestPut = null, DeleteRangeRequest? RequestDeleteRange = null);

internal sealed record RangeRequest(byte[] Key, byte[]? RangeEnd = null, long? Limit = null);

internal sealed record PutRequest(byte[] Key, ReadOnlyMemory<byte> Value, long? Lease = null, bool? PrevKv = null);

internal sealed record DeleteRangeRequest(byte[] Key, byte[]? RangeEnd = null);

internal sealed record ResponseHeader(ulong MemberId, long Revision);

internal sealed record KeyValue(byte[] Key, byte[]? Value, long ModRevision);

internal sealed record TxnResponse(ResponseHeader Header, bool Succeeded, IReadOnlyList<ResponseOp>? Responses);

internal sealed record ResponseOp(RangeResponse? ResponseRange, PutResponse? ResponsePut);

internal sealed record RangeResponse(IReadOnlyList<KeyValue>? Kvs);

internal sealed record PutResponse(KeyValue? PrevKv);

internal sealed record HeaderResponse(ResponseHeader Header);

internal sealed record CompactionRequest(long Revision);

internal sealed record LeaseGrantRequest([property: JsonPropertyName("TTL")] long Ttl);

internal sealed record LeaseRequest([property: JsonPropertyName("ID")] long Id);

internal sealed record LeaseResponse([property: JsonPropertyName("ID")] long Id, [property: JsonPropertyName("TTL")] long Ttl);

internal sealed record KeepAliveResponse(LeaseResponse? Result);

internal sealed record WatchRequest(RangeRequest CreateRequest);

internal sealed record WatchLine(WatchResult? Result);

internal sealed record WatchResult(bool Created, bool Canceled);

internal sealed record AuthRequest(string Name, string Password);

internal sealed record AuthResponse(string Token);

internal sealed record EmptyRequest;

internal sealed record StatusResponse(
    ResponseHeader Header,
    string Version,
    [property: JsonPropertyName("dbSize")] long DbSize,
    [property: JsonPropertyName("dbSizeInUse")] long DbSizeInUse,
    ulong Leader);

internal sealed record AlarmRequest(
    string Action, [property: JsonPropertyName("memberID")] ulong? MemberId = null, string? Alarm = null);

internal sealed record AlarmResponse(IReadOnlyList<AlarmMember>? Alarms);

internal sealed record AlarmMember([property: JsonPropertyName("memberID")] ulong MemberId, string Alarm);

internal sealed record VersionResponse([property: JsonPropertyName("etcdserver")] string Server);

internal sealed record ErrorResponse(string? Message, int Code);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TxnRequest))]
[JsonSerializable(typeof(TxnResponse))]
[JsonSerializable(typeof(RangeRequest))]
[JsonSerializable(typeof(RangeResponse))]
[JsonSerializable(typeof(DeleteRangeRequest))]
[JsonSerializable(typeof(HeaderResponse))]
[JsonSerializable(typeof(CompactionRequest))]
[JsonSerializable(typeof(LeaseGrantRequest))]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseResponse))]
[JsonSerializable(typeof(KeepAliveResponse))]
[JsonSerializable(typeof(WatchRequest))]
[JsonSerializable(typeof(WatchLine))]
[JsonSerializable(typeof(AuthRequest))]
[JsonSerializable(typeof(AuthResponse))]
[JsonSerializable(typeof(EmptyRequest))]
[JsonSerializable(typeof(StatusResponse))]
[JsonSerializable(typeof(AlarmRequest))]
[JsonSerializable(typeof(AlarmResponse))]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class EtcdJson : JsonSerializerContext;

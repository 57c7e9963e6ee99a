using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Engines.Etcd.Api;
using JustHungry.Replication.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>Answers what a new etcd with an empty town would, and misbehaves where it is told to.</summary>
internal sealed class FakeMember : IAsyncDisposable
{
    public const string Range = "/etcdserverpb.KV/Range";
    public const string Watch = "/etcdserverpb.Watch/Watch";
    public const string Txn = "/etcdserverpb.KV/Txn";
    public static readonly LogHead Head = EntryFormat.Origin(new string('a', 32));

    private readonly WebApplication _app;
    private readonly List<string> _asked = [];

    private FakeMember(WebApplication app) => _app = app;

    public static async Task<FakeMember> Start(string version = "3.4.23")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var member = new FakeMember(app) { Version = version };
        app.Run(member.Answer);
        await app.StartAsync();
        return member;
    }

    public Uri Url => new(_app.Urls.First());

    public string Version { get; private init; } = "";

    /// <summary>At this call the connection breaks, after the request has arrived.</summary>
    public string? BreaksOff { get; set; }

    /// <summary>Whether it says that it leads.</summary>
    public bool Leads { get; set; } = true;

    /// <summary>The log holds one entry.</summary>
    public bool HasEntry { get; set; }

    /// <summary>What becomes of a watch.</summary>
    public WatchFate WatchIs { get; set; }

    public int Count(string path)
    {
        lock (_asked)
        {
            return _asked.Count(one => one == path);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        string path = context.Request.Path;
        if (path == Watch)
        {
            await AnswerWatch(context);
            return;
        }
        await context.Request.Body.CopyToAsync(Stream.Null);
        lock (_asked)
        {
            _asked.Add(path);
        }
        if (path == BreaksOff)
        {
            context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
            return;
        }
        IMessage message = path switch
        {
            Txn => LookAtLog(),
            "/etcdserverpb.Maintenance/Status" => new StatusResponse
            {
                Header = new ResponseHeader { MemberId = Leads ? 1u : 2u }, Leader = 1, Version = Version, DbSize = 1, DbSizeInUse = 1, DbSizeQuota = 100,
            },
            Range => new RangeResponse { Kvs = { new KeyValue { Value = EtcdKeys.Wrap(EtcdKeys.Write(Head)) } } },
            _ => new AlarmResponse(),
        };
        context.Response.ContentType = "application/grpc";
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.ToByteArray().CopyTo(frame, 5);
        await context.Response.Body.WriteAsync(frame);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Head, first position and entries.</summary>
    private TxnResponse LookAtLog()
    {
        var entry = Entries.Make(Head, "one");
        var head = HasEntry ? Entries.After(Head, entry) : Head;
        var answer = new TxnResponse { Succeeded = true };
        answer.Responses.Add(Found("head", EtcdKeys.Write(head)));
        answer.Responses.Add(Found("first", EtcdKeys.Digits(1)));
        answer.Responses.Add(
            HasEntry ? Found("log/00000000000000000001", entry) : new ResponseOp { ResponseRange = new RangeResponse() });
        return answer;
    }

    private static ResponseOp Found(string key, ReadOnlyMemory<byte> value) => new()
    {
        ResponseRange = new RangeResponse
        {
            Kvs = { new KeyValue { Key = ByteString.CopyFromUtf8($"/durham/{key}"), Value = EtcdKeys.Wrap(value) } },
        },
    };

    private async Task AnswerWatch(HttpContext context)
    {
        lock (_asked)
        {
            _asked.Add(Watch);
        }
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        if (WatchIs == WatchFate.Silent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        context.Response.AppendTrailer("grpc-status", WatchIs == WatchFate.Refused ? "14" : "0");
    }
}

/// <summary>What becomes of a watch at a <see cref="FakeMember"/>.</summary>
public enum WatchFate
{
    /// <summary>It stays open and says nothing.</summary>
    Silent,

    /// <summary>It ends at once.</summary>
    Ended,

    /// <summary>It is refused.</summary>
    Refused,
}

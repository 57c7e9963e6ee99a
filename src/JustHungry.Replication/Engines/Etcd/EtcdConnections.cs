using System.Net.Security;
using Grpc.Core;
using Grpc.Net.Client;
using JustHungry.Replication.Inner;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>Makes connections to members: gRPC without any policy of retrying, TLS where it is asked for. Thread-safe.</summary>
internal sealed class EtcdConnections
{
    /// <summary>A page of the largest entries fits.</summary>
    private const int MostAnswerBytes = 64 * 1024 * 1024;

    private const int WindowBytes = 4 * 1024 * 1024;
    private readonly SslClientAuthenticationOptions? _encryption;

    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public EtcdConnections(EtcdOptions options) =>
        _encryption = new TlsFiles { CaFile = options.CaFile, CertFile = options.CertFile, KeyFile = options.KeyFile }.ForClients();

    /// <summary>A channel with a connection of its own, made at the first call.</summary>
    public GrpcChannel Connect(Uri url) => GrpcChannel.ForAddress(url, new GrpcChannelOptions
    {
        HttpHandler = Handler(),
        DisposeHttpClient = true,
        Credentials = _encryption is null ? ChannelCredentials.Insecure : ChannelCredentials.SecureSsl,
        MaxReceiveMessageSize = MostAnswerBytes,
        MaxSendMessageSize = null,
        ThrowOperationCanceledOnCancellation = true,
        DisableResolverServiceConfig = true,
    });

    /// <summary>For what a member tells outside of gRPC, such as its metrics.</summary>
    public HttpClient Plain() => new(Handler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    private SocketsHttpHandler Handler()
    {
        var handler = InnerHttp.Handler();
        handler.InitialHttp2StreamWindowSize = WindowBytes;
        if (_encryption is not null)
        {
            handler.SslOptions = _encryption;
        }
        return handler;
    }
}

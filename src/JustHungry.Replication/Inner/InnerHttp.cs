using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JustHungry.Replication.Inner;

/// <summary>How our own processes call each other: HTTP/1.1, the cluster key, no retries, no proxy.</summary>
public static class InnerHttp
{
    /// <summary>How long a connection may take to be made.</summary>
    public static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);

    /// <summary>A client without a time-out of its own: every call brings a token.</summary>
    public static HttpClient Client(ClusterKey key, TlsFiles? tls = null)
    {
        var client = new HttpClient(Handler(tls), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add(InnerApi.KeyHeader, key.Hex);
        return client;
    }

    /// <summary>Connections are kept, sent on at once, and never go through a proxy.</summary>
    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public static SocketsHttpHandler Handler(TlsFiles? tls = null)
    {
        var handler = Plain();
        if (tls?.ForClients() is { } encryption)
        {
            handler.SslOptions = encryption;
        }
        return handler;
    }

    private static SocketsHttpHandler Plain() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        // Its mere possibility costs something for each request, so only where somebody looks.
        ActivityHeadersPropagator = Telemetry.Measures.Traces.HasListeners()
            ? System.Diagnostics.DistributedContextPropagator.Current : null,
        ConnectTimeout = ConnectTime,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        MaxConnectionsPerServer = int.MaxValue,
    };

    /// <summary>A JSON body of known length.</summary>
    public static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return body;
    }

    /// <summary>Whether nobody listened at the other end: the process is gone.</summary>
    public static bool IsRefused(Exception error) =>
        error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}

using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Single calls to single members, with a time limit and never twice: a request with a body is sent again neither here nor by
/// the handler beneath. Thread-safe.
/// </summary>
internal sealed class EtcdHttp : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public EtcdHttp(EtcdOptions options, TimeProvider time)
    {
        _time = time;
        var handler = InnerHttp.Handler();
        if (options.IsEncrypted)
        {
            handler.SslOptions = Encryption(options);
        }
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The bytes of a successful answer.</summary>
    /// <param name="endpoint">The member that is asked.</param>
    /// <param name="path">Path at the member.</param>
    /// <param name="body">JSON, for a POST; null: a GET.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancel">Breaks the call off.</param>
    /// <exception cref="LogUnavailableException">No answer, or a refusal (<see cref="EtcdRefusal.Of"/>).</exception>
    public async Task<byte[]> Call(EtcdEndpoint endpoint, string path, byte[]? body, TimeSpan limit, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var expiry = _time.CreateTimer(
            static t => ((CancellationTokenSource)t!).Cancel(), timer, limit, Timeout.InfiniteTimeSpan);
        try
        {
            using var request = Request(endpoint, path, body);
            using var answer = await _http.SendAsync(request, timer.Token).ConfigureAwait(false);
            var bytes = await answer.Content.ReadAsByteArrayAsync(timer.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? bytes : throw Refused(endpoint, (int)answer.StatusCode, bytes);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new LogUnavailableException($"etcd at {endpoint} does not answer: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new LogUnavailableException($"etcd at {endpoint} does not answer in time.", error);
        }
    }

    /// <summary>An answer without an end, line by line; it is read as long as the caller likes.</summary>
    /// <exception cref="LogUnavailableException">No answer, or a refusal.</exception>
    public async Task<Stream> Open(EtcdEndpoint endpoint, string path, byte[] body, CancellationToken cancel)
    {
        try
        {
            using var request = Request(endpoint, path, body);
            // A member that has lost its leader then ends the answer, instead of saying nothing.
            request.Headers.Add("Grpc-Metadata-hasleader", "true");
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadAsStreamAsync(cancel)
                : throw Refused(endpoint, (int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new LogUnavailableException($"etcd at {endpoint} does not answer: {error.Message}", error);
        }
    }

    /// <summary>Whether the connection could not even be made, so that nothing was sent.</summary>
    public static bool WasNotSent(LogUnavailableException error) => error.InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(EtcdEndpoint endpoint, string path, byte[]? body)
    {
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(endpoint.Url, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        if (endpoint.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }
        return request;
    }

    private static LogUnavailableException Refused(EtcdEndpoint endpoint, int status, byte[] body)
    {
        ErrorResponse? said = null;
        try
        {
            said = JsonSerializer.Deserialize(body, EtcdJson.Default.ErrorResponse);
        }
        catch (JsonException)
        {
            // Not etcd's own words: a proxy's, or there is no gateway.
        }
        var words = (said?.Message, status) switch
        {
            ({ } message, _) => message,
            (_, 404) => "there is no JSON gateway (it is switched on by --enable-grpc-gateway)",
            _ => $"status {status}",
        };
        return new LogUnavailableException(
            $"etcd at {endpoint} refused: {words}.", new EtcdRefusal(said?.Code ?? 0, words));
    }

    private static SslClientAuthenticationOptions Encryption(EtcdOptions options)
    {
        try
        {
            var encryption = new SslClientAuthenticationOptions();
            if (options.CaFile is { } ca)
            {
                var policy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                policy.CustomTrustStore.ImportFromPemFile(ca);
                encryption.CertificateChainPolicy = policy;
            }
            if (options.CertFile is { } certificate)
            {
                encryption.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, options.KeyFile)];
            }
            return encryption;
        }
        catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"A certificate for etcd cannot be read: {error.Message}", error);
        }
    }
}

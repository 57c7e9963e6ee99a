using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace JustHungry.BackEnd.WebServices;

/// <summary>
/// One web service behind a time-out and a circuit breaker: asked once, believed only where it answers as documented, left
/// alone for a while where it keeps failing. Safe for any thread.
/// </summary>
internal sealed class WebService : IDisposable
{
    private const double HalfOfAllCalls = 0.5;

    private readonly HttpClient _http;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger _logger;
    private readonly PostcodeServicesOptions _options;

    public WebService(string name, Uri address, PostcodeServicesOptions options, TimeProvider time, ILogger logger)
    {
        Name = name;
        _options = options;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect is a captive portal's or a mistake: the services document none.
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = options.MaxConnections,
            // Ends attempts that nobody waits for any more; longer than the time-out, which is to be the one that tells.
            ConnectTimeout = 2 * options.Timeout,
            UseCookies = false,
        })
        {
            BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
            MaxResponseContentBufferSize = options.MaxBodyBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("JustHungry/1.0");
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = HalfOfAllCalls,
                MinimumThroughput = options.FailuresBeforeBreak,
                SamplingDuration = options.FailureWindow,
                BreakDuration = options.BreakFor,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    /// <summary>One of <see cref="PostcodeSource"/>.</summary>
    public string Name { get; }

    /// <summary>
    /// Asks, and reads what comes with <paramref name="read"/>, which throws where it is not a documented answer. Null where
    /// the service cannot be asked or believed now.
    /// </summary>
    public async Task<ServiceAnswer?> Ask(
        string path,
        Func<int, JsonElement, ServiceAnswer> read,
        CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(token => Fetch(path, read, token), cancellation);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var reason = e is TimeoutRejectedException ? $"no answer within {_options.Timeout.TotalSeconds} s" : e.Message;
            _logger.PostcodeServiceFailed(Name, reason);
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<ServiceAnswer> Fetch(
        string path,
        Func<int, JsonElement, ServiceAnswer> read,
        CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseContentRead, cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        using var body = Parse(bytes);
        return read((int)response.StatusCode, body.RootElement);
    }

    private static JsonDocument Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            throw new UnreadableAnswerException("answered something that is not JSON");
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JustHungry.Replication.Inner;

/// <summary>How name server and replicas listen: to nobody without the cluster key, without fuss.</summary>
public static class InnerServer
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    /// <summary>A server that is not started yet; routes can be mapped on it.</summary>
    /// <exception cref="ArgumentException">A certificate cannot be read; the message is for people.</exception>
    public static WebApplication Build(Listening listening, ClusterKey key, long mostBodyBytes)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseUrls(listening.Address).UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (listening.IsEncrypted)
            {
                kestrel.ConfigureHttpsDefaults(https => listening.Tls.Serve(https, isInner: true));
            }
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = mostBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
        builder.Logging.ClearProviders();
        ProcessLog.AddConsole(builder.Logging);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // That it cannot start is said by whoever starts it, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // A stranger's handshake that fails is no matter for the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        builder.Services.AddSingleton<IHostLifetime, CallerDecidesLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        var app = builder.Build();
        app.Use(next => context => Guarded(context, next, key));
        return app;
    }

    /// <summary>Starts to listen, and returns the address with the port that was found.</summary>
    /// <exception cref="IOException">The port is taken; the message is for people.</exception>
    public static async Task<string> Start(WebApplication app)
    {
        await app.StartAsync();
        return app.Urls.First();
    }

    private static async Task Guarded(HttpContext context, RequestDelegate next, ClusterKey key)
    {
        if (!key.Matches(context.Request.Headers[InnerApi.KeyHeader]))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = error.StatusCode;
        }
        catch (IOException) when (!context.Response.HasStarted && CanHaveBody(context))
        {
            // The body broke off, or its framing is nonsense, such as a chunk of 2^64 bytes.
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (Replicas.StoreException error) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(error.Message, CancellationToken.None);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
    }

    private static bool CanHaveBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>The program handles the signals, and says in which order things stop.</summary>
    private sealed class CallerDecidesLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JustHungry.Replication.Inner;

/// <summary>How name server and replicas listen: on loopback, to nobody without the cluster key, without fuss.</summary>
public static class InnerServer
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    /// <summary>A server that is not started yet; routes can be mapped on it.</summary>
    /// <exception cref="ArgumentException">The address is not on loopback, or is no address; the message is for people.</exception>
    public static WebApplication Build(string listen, ClusterKey key, long mostBodyBytes)
    {
        CheckLoopback(listen);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseUrls(listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = mostBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // That it cannot start is said by whoever starts it, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
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

    /// <exception cref="ArgumentException">The address is not on loopback, or is no address.</exception>
    public static void CheckLoopback(string listen)
    {
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"'{listen}' is no address: write it like http://127.0.0.1:7400.");
        }
        var isLoopback = uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        if (!isLoopback)
        {
            throw new ArgumentException($"'{listen}' is not on this machine: servers listen on loopback (127.0.0.1) only.");
        }
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
        catch (EndOfStreamException) when (!context.Response.HasStarted)
        {
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

    /// <summary>The program handles the signals, and says in which order things stop.</summary>
    private sealed class CallerDecidesLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Text.Encodings.Web;
using System.Text.Unicode;
using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.Api.Description;
using JustHungry.Replication.Engines;
using JustHungry.FrontEnd.Pages;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace JustHungry.FrontEnd;

/// <summary>Runs a front end: public API and pages on one port. It keeps nothing; any number of them serve one town.</summary>
public static class FrontEndHost
{
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private const int MostConnections = 20_000;
    private const int UsageError = 2;

    /// <summary>
    /// Runs until <paramref name="stop"/>. Says <c>ready URL pid N</c> on standard output once it listens; it need not have
    /// found a name server or a replica by then.
    /// </summary>
    /// <returns>0; 1 where it could not start, 2 for options that cannot be meant, each with one line on standard error.</returns>
    public static async Task<int> Run(FrontEndOptions options, TimeProvider time, CancellationToken stop)
    {
        if (options.Check() is { } fault)
        {
            return Refuse(fault, UsageError);
        }
        try
        {
            await using var frontEnd = await Start(options, time);
            ProcessLog.Ready(frontEnd.Url);
            await frontEnd.Stopped(stop);
            return 0;
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException
            or UnauthorizedAccessException)
        {
            return Refuse(error.Message, 1);
        }
    }

    /// <summary>A front end that listens already; disposing it stops it.</summary>
    /// <exception cref="IOException">The port is taken, or the key's file cannot be read.</exception>
    /// <exception cref="FormatException">The key's file holds no key.</exception>
    internal static async Task<RunningFrontEnd> Start(FrontEndOptions options, TimeProvider time)
    {
        options.Listening.Check(options.ClusterKeyFile);
        if (TownRegistry.IsEtcd(options.NameServer) && !File.Exists(options.ClusterKeyFile))
        {
            throw new ArgumentException(
                $"There is no cluster key at {options.ClusterKeyFile}: put the town's there, or name it with --key.");
        }
        var key = ClusterKey.LoadOrCreate(options.ClusterKeyFile);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(options.Listen).ConfigureKestrel(kestrel =>
        {
            if (options.Listening.IsEncrypted)
            {
                kestrel.ConfigureHttpsDefaults(https => options.Tls.Serve(https, isInner: false));
            }
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MostBytes + 1;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
        });
        builder.Services.AddRoutingCore();
        OpenApiDescription.Add(builder.Services);
        AddPages(builder.Services, new SiteKeys(key));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        ProcessLog.AddConsole(builder.Logging, "HH:mm:ss.fff ");
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("JustHungry", LogLevel.Information);
        // Its mere possibility costs an Activity for each request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // It warns of every form that the page must not be stored, which is so anyhow.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        // A sender who dawdles or breaks off is no matter for the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        // What hinders a start is said once, in one line, by Run.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        var app = builder.Build();
        var running = new RunningFrontEnd(app, options, key, time);
        try
        {
            await running.Start();
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>What pages need of the framework. Its own keys would lie in the user's home; ours are the town's.</summary>
    private static void AddPages(IServiceCollection services, SiteKeys keys)
    {
        services.AddSingleton(keys);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = Cookies.Form;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.FormFieldName = Cookies.Form;
            options.SuppressXFrameOptionsHeader = true;
        });
        foreach (var service in services.Where(static one => one.ServiceType == typeof(IHostedService)
            && one.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) == true).ToList())
        {
            services.Remove(service);
        }
        services.RemoveAll<IDataProtectionProvider>();
        services.AddSingleton<IDataProtectionProvider>(new SiteProtection(keys));
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
    }

    private static int Refuse(string words, int exitCode)
    {
        ProcessLog.Say(words);
        return exitCode;
    }
}

using System.Diagnostics.Metrics;
using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.Api.Description;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.FrontEnd.Pages;
using JustHungry.FrontEnd.Pages.Shop;
using JustHungry.FrontEnd.Pages.Staff;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Telemetry;
using JustHungry.Replication.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace JustHungry.FrontEnd;

/// <summary>A front end's parts, put together.</summary>
internal sealed partial class RunningFrontEnd : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FrontEndOptions _options;
    private readonly ILogger _log;
    private readonly HttpBackEnd _backEnd;
    private readonly ReplicaDirectory _directory;
    private readonly TownKeeper _keeper;
    private readonly CommandForwarder _forwarder;
    private readonly Meter _gauges = new(Measures.Name);
    private readonly SiteKeyRounds _siteKeys;
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;
    private readonly Lock _saying = new();
    private (long, string, bool) _said;

    public RunningFrontEnd(WebApplication app, FrontEndOptions options, ClusterKey key, TimeProvider time)
    {
        (_app, _options) = (app, options);
        _log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("JustHungry.FrontEnd");
        _backEnd = new HttpBackEnd(options.NameServer, key, time, options.Tls);
        _directory = new ReplicaDirectory(_backEnd, time, new Random());
        _forwarder = new CommandForwarder(_backEnd, _directory, time, new Random(), new ForwarderOptions
        {
            Deadline = options.Deadline,
            BatchesInFlight = options.BatchesInFlight,
        });
        _gauges.CreateObservableGauge("hungry.front_end.held", () => _forwarder.Held, "{command}", "Commands that are held now, on their way or waiting.");
        var reads = new ReadForwarder(_backEnd, _directory, time, options.Deadline);
        var secrets = new RateLimit(options.SecretsPerMinute, time);
        var site = new Site(reads, _forwarder, app.Services.GetRequiredService<IDataProtectionProvider>(), time, secrets, _log);
        _siteKeys = new SiteKeyRounds(app.Services.GetRequiredService<SiteKeys>(), site);
        var pages = new PageRouting(app, site);
        var guard = new Guard(_log, pages);
        app.Use(next => http => guard.Invoke(http, next));
        app.UseRouting();
        var readCalls = new ReadCalls(reads);
        var commandCalls = new CommandCalls(
            _forwarder,
            new RateLimit(options.CommandsPerMinute, time),
            new RateLimit(options.RegistrationsPerMinute, time),
            secrets,
            time,
            new Random());
        ApiRoutes.MapRestaurants(app, readCalls);
        ApiRoutes.MapQuotes(app, readCalls);
        ApiRoutes.MapDocuments(app, commandCalls, readCalls);
        ApiRoutes.MapCustomers(app, commandCalls, readCalls);
        var orderEvents = new OrderEvents(reads, time, _stopping.Token);
        ApiRoutes.MapOrders(app, commandCalls, readCalls, orderEvents);
        var kitchenCalls = new KitchenCalls(commandCalls);
        var kitchenEvents = new KitchenEvents(reads, time, _stopping.Token);
        KitchenRoutes.MapOrders(app, kitchenCalls, readCalls, kitchenEvents);
        KitchenRoutes.MapState(app, kitchenCalls, readCalls);
        var peopleCalls = new PeopleCalls(commandCalls);
        PeopleRoutes.MapAccounts(app, peopleCalls, readCalls);
        PeopleRoutes.MapStaff(app, peopleCalls, readCalls);
        var cluster = new ClusterCall(_backEnd, _directory, time);
        ApiRoutes.MapServers(app, cluster, new HealthCalls(_backEnd, _directory, time));
        OperatorRoutes.MapRestaurants(app, kitchenCalls, readCalls);
        _keeper = new TownKeeper(options.NameServer, key, options.Tls, _directory, time);
        OperatorRoutes.MapCluster(app, new OperatorCalls(commandCalls, reads, _keeper, _forwarder.Latencies), readCalls);
        ApiPages.Map(app);
        site.Assets.Map(app);
        PageRoutes.Map(pages, cluster);
        ShopRoutes.Map(pages, orderEvents);
        KitchenRouting.Map(pages, kitchenEvents);
        OperatorRouting.Map(pages, cluster, _backEnd, _keeper, _forwarder.Latencies, _stopping.Token);
        _directory.Changed += SayWhoIsPrimary;
    }

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.First();

    /// <exception cref="IOException">The port is taken, or the name server is another town's.</exception>
    public async Task Start()
    {
        if (await _backEnd.IsStranger(_stopping.Token))
        {
            throw new IOException(
                $"The name server at {TownRegistry.Shown(_options.NameServer)} does not take the key in {_options.ClusterKeyFile}: it is another town's.");
        }
        if (await _backEnd.DescribeRegistry(_stopping.Token) is { } found)
        {
            ProcessLog.Tell(found);
        }
        _following = Task.WhenAll(
            _directory.Run(_stopping.Token), _options.KeepSiteKeys ? _siteKeys.Run(_stopping.Token) : Task.CompletedTask);
        await _app.StartAsync();
    }

    /// <summary>Completes when the token is cancelled.</summary>
    public async Task Stopped(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync(CancellationToken.None);
        await _following;
        _gauges.Dispose();
        _forwarder.Dispose();
        _keeper.Dispose();
        _backEnd.Dispose();
        await _app.DisposeAsync();
    }

    private void SayWhoIsPrimary()
    {
        if (_directory.View is not { } view)
        {
            return;
        }
        lock (_saying)
        {
            Say(view);
        }
    }

    private void Say(View view)
    {
        var said = (view.Number, view.Primary.Url, _directory.Answers(view.Primary.Url));
        if (said != _said)
        {
            _said = said;
            LogView(view.Number, view.Primary.Id, view.Primary.Url, said.Item3);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "View {Number}: the primary is {Id} at {Url}; it answers: {Answers}")]
    private partial void LogView(long number, string id, string url, bool answers);
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JustHungry.Cluster;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Up;
using Microsoft.Playwright;

namespace JustHungry.Web.Tests.Town;

/// <summary>
/// A town of real processes (name server, three replicas, two front ends, all sample restaurants and one with 150 dishes) and Debian's
/// chromium, started once for all tests. Whatever still lives at the end is killed, by its process id.
/// </summary>
public sealed class WebTown : IAsyncLifetime
{
    public const string LargeMenu = "the-long-table";

    /// <summary>What the operator's password is, once <see cref="Operator"/> was asked for.</summary>
    public const string OperatorPassword = "warm bread at seven";

    private const int Replicas = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-web-").FullName;
    private readonly List<Child> _all = [];
    private readonly List<RotatingLog> _logs = [];
    private readonly Dictionary<int, Child> _replicas = [];
    private ClusterClient _cluster = null!;
    private string _nameServer = "";
    private string? _operator;
    private int _passwords;
    private IPlaywright _playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The front ends' addresses. Cookies go by the host, so that one browser has the same at both.</summary>
    public List<string> FrontEnds { get; } = [];

    public string Url => FrontEnds[0];

    private Dictionary<string, Child> FrontEndProcesses { get; } = [];

    private static TimeProvider Time => TimeProvider.System;

    private string KeyFile => Path.Combine(_folder, DataFolders.KeyName);

    public async ValueTask InitializeAsync()
    {
        var browser = StartBrowser();
        _nameServer = await Ready(Run("name-server", "name-server", "--data", Path.Combine(_folder, "name-server"), "--listen", "http://127.0.0.1:0"));
        _cluster = new ClusterClient(_nameServer, ClusterKey.LoadOrCreate(KeyFile), Time);
        await Task.WhenAll(Enumerable.Range(1, Replicas).Select(number => StartReplica(number, number == 1 ? ["--new-town"] : [])));
        FrontEnds.AddRange(await Task.WhenAll(StartFrontEnd("front-end-1"), StartFrontEnd("front-end-2")));
        await AllThere();
        await browser;
        if (Environment.GetEnvironmentVariable("HUNGRY_PICTURES") is not null)
        {
            await SampleTown.Load(_cluster, SampleTown.Files, Time, Assert.Fail, CancellationToken.None);
            return;
        }
        var large = Path.Combine(_folder, $"{LargeMenu}.json");
        await File.WriteAllTextAsync(large, LargeRestaurant.Document(LargeMenu));
        await SampleTown.Load(_cluster, [.. SampleTown.Files, large], Time, Assert.Fail, CancellationToken.None);
    }

    /// <summary>A new browser window of somebody who was never here.</summary>
    /// <param name="width">CSS pixels.</param>
    /// <param name="script">Whether scripts run.</param>
    /// <param name="more">Other settings.</param>
    public async Task<IPage> Open(int width = 1280, bool script = true, Action<BrowserNewContextOptions>? more = null)
    {
        var options = new BrowserNewContextOptions
        {
            BaseURL = Url,
            ViewportSize = new() { Width = width, Height = width < 600 ? 780 : 900 },
            JavaScriptEnabled = script,
            Locale = "en-GB",
            IsMobile = width < 600,
            HasTouch = width < 600,
            ReducedMotion = ReducedMotion.Reduce,
        };
        more?.Invoke(options);
        var context = await Browser.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    /// <summary>Starts one more replica, which is for its test to end; tells its id once it is a backup.</summary>
    internal async Task<(string Id, Child Process)> AddReplica()
    {
        var process = RunReplica(Replicas + 1);
        await Ready(process);
        var since = Time.GetTimestamp();
        while (true)
        {
            var member = (await _cluster.TryLook(CancellationToken.None))?.Members
                .FirstOrDefault(each => each.Status.Pid == process.Pid && each.Role == ReplicaRole.Backup);
            if (member is not null)
            {
                return (member.Id, process);
            }
            Assert.True(Time.GetElapsedTime(since) < Patience, "Waited in vain for one more backup.");
            await Task.Delay(LookEvery, Time);
        }
    }

    /// <summary>Kills the primary without warning.</summary>
    public async Task KillPrimary()
    {
        var primary = (await _cluster.Look(CancellationToken.None)).Primary ?? throw new InvalidOperationException("There is no primary.");
        var child = _replicas.Values.Single(one => one.IsAlive && one.Pid == primary.Pid);
        child.Kill();
        await child.Ended;
    }

    /// <summary>Kills a front end without warning.</summary>
    public async Task KillFrontEnd(string url)
    {
        FrontEndProcesses[url].Kill();
        await FrontEndProcesses[url].Ended;
    }

    /// <summary>Starts whoever was killed, where they were before, and waits until all are there.</summary>
    public async Task Mend()
    {
        foreach (var (number, child) in _replicas.Where(static one => !one.Value.IsAlive).ToList())
        {
            await StartReplica(number);
        }
        foreach (var (url, child) in FrontEndProcesses.Where(static one => !one.Value.IsAlive).ToList())
        {
            await StartFrontEnd($"{child.Name}-again", url);
        }
        await AllThere();
    }

    /// <summary>The kitchen moves an order on: accept, ready, dispatch, deliver, collect.</summary>
    public async Task Move(string order, string move, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Operator());
        using var answer = await http.PostAsJsonAsync($"/api/v1/orders/{order}/{move}", body ?? new { });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>How many orders the town has taken.</summary>
    public async Task<int> OrderCount() =>
        (await new TownCommands(_cluster, Time).Read(InnerApi.Totals, CancellationToken.None)).Json.GetProperty("orders").GetInt32();

    /// <summary>How many keys that cookies are sealed with lie in the store; waits for the first.</summary>
    public async Task<int> SiteKeyCount()
    {
        var since = Time.GetTimestamp();
        while (true)
        {
            var answer = await new TownCommands(_cluster, Time).Read(InnerApi.TownSiteKeys, CancellationToken.None);
            var count = answer.Json.GetProperty("items").GetArrayLength();
            if (count > 0 || Time.GetElapsedTime(since) > Patience)
            {
                return count;
            }
            await Task.Delay(LookEvery, Time);
        }
    }

    /// <summary>An operator's token.</summary>
    public async Task<string> Operator()
    {
        if (_operator is not null)
        {
            return _operator;
        }
        var password = await new TownCommands(_cluster, Time).MakeOperator($"web-tests-{++_passwords}", null, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        using var session = await http.PostAsJsonAsync("/api/v1/sessions", new { email = "operator", password });
        var json = await session.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(session.IsSuccessStatusCode, json.ToString());
        _operator = json.GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _operator);
        using var changed = await http.PostAsJsonAsync("/api/v1/customers/me/password", new { current = password, password = OperatorPassword });
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        return _operator;
    }

    /// <summary>The operator gets a fresh one-time password. Whoever uses it must choose <see cref="OperatorPassword"/> again.</summary>
    public async Task<string> OneTimePassword()
    {
        await Operator();
        _operator = null;
        return await new TownCommands(_cluster, Time).MakeOperator($"web-tests-{++_passwords}", null, CancellationToken.None)
            ?? throw new InvalidOperationException("The operator got no password.");
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }
        _playwright?.Dispose();
        foreach (var child in _all)
        {
            Signals.Send(child.Pid, child.IsAlive ? Signals.Kill : 0);
            await child.Ended;
        }
        _logs.ForEach(static log => log.Dispose());
        _cluster?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartBrowser()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--font-render-hinting=none",
            ],
        });
    }

    private async Task StartReplica(int number, params IReadOnlyList<string> more)
    {
        _replicas[number] = RunReplica(number, more);
        await Ready(_replicas[number]);
    }

    private Child RunReplica(int number, params IReadOnlyList<string> more) => Run(
        $"replica-{number}",
        ["replica", "--data", DataFolders.Replica(_folder, number), "--name-server", _nameServer, "--postcode-services", "off", .. more]);

    private async Task<string> StartFrontEnd(string name, string listen = "http://127.0.0.1:0")
    {
        var frontEnd = Run(name, "front-end", "--name-server", _nameServer, "--listen", listen);
        var url = await Ready(frontEnd);
        FrontEndProcesses[url] = frontEnd;
        return url;
    }

    private async Task AllThere()
    {
        var since = Time.GetTimestamp();
        while (true)
        {
            var view = await _cluster.TryLook(CancellationToken.None);
            if (view is not null && view.Members.Count(member => member.Role is ReplicaRole.Primary or ReplicaRole.Backup
                && _replicas.Values.Any(one => one.IsAlive && one.Pid == member.Status.Pid)) == Replicas && view.Primary is not null)
            {
                return;
            }
            Assert.True(Time.GetElapsedTime(since) < Patience, "Waited in vain for all replicas.");
            await Task.Delay(LookEvery, Time);
        }
    }

    private Child Run(string name, params IReadOnlyList<string> arguments)
    {
        var log = new RotatingLog(Path.Combine(_folder, "logs", name + ".log"));
        _logs.Add(log);
        var child = Child.Start(
            name, [.. arguments, "--key", KeyFile, "--with-parent"], log, Time, Path.Combine(AppContext.BaseDirectory, "hungry"));
        _all.Add(child);
        return child;
    }

    private static async Task<string> Ready(Child child) => await child.Ready.WaitAsync(Patience, Time)
        ?? throw new InvalidOperationException($"{child.Name} did not start: {child.LastWords ?? child.HowItEnded}");
}

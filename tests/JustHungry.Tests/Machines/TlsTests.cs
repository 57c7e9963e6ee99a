using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JustHungry.Processes;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Tests.Engines.Etcd;
using JustHungry.Tests.Towns;
using Xunit;

namespace JustHungry.Tests.Machines;

/// <summary>Real processes that speak TLS to each other, each showing a certificate of the town's authority.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-tls-town-").FullName;
    private readonly TestCertificates _certificates = new(TimeProvider.System.GetUtcNow());
    private readonly List<Child> _children = [];
    private readonly List<RotatingLog> _logs = [];

    private IReadOnlyList<string> Tls =>
        ["--tls-cert", _certificates.Certificate("server"), "--tls-key", _certificates.Key("server"), "--tls-ca", _certificates.Ca];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Key => Path.Combine(_folder, "cluster.key");

    [Fact]
    public async Task A_town_whose_parts_ask_for_certificates_takes_orders()
    {
        var (nameServer, first, second, frontEnd) = await Start();
        using var http = _certificates.Client();

        using var registered = await http.PostAsJsonAsync(
            new Uri($"{frontEnd}/api/v1/customers"), new { name = "Tess", postcode = "DH1 3LE" }, Cancellation);
        using var page = await http.GetAsync(new Uri($"{frontEnd}/sign-in"), Cancellation);
        await TwoEqualStores(nameServer);

        Assert.All(page.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure", cookie, StringComparison.Ordinal));
        Assert.All([nameServer, first, second, frontEnd], url => Assert.StartsWith("https://", url, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        await Strangers(first, http);
    }

    [Fact]
    public async Task Operators_steer_a_town_whose_parts_ask_for_certificates_through_its_front_end()
    {
        var (nameServer, _, _, frontEnd) = await Start();
        await TwoEqualStores(nameServer);
        using var http = _certificates.Client();
        http.BaseAddress = new Uri($"{frontEnd}/api/v1/");
        await SignIn(http, nameServer);

        var verified = await Done(http, "verify");
        using var backedUp = await http.PostAsync("cluster/backup", null, Cancellation);
        var archive = await backedUp.Content.ReadAsByteArrayAsync(Cancellation);
        var handedOver = await Done(http, "hand-over");
        var primary = handedOver.GetProperty("view").GetProperty("primary").GetString();
        var other = verified.GetProperty("replicas").EnumerateArray().Select(replica => replica.GetProperty("id").GetString())
            .Single(id => id != primary);
        var removed = await Done(http, $"replicas/{other}/remove");
        var trail = await http.GetFromJsonAsync<JsonElement>("trail?limit=100", Cancellation);
        var acts = trail.GetProperty("items").EnumerateArray()
            .Select(act => (Act: act.GetProperty("act").GetString()!, IsNamed: act.GetProperty("by").ValueKind == JsonValueKind.Object))
            .ToList();

        Assert.True(verified.GetProperty("equal").GetBoolean());
        Assert.Equal("SQLite format 3"u8.ToArray(), archive[..15]);
        Assert.True(removed.GetProperty("ended").GetBoolean());
        Assert.All(["verify", "back_up", "hand_over", "remove_replica"], act => Assert.Contains((act, true), acts));
        Assert.Contains(("verify", false), acts); // On the command line, with the cluster key.
    }

    [Theory]
    [InlineData("name-server", "http://0.0.0.0:0", "no cluster key")]
    [InlineData("replica", "http://0.0.0.0:0", "no cluster key")]
    [InlineData("front-end", "http://0.0.0.0:0", "no cluster key")]
    public async Task Off_this_machine_nothing_opens_without_the_towns_key(string part, string listen, string words)
    {
        var outcome = await Outcome.Of(BuiltProgram.Path, [part, "--listen", listen], _folder);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(words, outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Errors.TrimEnd('\n').Split('\n'));
        Assert.False(File.Exists(Path.Combine(_folder, "data", "cluster.key")));
    }

    public async ValueTask DisposeAsync()
    {
        _children.Reverse();
        foreach (var child in _children)
        {
            await child.Stop(TimeSpan.FromSeconds(10));
            child.Dispose();
        }
        _logs.ForEach(log => log.Dispose());
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A name server, two replicas and a front end that is ready.</summary>
    private async Task<(string NameServer, string First, string Second, string FrontEnd)> Start()
    {
        var nameServer = await Run("name-server", ["--data", "name-server", "--listen", "https://127.0.0.1:0", .. Tls, "--tls-mutual"]);
        var first = await Run("replica", [.. Replica(1, nameServer), "--new-town"]);
        var second = await Run("replica", Replica(2, nameServer));
        var frontEnd = await Run("front-end", ["--name-server", nameServer, "--listen", "https://127.0.0.1:0", .. Tls]);
        using var http = _certificates.Client();
        await TestTown.Until("the front end to be ready", async () =>
            (await http.GetAsync(new Uri($"{frontEnd}/health/ready"), Cancellation)).IsSuccessStatusCode);
        return (nameServer, first, second, frontEnd);
    }

    private Task TwoEqualStores(string nameServer) => TestTown.Until("two equal stores", async () =>
        (await Hungry(["cluster", "verify"], nameServer)).Output.Contains("2 stores are equal", StringComparison.Ordinal));

    /// <summary>The first operator chooses a password, and goes on with a session.</summary>
    private async Task SignIn(HttpClient http, string nameServer)
    {
        const string Own = "a long enough password";
        var once = (await Hungry(["operator", "reset"], nameServer)).Output.Trim();
        using var session = await http.PostAsJsonAsync("sessions", new { email = "operator", password = once }, Cancellation);
        var told = await session.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", told.GetProperty("token").GetString());
        using var chosen = await http.PostAsJsonAsync("customers/me/password", new { current = once, password = Own }, Cancellation);
        Assert.True(chosen.IsSuccessStatusCode, await chosen.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<JsonElement> Done(HttpClient http, string act)
    {
        using var answer = await http.PostAsync($"cluster/{act}", null, Cancellation);
        var words = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{act}: {words}");
        return JsonSerializer.Deserialize<JsonElement>(words);
    }

    private Task<Outcome> Hungry(IReadOnlyList<string> command, string nameServer) =>
        Outcome.Of(BuiltProgram.Path, [.. command, "--key", Key, "--name-server", nameServer, .. Tls], _folder);

    /// <summary>With the key but no certificate nobody is let in; with a certificate but no key nothing is told.</summary>
    private async Task Strangers(string replica, HttpClient withCertificate)
    {
        using var withKey = new HttpClient(new SocketsHttpHandler { SslOptions = new TlsFiles { CaFile = _certificates.Ca }.ForClients()! });
        withKey.DefaultRequestHeaders.Add(InnerApi.KeyHeader, (await File.ReadAllTextAsync(Key, Cancellation)).Trim());
        var status = new Uri(replica + InnerApi.Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => withKey.GetAsync(status, Cancellation));
        using var answer = await withCertificate.GetAsync(status, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private IReadOnlyList<string> Replica(int number, string nameServer) =>
    [
        "--data", $"replica-{number}", "--listen", "https://127.0.0.1:0", "--name-server", nameServer, "--postcode-services", "off",
        .. Tls, "--tls-mutual",
    ];

    private async Task<string> Run(string part, IReadOnlyList<string> arguments)
    {
        var name = $"{part}-{_children.Count}";
        _logs.Add(new RotatingLog(Path.Combine(_folder, "logs", name + ".log")));
        var absolute = arguments.Select(each => each is "name-server" or "replica-1" or "replica-2" ? Path.Combine(_folder, each) : each);
        var child = Child.Start(name, [part, "--key", Key, .. absolute], _logs[^1], TimeProvider.System, BuiltProgram.Path);
        _children.Add(child);
        return await child.Ready.WaitAsync(TestTown.Patience, TimeProvider.System, Cancellation)
            ?? throw new InvalidOperationException($"{name}: {child.LastWords}");
    }
}

using System.Net.Http.Json;
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

    private string Key => Path.Combine(_folder, "cluster.key");

    [Fact]
    public async Task A_town_whose_parts_ask_for_certificates_takes_orders()
    {
        var nameServer = await Run("name-server", ["--data", "name-server", "--listen", "https://127.0.0.1:0", .. Tls, "--tls-mutual"]);
        var first = await Run("replica", [.. Replica(1, nameServer), "--new-town"]);
        var second = await Run("replica", Replica(2, nameServer));
        var frontEnd = await Run("front-end", ["--name-server", nameServer, "--listen", "https://127.0.0.1:0", .. Tls]);
        using var http = _certificates.Client();

        await TestTown.Until("the front end to be ready", async () =>
            (await http.GetAsync(new Uri($"{frontEnd}/health/ready"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        using var registered = await http.PostAsJsonAsync(
            new Uri($"{frontEnd}/api/v1/customers"), new { name = "Tess", postcode = "DH1 3LE" }, TestContext.Current.CancellationToken);
        await TestTown.Until("two equal stores", async () => (await Outcome.Of(
            BuiltProgram.Path, ["cluster", "verify", "--key", Key, "--name-server", nameServer, .. Tls], _folder))
            .Output.Contains("2 stores are equal", StringComparison.Ordinal));

        Assert.All([nameServer, first, second, frontEnd], url => Assert.StartsWith("https://", url, StringComparison.Ordinal));
        Assert.Equal(System.Net.HttpStatusCode.Created, registered.StatusCode);
        await Strangers(first, http);
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

    /// <summary>With the key but no certificate nobody is let in; with a certificate but no key nothing is told.</summary>
    private async Task Strangers(string replica, HttpClient withCertificate)
    {
        using var withKey = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new() { CertificateChainPolicy = new TlsFiles { CaFile = _certificates.Ca }.ForClients()!.CertificateChainPolicy },
        });
        withKey.DefaultRequestHeaders.Add(InnerApi.KeyHeader, (await File.ReadAllTextAsync(Key, TestContext.Current.CancellationToken)).Trim());
        var status = new Uri(replica + InnerApi.Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => withKey.GetAsync(status, TestContext.Current.CancellationToken));
        using var answer = await withCertificate.GetAsync(status, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
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
        return await child.Ready.WaitAsync(TestTown.Patience, TimeProvider.System, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"{name}: {child.LastWords}");
    }
}

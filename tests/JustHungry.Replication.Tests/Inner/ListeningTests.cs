using JustHungry.Replication.Inner;
using Xunit;

namespace JustHungry.Replication.Tests.Inner;

/// <summary>Who may listen where, and with what.</summary>
public sealed class ListeningTests : IDisposable
{
    private static readonly TlsFiles Certificate = new() { CertFile = "c.pem", KeyFile = "k.pem", CaFile = "ca.pem" };

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-listen-").FullName;

    private string Key => Path.Combine(_folder, "cluster.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:7400")]
    [InlineData("http://[::1]:7400")]
    public void On_loopback_nothing_is_asked_for(string address) => new Listening(address).Check(Key);

    [Fact]
    public void Off_loopback_there_must_be_a_key()
    {
        var listening = new Listening("https://10.0.0.1:7500") { Tls = Certificate };

        Assert.Contains("no cluster key", Refusal(listening), StringComparison.Ordinal);
        ClusterKey.LoadOrCreate(Key);
        listening.Check(Key);
    }

    [Fact]
    public void Off_loopback_there_must_be_a_certificate_unless_plain_http_is_asked_for()
    {
        ClusterKey.LoadOrCreate(Key);

        Assert.Contains("--plain-http", Refusal(new Listening("http://10.0.0.1:7500")), StringComparison.Ordinal);
        Assert.Contains("--tls-cert", Refusal(new Listening("https://10.0.0.1:7500")), StringComparison.Ordinal);
        new Listening("http://10.0.0.1:7500") { PlainHttp = true }.Check(Key);
    }

    [Fact]
    public void Who_listens_everywhere_says_where_others_find_it()
    {
        ClusterKey.LoadOrCreate(Key);
        var listening = new Listening("https://0.0.0.0:7500") { Tls = Certificate };

        Assert.Contains("--advertise", Refusal(listening), StringComparison.Ordinal);
        var told = listening with { Advertised = "https://durham-1:7500/" };
        told.Check(Key);
        Assert.Equal("https://durham-1:7500", told.ToldAs("https://0.0.0.0:7500"));
    }

    [Fact]
    public void Certificates_that_do_not_fit_together_are_refused()
    {
        Assert.Contains("--tls-key", new TlsFiles { CertFile = "c.pem" }.Fault, StringComparison.Ordinal);
        Assert.Contains("--tls-ca", (Certificate with { CaFile = null, IsMutual = true }).Fault, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<ArgumentException>(() => Certificate.ForClients()).Message, StringComparison.Ordinal);
    }

    private string Refusal(Listening listening) => Assert.Throws<ArgumentException>(() => listening.Check(Key)).Message;
}

using JustHungry.Replication.Inner;
using JustHungry.Replication.Tests.Engines.Etcd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace JustHungry.Replication.Tests.Inner;

public sealed class TlsFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-tls-").FullName;
    private readonly TestCertificates _certificates = new(TimeProvider.System.GetUtcNow());

    private string _shown = "";

    private ClusterKey Key => ClusterKey.LoadOrCreate(Path.Combine(_folder, "cluster.key"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Renewed_certificates_are_shown_on_both_sides_without_a_restart()
    {
        await using var app = Server();
        var url = await Start(app);
        using var caller = Caller();
        var before = await Ask(caller, url);

        Renew("server");
        Renew("client");
        var after = await Ask(caller, url);

        Assert.NotEqual(before.Server, after.Server);
        Assert.NotEqual(before.Caller, after.Caller);
    }

    [Fact]
    public async Task While_files_do_not_fit_together_what_they_held_before_is_shown()
    {
        await using var app = Server();
        var url = await Start(app);
        using var caller = Caller();
        var before = await Ask(caller, url);

        await File.WriteAllTextAsync(_certificates.Key("server"), "half of it", Cancellation);
        await File.WriteAllTextAsync(_certificates.Certificate("client"), "half of it", Cancellation);

        Assert.Equal(before, await Ask(caller, url));
    }

    [Fact]
    public async Task Who_has_another_authority_now_knows_those_of_the_one_before_no_longer()
    {
        await using var app = Server();
        var url = await Start(app);
        using var caller = Caller();
        await Ask(caller, url);

        using var others = new TestCertificates(TimeProvider.System.GetUtcNow());
        File.Copy(others.Ca, _certificates.Ca, overwrite: true);
        Later(_certificates.Ca);

        await Assert.ThrowsAsync<HttpRequestException>(() => Ask(caller, url));
    }

    private TlsFiles Files(string name) => new()
    {
        CertFile = _certificates.Certificate(name), KeyFile = _certificates.Key(name), CaFile = _certificates.Ca,
    };

    private WebApplication Server()
    {
        var app = InnerServer.Build(new Listening("https://127.0.0.1:0") { Tls = Files("server") with { IsMutual = true } }, Key, 1024);
        app.MapGet("/who", (RequestDelegate)(context => context.Response.WriteAsync(context.Connection.ClientCertificate!.SerialNumber)));
        return app;
    }

    private static async Task<Uri> Start(WebApplication app) => new(await InnerServer.Start(app) + "/who");

    private HttpClient Caller()
    {
        var handler = InnerHttp.Handler(Files("client"));
        var check = handler.SslOptions.RemoteCertificateValidationCallback!;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            _shown = certificate!.GetSerialNumberString();
            return check(sender, certificate, chain, errors);
        };
        var http = new HttpClient(handler);
        http.DefaultRequestHeaders.ConnectionClose = true;
        http.DefaultRequestHeaders.Add(InnerApi.KeyHeader, Key.Hex);
        return http;
    }

    /// <summary>The serial numbers of the certificates that the server and the caller show on a connection of its own.</summary>
    private async Task<(string Server, string Caller)> Ask(HttpClient caller, Uri url)
    {
        var own = await caller.GetStringAsync(url, Cancellation);
        return (_shown, own);
    }

    private void Renew(string name)
    {
        _certificates.Issue(name, TimeProvider.System.GetUtcNow());
        Later(_certificates.Certificate(name));
    }

    // A file system may tell times only coarsely, and a fresh file be as long as the one before.
    private static void Later(string file) => File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(2));
}

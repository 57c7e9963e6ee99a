using System.Text;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>etcd's users, and certificates on both sides.</summary>
public sealed class EtcdSecurityTests
{
    private static readonly string Lineage = new('a', 32);

    [Fact]
    public async Task A_user_works_in_its_own_town_and_in_no_other()
    {
        await using var etcd = await EtcdCluster.Start(1);
        await Protect(etcd, town: "durham", user: "hungry", password: "p@ss");
        using var log = Open(etcd.Options("durham") with { User = "hungry", Password = "p@ss" });
        await WorkWith(log);

        using var stranger = Open(etcd.Options("durham"));
        Assert.Contains("user name is empty", await Refusal(stranger), StringComparison.Ordinal);
        using var liar = Open(etcd.Options("durham") with { User = "hungry", Password = "guess" });
        Assert.Contains("invalid user ID or password", await Refusal(liar), StringComparison.Ordinal);
        using var elsewhere = Open(etcd.Options("york") with { User = "hungry", Password = "p@ss" });
        Assert.Contains("permission denied", await Refusal(elsewhere), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_has_become_stale_is_asked_for_again()
    {
        await using var etcd = await EtcdCluster.Start(1);
        var root = await Protect(etcd, town: "durham", user: "hungry", password: "p@ss");
        using var log = Open(etcd.Options("durham") with { User = "hungry", Password = "p@ss" });
        var head = await log.Create(Lineage, default);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", root);
        await Post(http, etcd, "auth/role/add", """{"name":"another"}""");
        Assert.Equal(head, await log.Head(default));

        // An advance is not sent again: what became of it is looked up, like after any other failure.
        await Post(http, etcd, "auth/role/add", """{"name":"one-more"}""");
        var entry = Entries.Make(head, "one");
        await Eventually.Is(async () =>
        {
            try
            {
                return await log.Advance(head, entry, default);
            }
            catch (LogUnavailableException)
            {
                Assert.Equal(head, await log.Head(default));
                return false;
            }
        });
    }

    [Fact]
    public async Task Members_and_clients_know_each_other_by_certificates()
    {
        using var files = new TestCertificates(TimeProvider.System.GetUtcNow());
        await using var etcd = await EtcdCluster.Start(
            1,
            [
                "--cert-file", files.Certificate("server"), "--key-file", files.Key("server"),
                "--trusted-ca-file", files.Ca, "--client-cert-auth",
            ],
            files.Client());
        var options = etcd.Options("durham") with { CaFile = files.Ca };
        using var log = Open(options with { CertFile = files.Certificate("client"), KeyFile = files.Key("client") });
        await WorkWith(log);

        using var nobody = Open(options);
        await Assert.ThrowsAsync<LogUnavailableException>(() => nobody.Head(default));
        using var others = new TestCertificates(TimeProvider.System.GetUtcNow());
        using var deceived = Open(options with { CaFile = others.Ca });
        await Assert.ThrowsAsync<LogUnavailableException>(() => deceived.Head(default));
    }

    private static EtcdLog Open(EtcdOptions options) => new(options, TimeProvider.System);

    private static async Task WorkWith(EtcdLog log)
    {
        var head = await log.Create(Lineage, default);
        var reading = log.Read(0, TimeSpan.FromSeconds(30), default);
        Assert.True(await log.Advance(head, Entries.Make(head, "one"), default));
        Assert.Single((await reading).Entries);
        await log.Trim(1, default);
        Assert.Null((await log.Inspect(default)).Trouble);
        Assert.Empty(await log.Registry(default));
    }

    private static async Task<string> Refusal(EtcdLog log)
    {
        var error = await Assert.ThrowsAsync<LogUnavailableException>(() => log.Head(default));
        Assert.True(error.IsStranger);
        return error.Message;
    }

    /// <summary>Switches etcd's authentication on, and returns a token of root's.</summary>
    private static async Task<string> Protect(EtcdCluster etcd, string town, string user, string password)
    {
        using var http = new HttpClient();
        var key = Convert.ToBase64String(Encoding.ASCII.GetBytes($"/{town}/"));
        var end = Convert.ToBase64String(Encoding.ASCII.GetBytes($"/{town}0"));
        foreach (var (path, body) in (IEnumerable<(string, string)>)
        [
            ("user/add", """{"name":"root","password":"root"}"""),
            ("role/add", """{"name":"root"}"""),
            ("user/grant", """{"user":"root","role":"root"}"""),
            ("user/add", $$"""{"name":"{{user}}","password":"{{password}}"}"""),
            ("role/add", """{"name":"town"}"""),
            ("role/grant", $$$"""{"name":"town","perm":{"permType":"READWRITE","key":"{{{key}}}","range_end":"{{{end}}}"}}"""),
            ("user/grant", $$"""{"user":"{{user}}","role":"town"}"""),
            ("enable", "{}"),
        ])
        {
            await Post(http, etcd, $"auth/{path}", body);
        }
        var answer = await Post(http, etcd, "auth/authenticate", """{"name":"root","password":"root"}""");
        return System.Text.Json.JsonDocument.Parse(answer).RootElement.GetProperty("token").GetString()!;
    }

    private static async Task<string> Post(HttpClient http, EtcdCluster etcd, string path, string body)
    {
        using var answer = await http.PostAsync(new Uri(etcd.Endpoints[0], $"/v3/{path}"), new StringContent(body));
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {said}");
        return said;
    }
}

using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Engines.Sqlite;
using JustHungry.Replication.Inner;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>What can be written after <c>--name-server</c>.</summary>
public sealed class EtcdAddressTests
{
    private static readonly ClusterKey Key = new(new string('1', 64));

    [Fact]
    public void Members_and_the_name_of_the_town_are_read()
    {
        var options = EtcdAddress.Parse("etcd://10.0.0.1:2379,10.0.0.2:22379,etcd-3,[::1]:4000/durham");
        Assert.Equal(
            ["http://10.0.0.1:2379", "http://10.0.0.2:22379", "http://etcd-3:2379", "http://[::1]:4000"],
            options.Endpoints.Select(uri => uri.GetLeftPart(UriPartial.Authority)));
        Assert.Equal("durham", options.Town);
        Assert.Null(options.User);
        Assert.False(options.IsEncrypted);
    }

    [Fact]
    public void Users_passwords_and_certificates_are_read()
    {
        var options = EtcdAddress.Parse("etcd://hungry:p%40ss%3A@10.0.0.1:2379/towns/durham/?ca=/etc/ca.pem&cert=c.pem&key=k%20.pem");
        Assert.Equal(("hungry", "p@ss:", "towns/durham"), (options.User, options.Password, options.Town));
        Assert.Equal(("/etc/ca.pem", "c.pem", "k .pem"), (options.CaFile, options.CertFile, options.KeyFile));
        Assert.Equal("https://10.0.0.1:2379/", Assert.Single(options.Endpoints).ToString());
    }

    [Fact]
    public void A_password_can_stand_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "secret\n");
        Assert.Equal("secret", EtcdAddress.Parse($"etcd://hungry@h/durham?password-file={file}").Password);
        File.Delete(file);
    }

    [Fact]
    public void User_and_password_can_stand_in_the_environment()
    {
        var environment = new Dictionary<string, string?> { ["HUNGRY_ETCD_USER"] = "hungry", ["HUNGRY_ETCD_PASSWORD"] = "secret" };

        var options = EtcdAddress.Parse("etcd://h/durham", environment.GetValueOrDefault);
        var other = EtcdAddress.Parse("etcd://other@h/durham", environment.GetValueOrDefault);
        var own = EtcdAddress.Parse("etcd://own:word@h/durham", environment.GetValueOrDefault);

        Assert.Equal(("hungry", "secret"), (options.User, options.Password));
        Assert.Equal(("other", "secret"), (other.User, other.Password));
        Assert.Equal(("own", "word"), (own.User, own.Password));
    }

    [Theory]
    [InlineData("etcd://hungry:p%40ss:@10.0.0.1:2379,b/durham?ca=x", "etcd://hungry@10.0.0.1:2379,b/durham?ca=x", "p@ss:")]
    [InlineData("etcd://hungry@10.0.0.1/durham", "etcd://hungry@10.0.0.1/durham", null)]
    [InlineData("http://127.0.0.1:7400", "http://127.0.0.1:7400", null)]
    public void The_password_can_be_taken_out(string address, string without, string? password) =>
        Assert.Equal((without, password), EtcdAddress.TakePasswordOut(address));

    [Theory]
    [InlineData("etcd://10.0.0.1:2379", "town")]
    [InlineData("etcd://10.0.0.1:2379/", "town")]
    [InlineData("etcd://10.0.0.1:2379/a//b", "town")]
    [InlineData("etcd://10.0.0.1:2379/dür ham", "town")]
    [InlineData("etcd:///durham", "host")]
    [InlineData("etcd://a,,b/durham", "host")]
    [InlineData("etcd://a:b:c/durham", "host")]
    [InlineData("etcd://a:99999/durham", "host")]
    [InlineData("etcd://user@a/durham", "password")]
    [InlineData("etcd://a/durham?cert=c.pem", "key")]
    [InlineData("etcd://a/durham?colour=blue", "colour")]
    [InlineData("etcd://a/durham?ca=", "file")]
    [InlineData("etcd://u@a/durham?password-file=/nowhere/at/all", "password")]
    [InlineData("127.0.0.1:7400", "name server")]
    [InlineData("http://127.0.0.1:7400/durham", "name server")]
    [InlineData("", "name server")]
    public void What_is_no_address_is_refused_in_words(string address, string word)
    {
        var error = Assert.Throws<ArgumentException>(() => LogAddress.Open(address, Key, TimeProvider.System));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_that_cannot_be_read_are_refused_in_words()
    {
        var error = Assert.Throws<ArgumentException>(
            () => LogAddress.Open("etcd://a/durham?ca=/nowhere/ca.pem", Key, TimeProvider.System));
        Assert.Contains("/nowhere/ca.pem", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etcd://hungry:p%40ss@10.0.0.1:2379,b/durham", "etcd://hungry:…@10.0.0.1:2379,b/durham")]
    [InlineData("etcd://hungry@10.0.0.1:2379/durham?ca=a@b:c", "etcd://hungry@10.0.0.1:2379/durham?ca=a@b:c")]
    [InlineData("etcd://10.0.0.1:2379/durham", "etcd://10.0.0.1:2379/durham")]
    [InlineData("http://127.0.0.1:7400", "http://127.0.0.1:7400")]
    public void An_address_is_shown_without_its_password(string address, string shown) =>
        Assert.Equal(shown, LogAddress.Shown(address));

    [Fact]
    public void The_address_picks_the_engine()
    {
        using var embedded = Assert.IsType<HttpLog>(LogAddress.Open("http://127.0.0.1:7400", Key, TimeProvider.System));
        using var etcd = Assert.IsType<EtcdLog>(LogAddress.Open("etcd://a,b,c/durham", Key, TimeProvider.System));
    }
}

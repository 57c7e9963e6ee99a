using System.Net;
using System.Net.Sockets;
using System.Text;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class HostTests
{
    [Theory]
    [InlineData("ftp://127.0.0.1", "URL to listen on")]
    [InlineData("nonsense", "URL to listen on")]
    public void What_is_no_address_is_refused(string listen, string words) =>
        Assert.Contains(words, new FrontEndOptions { Listen = listen }.Check(), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://0.0.0.0:0", "--plain-http")]
    [InlineData("https://127.0.0.1:0", "--tls-cert")]
    public async Task It_speaks_plainly_to_nobody_off_this_machine(string listen, string words)
    {
        await using var town = await FakeTown.Start(replicas: 0);
        var options = new FrontEndOptions { Listen = listen, ClusterKeyFile = Path.Combine(town.Folder, "cluster.key") };

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => FrontEndHost.Start(options, TimeProvider.System));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_good() => Assert.Null(new FrontEndOptions().Check());

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_ends_with_1()
    {
        using var limit = new CancellationTokenSource(FakeTown.Patience);
        await using var town = await FakeTown.Start(replicas: 0);
        await using var first = await TestFrontEnd.Start(town);

        var code = await FrontEndHost.Run(
            new FrontEndOptions { Listen = first.Url.ToString(), ClusterKeyFile = Path.Combine(town.Folder, "cluster.key") },
            TimeProvider.System,
            limit.Token);

        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_key_file_without_a_key_is_refused()
    {
        using var limit = new CancellationTokenSource(FakeTown.Patience);
        await using var town = await FakeTown.Start(replicas: 0);
        var file = Path.Combine(town.Folder, "broken.key");
        await File.WriteAllTextAsync(file, "nonsense");

        Assert.Equal(1, await FrontEndHost.Run(
            new FrontEndOptions { Listen = "http://127.0.0.1:0", ClusterKeyFile = file }, TimeProvider.System, limit.Token));
    }

    [Fact]
    public async Task A_name_server_of_another_town_is_refused()
    {
        using var limit = new CancellationTokenSource(FakeTown.Patience);
        await using var town = await FakeTown.Start(replicas: 0);
        await using var other = await FakeTown.Start(replicas: 0);

        Assert.Equal(1, await FrontEndHost.Run(
            new FrontEndOptions
            {
                Listen = "http://127.0.0.1:0",
                NameServer = other.NameServer,
                ClusterKeyFile = Path.Combine(town.Folder, "cluster.key"),
            },
            TimeProvider.System,
            limit.Token));
    }

    [Fact]
    public async Task Several_front_ends_serve_one_town_and_one_may_end_at_any_time()
    {
        await using var town = await FakeTown.Start();
        await using var one = await TestFrontEnd.Start(town);
        var other = await TestFrontEnd.Start(town);

        Assert.Equal(HttpStatusCode.Created, (await other.PlaceOrder("key-1")).Status);
        await other.DisposeAsync();
        var again = await one.PlaceOrder("key-1");

        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(1, town.Effects["key-1"]);
    }

    [Fact]
    public async Task It_stops_in_good_time_though_somebody_follows_an_order()
    {
        await using var town = await FakeTown.Start();
        var frontEnd = await TestFrontEnd.Start(town);
        town.Change("placed");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(frontEnd.Url.Host, frontEnd.Url.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/orders/1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n"));
        await FakeTown.Until(() => town.Replicas.Any(replica => replica.Reads.Any(read => read.Path.Contains("wait=5000", StringComparison.Ordinal))), "it is followed");

        var started = TimeProvider.System.GetTimestamp();
        await frontEnd.DisposeAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_given_up()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(frontEnd.Url.Host, frontEnd.Url.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nIdempotency-Key: k\r\n"
            + "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"));

        using var reader = new StreamReader(new NetworkStream(socket));
        using var limit = new CancellationTokenSource(FakeTown.Patience);
        var reply = await reader.ReadToEndAsync(limit.Token);

        Assert.StartsWith("HTTP/1.1 4", reply, StringComparison.Ordinal);
        Assert.Contains("too slowly", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_of_impossible_size_is_refused_as_malformed()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(frontEnd.Url.Host, frontEnd.Url.Port);

        await socket.SendAsync(Encoding.ASCII.GetBytes(
            "POST /api/v1/customers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"));
        using var reader = new StreamReader(new NetworkStream(socket));
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("/problems/malformed_request", answer, StringComparison.Ordinal);
    }
}

using System.Net.Sockets;
using System.Text;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace JustHungry.Replication.Tests.Inner;

public sealed class InnerServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-inner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task A_body_whose_framing_is_nonsense_is_the_senders_fault(string rest)
    {
        var key = ClusterKey.LoadOrCreate(Path.Combine(_folder, "cluster.key"));
        await using var app = InnerServer.Build(new Listening("http://127.0.0.1:0"), key, 1024);
        app.MapPost("/read", (RequestDelegate)(context => context.Request.Body.CopyToAsync(Stream.Null)));
        var url = new Uri(await InnerServer.Start(app));

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket));
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{InnerApi.KeyHeader}: {key.Hex}\r\n{rest}"));
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>Members that misbehave, played by a few lines on a socket.</summary>
public sealed class EtcdGatewayTests
{
    private static readonly LogHead Head = EntryFormat.Origin(new string('a', 32));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_advance_is_sent_once_even_where_a_kept_connection_breaks(bool hasAnother)
    {
        using var first = new Gateway();
        using var second = new Gateway();
        using var log = Open(hasAnother ? [first.Url, second.Url] : [first.Url]);
        Assert.Equal(Head, await log.Head(default));
        await log.Inspect(default);

        first.BreaksOff = second.BreaksOff = "/v3/kv/txn";
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.Advance(Head, Entries.Make(Head, "one"), default));

        Assert.Equal(1, first.Count("/v3/kv/txn") + second.Count("/v3/kv/txn"));
    }

    [Fact]
    public async Task A_read_goes_to_the_next_member()
    {
        using var first = new Gateway { BreaksOff = "/v3/kv/range" };
        using var second = new Gateway();
        using var log = Open([first.Url, second.Url]);
        Assert.Equal(Head, await log.Head(default));
        Assert.Equal(1, first.Count("/v3/kv/range"));
        Assert.Equal(Head, await log.Head(default));
        Assert.Equal(1, first.Count("/v3/kv/range"));
    }

    [Fact]
    public async Task An_etcd_that_is_too_old_is_refused_in_words()
    {
        using var old = new Gateway { Version = "3.3.25" };
        using var log = Open([old.Url]);
        var error = await Assert.ThrowsAsync<LogUnavailableException>(() => log.Head(default));
        Assert.Contains("version 3.3.25; 3.4 or newer is needed", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, old.Count("/v3/kv/range"));
        var words = await Assert.ThrowsAsync<ArgumentException>(() => LogAddress.Describe(log, default));
        Assert.Contains("3.3.25", words.Message, StringComparison.Ordinal);
    }

    private static EtcdLog Open(IReadOnlyList<Uri> endpoints) =>
        new(new EtcdOptions { Endpoints = endpoints, Town = "durham" }, TimeProvider.System);

    /// <summary>Answers what a new etcd with an empty town would, and breaks the connection off where it is told to.</summary>
    private sealed class Gateway : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<string> _asked = [];

        public Gateway()
        {
            _listener.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _ = Accept();
        }

        public Uri Url { get; }

        public string Version { get; init; } = "3.4.23";

        public string? BreaksOff { get; set; }

        public int Count(string path)
        {
            lock (_asked)
            {
                return _asked.Count(one => one == path);
            }
        }

        public void Dispose() => _listener.Stop();

        private async Task Accept()
        {
            try
            {
                while (true)
                {
                    _ = Serve(await _listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task Serve(TcpClient client)
        {
            using var _ = client;
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync() is { Length: > 0 } first)
            {
                var length = 0;
                while (await reader.ReadLineAsync() is { Length: > 0 } header)
                {
                    length = header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase) ? int.Parse(header[16..]) : length;
                }
                if (length > 0)
                {
                    await reader.ReadBlockAsync(new char[length]);
                }
                var path = first.Split(' ')[1];
                lock (_asked)
                {
                    _asked.Add(path);
                }
                if (path == BreaksOff)
                {
                    return;
                }
                var body = Answer(path);
                var answer = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }

        private string Answer(string path) => path switch
        {
            "/version" => $$"""{"etcdserver":"{{Version}}","etcdcluster":"3.4.0"}""",
            "/v3/maintenance/status" => $$"""{"header":{"member_id":"1"},"version":"{{Version}}","dbSize":"1","leader":"1","dbSizeInUse":"1"}""",
            "/v3/kv/range" => $$"""{"header":{},"kvs":[{"key":"YQ==","mod_revision":"1","value":"{{Convert.ToBase64String(EtcdKeys.Write(Head))}}"}]}""",
            _ => "{}",
        };
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JustHungry.BackEnd.Tests.WebServices;

/// <summary>
/// A web service over a real socket that answers as a test wants, or misbehaves: one reply for each request, then the
/// connection is closed.
/// </summary>
internal sealed class PostcodeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _paths = [];
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Task _accepting;

    public PostcodeServer(Reply reply)
    {
        Reply = reply;
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>What the next request is answered with.</summary>
    public Reply Reply { get; set; }

    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>Ends when one more request has been read whole.</summary>
    public Task Asked() => _asked.WaitAsync(TimeSpan.FromSeconds(30), _stop.Token);

    public async ValueTask DisposeAsync()
    {
        // A listener that is stopped while it is asked for the next connection answers with an error of another kind.
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
    }

    private async Task Accept()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(Serve(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task Serve(Socket socket)
    {
        using var owned = socket;
        try
        {
            var reply = Reply;
            _paths.Enqueue(await ReadPath(socket));
            _asked.Release();
            await reply.Gate.WaitAsync(_stop.Token);
            await socket.SendAsync(reply.Bytes, _stop.Token);
            if (reply.Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
            }
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The client or the test has gone: nothing is left to answer.
        }
    }

    private async Task<string> ReadPath(Socket socket)
    {
        var buffer = new byte[8192];
        var length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            if (read == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }
            length += read;
        }
        return Encoding.ASCII.GetString(buffer, 0, length).Split(' ')[1];
    }
}

/// <summary>What a <see cref="PostcodeServer"/> sends.</summary>
internal sealed record Reply(byte[] Bytes)
{
    /// <summary>True: the connection stays open, and nothing more comes.</summary>
    public bool Hangs { get; init; }

    /// <summary>Done when the reply may be sent.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public static Reply Json(string body, int status = 200) => Of(status, "application/json; charset=utf-8", body);

    public static Reply Html(int status = 200) => Of(status, "text/html", "<html><body>Please log in</body></html>");

    public static Reply Of(int status, string type, string body, string headers = "") => new(Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {status} Whatever\r\nContent-Type: {type}\r\n{headers}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));

    /// <summary>The beginning of an answer whose rest never comes.</summary>
    public Reply CutTo(int bytesLess) => this with { Bytes = Bytes[..^bytesLess] };
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JustHungry.Endurance.Fuzz;

/// <summary>What came back. Immutable.</summary>
/// <param name="Status">0 where there was no answer.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">As far as it came.</param>
/// <param name="IsHung">Neither an answer nor an end of the connection within <see cref="Wire.Limit"/>.</param>
internal sealed record WireAnswer(int Status, string Head, string Body, bool IsHung);

/// <summary>Sends bytes to a port, and reads what comes back.</summary>
internal static class Wire
{
    /// <summary>More than any time-out of the servers for senders who dawdle.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int MostRead = 1 << 20;
    private const int Pieces = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly WireAnswer Nothing = new(0, "", "", false);

    public static async Task<WireAnswer> Send(IPEndPoint port, HostileRequest request, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(port, either.Token);
            var writing = Write(socket, request, time, either.Token);
            if (request.Delivery == Delivery.BrokenOff)
            {
                await writing;
                socket.LingerState = new LingerOption(true, 0);
                return Nothing;
            }
            var answer = await Read(socket, either.Token);
            return answer;
        }
        catch (SocketException)
        {
            return Nothing;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Nothing with { IsHung = true };
        }
    }

    private static async Task Write(Socket socket, HostileRequest request, TimeProvider time, CancellationToken cancellation)
    {
        var bytes = request.Bytes();
        var piece = request.Delivery == Delivery.Dribble ? Math.Max(1, bytes.Length / Pieces) : Math.Max(1, bytes.Length);
        try
        {
            for (var from = 0; from < bytes.Length; from += piece)
            {
                await socket.SendAsync(bytes.AsMemory(from, Math.Min(piece, bytes.Length - from)), cancellation);
                if (request.Delivery == Delivery.Dribble)
                {
                    await Task.Delay(Pause, time, cancellation);
                }
            }
            if (request.Delivery == Delivery.HalfClosed)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The server has closed, as it may; what it had to say is being read.
        }
    }

    private static async Task<WireAnswer> Read(Socket socket, CancellationToken cancellation)
    {
        var buffer = new byte[16_384];
        using var all = new MemoryStream();
        while (all.Length < MostRead)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer, cancellation);
            }
            catch (SocketException)
            {
                count = 0;
            }
            all.Write(buffer, 0, count);
            var answer = Parse(Encoding.Latin1.GetString(all.GetBuffer(), 0, (int)all.Length), out var isWhole);
            if (isWhole || count == 0)
            {
                return answer;
            }
        }
        return Parse(Encoding.Latin1.GetString(all.ToArray()), out _);
    }

    private static WireAnswer Parse(string text, out bool isWhole)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        isWhole = false;
        if (end < 0 || !text.StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return Nothing;
        }
        var (head, body) = (text[..end], text[(end + 4)..]);
        if (status == (int)HttpStatusCode.Continue)
        {
            return Parse(body, out isWhole);
        }
        // An endless stream has been answered when it begins.
        isWhole = head.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || (Field(head, "Content-Length") is { } length && body.Length >= int.Parse(length, CultureInfo.InvariantCulture))
            || (Field(head, "Transfer-Encoding") is not null && body.EndsWith("0\r\n\r\n", StringComparison.Ordinal));
        return new WireAnswer(status, head, body, false);
    }

    /// <summary>A header of an answer; null where it has none.</summary>
    public static string? Field(string head, string name) => head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}

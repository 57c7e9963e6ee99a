using System.Net;
using System.Net.Sockets;

namespace JustHungry.Bench;

/// <summary>One keep-alive connection of the load, with its buffers. Used by the load's one thread only.</summary>
internal sealed class LoadConnection(int number, IPEndPoint server, Epoll epoll) : IDisposable
{
    private const int FirstBuffer = 16 * 1024;
    private const int LongestAnswer = 8 * 1024 * 1024;

    private Socket? _socket;
    private byte[] _received = new byte[FirstBuffer];
    private int _length;

    /// <summary>From 0; which connection this is.</summary>
    public int Number => number;

    /// <summary>Where the next request is written.</summary>
    public byte[] Request { get; } = new byte[FirstBuffer];

    /// <summary>When the request under way was sent, in the clock's ticks; 0 where none is.</summary>
    public long SentAt { get; set; }

    /// <summary>What the load wants to remember from request to answer.</summary>
    public int Tag { get; set; }

    /// <summary>The same for a path.</summary>
    public string Path { get; set; } = "";

    /// <summary>Sends, over a new connection where there is none. False where nobody takes it.</summary>
    public bool TrySend(int length)
    {
        _length = 0;
        if (_socket is null && !TryConnect())
        {
            return false;
        }
        // A request fits the kernel's buffer many times over, as only one is ever under way.
        var sent = _socket!.Send(Request.AsSpan(0, length), SocketFlags.None, out var error);
        return error == SocketError.Success && sent == length;
    }

    /// <summary>Reads what has come: null while the answer is not whole.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public (int Status, ReadOnlyMemory<byte> Body)? TryReceive()
    {
        if (_length == _received.Length)
        {
            if (_length >= LongestAnswer)
            {
                throw new IOException("The answer is too long.");
            }
            Array.Resize(ref _received, _length * 2);
        }
        var read = _socket!.Receive(_received.AsSpan(_length), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return null;
        }
        if (error != SocketError.Success || read == 0)
        {
            throw new IOException($"The connection is lost: {error}.");
        }
        _length += read;
        return HttpAnswer.TryRead(_received.AsSpan(0, _length), out var status, out var body)
            ? (status, _received.AsMemory(body))
            : null;
    }

    /// <summary>Drops the connection; the next request makes a new one.</summary>
    public void Drop()
    {
        if (_socket is not null)
        {
            epoll.Forget(_socket);
            _socket.Dispose();
            _socket = null;
        }
    }

    public void Dispose() => Drop();

    private bool TryConnect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(server);
            socket.Blocking = false;
            epoll.Watch(socket, number);
            _socket = socket;
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }
}

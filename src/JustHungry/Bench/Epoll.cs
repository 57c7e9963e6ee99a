using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JustHungry.Bench;

/// <summary>
/// Waits for many sockets at once with one system call (Linux epoll), on one thread: asynchronous sockets would cost a hop
/// to a pool thread for every answer, and the load must be light beside the servers that it measures. One thread only.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Remove = 2;
    private const uint Readable = 0x1;
    private const int MostEvents = 256;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const int LargestEvent = 16;

    // The kernel packs struct epoll_event on x64 and aligns it elsewhere.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int EventSize = IsPacked ? 12 : LargestEvent;
    private static readonly int DataAt = IsPacked ? 4 : 8;

    private readonly SafeFileHandle _epoll;
    private readonly byte[] _events = new byte[MostEvents * EventSize];

    public Epoll()
    {
        var handle = Create(CloseOnExec);
        _epoll = handle >= 0 ? new SafeFileHandle(handle, ownsHandle: true) : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>From now on, <see cref="Wait"/> tells <paramref name="number"/> when there is something to read.</summary>
    public void Watch(Socket socket, int number)
    {
        Span<byte> watched = stackalloc byte[LargestEvent];
        BinaryPrimitives.WriteUInt32LittleEndian(watched, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(watched[DataAt..], number);
        if (Control(_epoll, Add, (int)socket.Handle, ref MemoryMarshal.GetReference(watched)) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Forgets a socket; to be called before it is closed.</summary>
    public void Forget(Socket socket)
    {
        Span<byte> nothing = stackalloc byte[LargestEvent];
        _ = Control(_epoll, Remove, (int)socket.Handle, ref MemoryMarshal.GetReference(nothing));
    }

    /// <summary>Writes the numbers of the sockets that can be read, and returns how many they are; 0 after the time.</summary>
    public int Wait(Span<int> numbers, int milliseconds)
    {
        var most = Math.Min(numbers.Length, MostEvents);
        var count = WaitFor(_epoll, ref MemoryMarshal.GetArrayDataReference(_events), most, milliseconds);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (int)BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((i * EventSize) + DataAt));
        }
        return count;
    }

    public void Dispose() => _epoll.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle epoll, int operation, int socket, ref byte watched);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitFor(SafeFileHandle epoll, ref byte events, int most, int milliseconds);
}

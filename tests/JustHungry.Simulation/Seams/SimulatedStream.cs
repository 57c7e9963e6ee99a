using System.Text;

namespace JustHungry.Simulation.Seams;

/// <summary>
/// The body of an answer that never ends, on its way to who listens: its pieces arrive in order, or the connection stalls.
/// </summary>
internal sealed class SimulatedStream(World world, Network network, string from, string to, Action<string> arrived) : Stream
{
    private TimeSpan _lastArrival;
    private bool _isStalled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isStalled)
        {
            return;
        }
        var piece = Encoding.UTF8.GetString(buffer);
        var at = network.SendInOrder(from, to, _lastArrival, () => arrived(piece));
        _isStalled = at is null;
        _lastArrival = at ?? world.Now;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

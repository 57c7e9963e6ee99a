using System.Net;

namespace JustHungry.Bench;

/// <summary>What a load sends, and what it makes of the answers. Called on the load's one thread.</summary>
internal interface ILoad
{
    /// <summary>Writes the connection's next request and returns its length; 0 where the connection has done its part.</summary>
    int Next(LoadConnection connection);

    /// <summary>Takes the answer; status 0: there was none (connection lost, refused, or no answer in time).</summary>
    void Done(LoadConnection connection, int status, ReadOnlyMemory<byte> body, TimeSpan took);
}

/// <summary>
/// A loop on one thread. Closed: every connection sends its next request as soon as its last one is answered. Open, with a
/// <see cref="Schedule"/>: requests are due at a fixed rate, and how long one took counts from when it was due, however late a
/// connection was free for it (else a stall would hide the requests that it kept from being sent). Each is sent once.
/// </summary>
internal sealed class LoadLoop : IDisposable
{
    /// <summary>A request without an answer for this long has failed.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(15);

    private const int TickMilliseconds = 100;
    private const int MostAtOnce = 256;

    private readonly Epoll _epoll = new();
    private readonly LoadConnection[] _all;
    private readonly ILoad _load;
    private readonly TimeProvider _time;
    private readonly Schedule? _schedule;

    // Connections that nobody took, or for which nothing is due: they try again after a moment, not at once.
    private readonly Queue<LoadConnection> _resting = new();
    private int _busy;

    private LoadLoop(IPEndPoint server, int connections, ILoad load, TimeProvider time, Schedule? schedule)
    {
        (_load, _time, _schedule) = (load, time, schedule);
        _all = [.. Enumerable.Range(0, connections).Select(number => new LoadConnection(number, server, _epoll))];
    }

    /// <summary>Runs until every connection has done its part.</summary>
    public static void Run(IPEndPoint server, int connections, ILoad load, TimeProvider time, Schedule? schedule = null)
    {
        using var loop = new LoadLoop(server, connections, load, time, schedule);
        loop.Run();
    }

    public void Dispose()
    {
        foreach (var connection in _all)
        {
            connection.Dispose();
        }
        _epoll.Dispose();
    }

    private void Run()
    {
        foreach (var connection in _all)
        {
            Go(connection);
        }
        Span<int> ready = stackalloc int[MostAtOnce];
        var lastTick = _time.GetTimestamp();
        while (_busy > 0 || _resting.Count > 0)
        {
            var count = _epoll.Wait(ready, _resting.Count > 0 ? 1 : TickMilliseconds);
            foreach (var number in ready[..count])
            {
                Receive(_all[number]);
            }
            for (var rested = _resting.Count; rested > 0; rested--)
            {
                Go(_resting.Dequeue());
            }
            if (_time.GetElapsedTime(lastTick).TotalMilliseconds >= TickMilliseconds)
            {
                lastTick = _time.GetTimestamp();
                GiveUpOverdue();
            }
        }
    }

    private void Go(LoadConnection connection)
    {
        var due = _time.GetTimestamp();
        if (_schedule is not null && !_schedule.TryTake(ref due))
        {
            _resting.Enqueue(connection);
            return;
        }
        var length = _load.Next(connection);
        if (length == 0)
        {
            return;
        }
        connection.SentAt = due;
        _busy++;
        if (!connection.TrySend(length))
        {
            Fail(connection);
        }
    }

    private void Receive(LoadConnection connection)
    {
        if (connection.SentAt == 0)
        {
            // Nothing was asked: the other end closes.
            connection.Drop();
            return;
        }
        try
        {
            if (connection.TryReceive() is { } answer)
            {
                Finish(connection, answer.Status, answer.Body);
                Go(connection);
            }
        }
        catch (IOException)
        {
            Fail(connection);
        }
    }

    private void Fail(LoadConnection connection)
    {
        connection.Drop();
        Finish(connection, 0, default);
        _resting.Enqueue(connection);
    }

    private void Finish(LoadConnection connection, int status, ReadOnlyMemory<byte> body)
    {
        _busy--;
        var took = _time.GetElapsedTime(connection.SentAt);
        connection.SentAt = 0;
        _load.Done(connection, status, body, took);
    }

    private void GiveUpOverdue()
    {
        foreach (var connection in _all)
        {
            if (connection.SentAt != 0 && _time.GetElapsedTime(connection.SentAt) > RequestLimit)
            {
                Fail(connection);
            }
        }
    }
}

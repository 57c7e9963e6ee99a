using JustHungry.Replication.Peers;

namespace JustHungry.Simulation.Seams;

/// <summary>How bad the network is; drawn from the seed. Immutable.</summary>
/// <param name="Lost">How likely a message is lost.</param>
/// <param name="LongestDelay">What a late message takes at most.</param>
internal sealed record NetworkFaults(double Lost, TimeSpan LongestDelay)
{
    public static readonly NetworkFaults None = new(0, TimeSpan.FromMilliseconds(1));

    /// <summary>How likely a request arrives twice.</summary>
    public double Doubled { get; init; }

    /// <summary>How likely a message is late; the others take a millisecond at most.</summary>
    public double Late { get; init; } = 1;

    /// <summary>How likely the connection of a call breaks before the answer, both ends being well.</summary>
    public double Resets { get; init; }
}

/// <summary>Messages between hosts, one way each: delayed, lost, doubled, stuck on a clogged link, or refused by the dead.</summary>
internal sealed class Network(World world)
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan UsualDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LatestReset = TimeSpan.FromMilliseconds(300);
    private const string Nobody = "nobody";

    private readonly Random _random = world.Stream("network");
    private readonly Dictionary<(string From, string To), int> _cut = [];
    private readonly Dictionary<(string From, string To), TimeSpan> _clogged = [];

    public NetworkFaults Faults { get; set; } = NetworkFaults.None;

    /// <summary>Nothing goes from one host to another any more, until <see cref="Mend"/> is called as often.</summary>
    public void Cut(string from, string to) => _cut[(from, to)] = _cut.GetValueOrDefault((from, to)) + 1;

    public void Mend(string from, string to)
    {
        if (_cut.TryGetValue((from, to), out var times) && times > 1)
        {
            _cut[(from, to)] = times - 1;
        }
        else
        {
            _cut.Remove((from, to));
        }
    }

    /// <summary>Whatever goes from one host to another arrives only after that time.</summary>
    public void Clog(string from, string to, TimeSpan until) => _clogged[(from, to)] = until;

    /// <summary>Whole and free again, all of it.</summary>
    public void MendAll()
    {
        _cut.Clear();
        _clogged.Clear();
    }

    /// <summary>Delivers after a delay, or never.</summary>
    public void Send(string from, string to, Action deliver)
    {
        if ((Faults.Lost > 0 && _random.Chance(Faults.Lost)) || (_cut.Count > 0 && _cut.ContainsKey((from, to))))
        {
            return;
        }
        world.Schedule(Delay(from, to), deliver);
    }

    /// <summary>A message on a stream: after the ones before it.</summary>
    /// <returns>When it arrives; null where it does not, and so no later one may.</returns>
    public TimeSpan? SendInOrder(string from, string to, TimeSpan notBefore, Action deliver)
    {
        if (_cut.Count > 0 && _cut.ContainsKey((from, to)))
        {
            return null;
        }
        var at = world.Now + Delay(from, to);
        at = at > notBefore ? at : notBefore;
        world.Schedule(at - world.Now, deliver);
        return at;
    }

    /// <summary>
    /// A call to a server's code and back. Completes with its answer; with <paramref name="broken"/> when the server dies
    /// meanwhile, or the connection does; with <paramref name="refused"/> when it is dead; never, when a message is lost or the
    /// server is paused: the caller's own time-out ends that.
    /// </summary>
    public async Task<T> Call<T>(
        NodeLoop caller, NodeLoop? server, Func<Task<T>> serve, Func<Exception> refused, Func<Exception> broken,
        CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancel.Register(() => answer.TrySetCanceled(cancel));
        var (from, to) = (caller.Host, server?.Host ?? Nobody);
        void Arrive() => Serve(from, to, server, serve, answer, refused, broken);
        Send(from, to, Arrive);
        if (Faults.Doubled > 0 && _random.Chance(Faults.Doubled))
        {
            Send(from, to, Arrive);
        }
        if (Faults.Resets > 0 && _random.Chance(Faults.Resets))
        {
            world.Schedule(_random.Between(TimeSpan.Zero, LatestReset), () => answer.TrySetException(broken()));
        }
        return await answer.Task;
    }

    private void Serve<T>(
        string from, string to, NodeLoop? server, Func<Task<T>> serve, TaskCompletionSource<T> answer,
        Func<Exception> refused, Func<Exception> broken)
    {
        if (server is not { IsAlive: true })
        {
            Send(to, from, () => answer.TrySetException(refused()));
            return;
        }
        void Break() => Send(to, from, () => answer.TrySetException(broken()));
        server.Died += Break;
        server.Start(async () =>
        {
            try
            {
                var result = await serve();
                Send(to, from, () => answer.TrySetResult(result));
            }
            catch (Exception error) when (error is IOException or PeerException)
            {
                Send(to, from, () => answer.TrySetException(error));
            }
            finally
            {
                server.Died -= Break;
            }
        });
    }

    private TimeSpan Delay(string from, string to)
    {
        var isLate = Faults.Late >= 1 || (Faults.Late > 0 && _random.Chance(Faults.Late));
        var longest = isLate || Faults.LongestDelay < UsualDelay ? Faults.LongestDelay : UsualDelay;
        var delay = _random.Between(ShortestDelay, longest);
        return _clogged.Count > 0 && _clogged.TryGetValue((from, to), out var until) && until > world.Now
            ? until - world.Now + delay
            : delay;
    }
}

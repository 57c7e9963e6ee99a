using JustHungry.Replication.Peers;

namespace JustHungry.Simulation.Seams;

/// <summary>How bad the network is in this run; drawn from the seed.</summary>
internal sealed record NetworkFaults(double Lost, TimeSpan LongestDelay)
{
    public static readonly NetworkFaults None = new(0, TimeSpan.FromMilliseconds(1));
}

/// <summary>Messages between processes, one way each: delayed, lost, or refused by the dead.</summary>
internal sealed class Network(World world)
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMicroseconds(50);

    public NetworkFaults Faults { get; set; } = NetworkFaults.None;

    /// <summary>Delivers after a delay, or never.</summary>
    public void Send(Action deliver)
    {
        if (!world.Chance(Faults.Lost))
        {
            world.Schedule(world.Between(ShortestDelay, Faults.LongestDelay), deliver);
        }
    }

    /// <summary>
    /// A call to a server's code and back. Completes with its answer; with <paramref name="broken"/> when the server dies
    /// meanwhile; with <paramref name="refused"/> when it is dead; never, when a message is lost or the server is paused: the
    /// caller's own time-out ends that.
    /// </summary>
    public async Task<T> Call<T>(
        NodeLoop? server, Func<Task<T>> serve, Func<Exception> refused, Func<Exception> broken, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancel.Register(() => answer.TrySetCanceled(cancel));
        Send(() =>
        {
            if (server is not { IsAlive: true })
            {
                Send(() => answer.TrySetException(refused()));
                return;
            }
            void Break() => Send(() => answer.TrySetException(broken()));
            server.Died += Break;
            server.Start(async () =>
            {
                try
                {
                    var result = await serve();
                    Send(() => answer.TrySetResult(result));
                }
                catch (Exception error) when (error is IOException or PeerException)
                {
                    Send(() => answer.TrySetException(error));
                }
                finally
                {
                    server.Died -= Break;
                }
            });
        });
        return await answer.Task;
    }
}

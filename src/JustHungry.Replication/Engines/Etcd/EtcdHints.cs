using Grpc.Core;
using JustHungry.Replication.Log;

namespace JustHungry.Replication.Engines.Etcd;

/// <summary>
/// Signs that the head may have moved, from a watch. No more than that: a watch may have gaps, be cancelled, or fall silent, so
/// whoever waits looks by himself as well. The watch is open while somebody waits, and for a while after. Thread-safe.
/// </summary>
internal sealed class EtcdHints(EtcdClient client, byte[] key, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeepOpen = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource _next = NewSign();
    private CancellationTokenSource? _watch;
    private bool _isRunning;
    private long _askedAt;

    /// <summary>Completes at the next sign. To be taken before the head is looked at.</summary>
    public Task Next()
    {
        lock (_lock)
        {
            _askedAt = time.GetTimestamp();
            if (!_isRunning && !_ended.IsCancellationRequested)
            {
                _isRunning = true;
                _ = Task.Run(Run);
            }
            return _next.Task;
        }
    }

    /// <summary>The head had moved and there was no sign: this watch is not worth much; another one is opened.</summary>
    public void Missed()
    {
        lock (_lock)
        {
            _watch?.Cancel();
        }
    }

    public void Dispose() => _ended.Cancel();

    private async Task Run()
    {
        while (GoesOn())
        {
            using var watch = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
            Use(watch);
            try
            {
                await Follow(watch.Token);
            }
            catch (Exception error) when (error is LogUnavailableException or RpcException or IOException
                or InvalidOperationException or OperationCanceledException or ObjectDisposedException)
            {
                // Those who wait look every second meanwhile.
            }
            finally
            {
                Use(null);
            }
            await Task.Delay(Pause, time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the watch until it ends; each answer is a sign, the first one too: it starts from now.</summary>
    private async Task Follow(CancellationToken cancel)
    {
        using var watch = await client.Watch(key, cancel);
        while (IsWanted() && await watch.ResponseStream.MoveNext(cancel) && !watch.ResponseStream.Current.Canceled)
        {
            Sign();
        }
    }

    private void Sign()
    {
        lock (_lock)
        {
            _next.SetResult();
            _next = NewSign();
        }
    }

    private void Use(CancellationTokenSource? watch)
    {
        lock (_lock)
        {
            _watch = watch;
        }
    }

    private bool IsWanted()
    {
        lock (_lock)
        {
            return time.GetElapsedTime(_askedAt) < KeepOpen;
        }
    }

    private bool GoesOn()
    {
        lock (_lock)
        {
            _isRunning = time.GetElapsedTime(_askedAt) < KeepOpen && !_ended.IsCancellationRequested;
            return _isRunning;
        }
    }

    private static TaskCompletionSource NewSign() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

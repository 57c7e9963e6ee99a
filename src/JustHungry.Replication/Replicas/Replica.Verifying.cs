namespace JustHungry.Replication.Replicas;

/// <content>How replicas prove that they hold the same: a hash of everything, at one position, under load.</content>
public sealed partial class Replica
{
    private readonly List<VerifyRequest> _verifications = [];

    /// <summary>
    /// What works out the hash of the store's content at exactly that position, in any thread, while the replica goes on: it reads all
    /// of the store. Null where the replica is past the position, or does not get there within <paramref name="atMost"/>.
    /// </summary>
    public async Task<Func<string>?> HashAt(long position, TimeSpan atMost, CancellationToken cancel)
    {
        var request = new VerifyRequest(position);
        _loop.Post(_ => Add(request), null);
        await using var timer = _time.CreateTimer(
            static hash => ((TaskCompletionSource<Func<string>?>)hash!).TrySetResult(null), request.Hash, atMost, Timeout.InfiniteTimeSpan);
        await using var registration = cancel.Register(() => request.Hash.TrySetResult(null));
        return await request.Hash.Task;
    }

    private void Add(VerifyRequest request)
    {
        var position = Applied.Head.Position;
        if (request.Position < position)
        {
            request.Hash.TrySetResult(null);
        }
        else
        {
            _verifications.Add(request);
            if (request.Position == position)
            {
                HashIfAsked(position);
            }
        }
    }

    private bool IsToBeVerified(long position) => _verifications.Exists(request => request.Position == position);

    private void HashIfAsked(long position)
    {
        foreach (var request in _verifications.Where(request => request.Position <= position))
        {
            if (!request.Hash.Task.IsCompleted)
            {
                request.Hash.TrySetResult(request.Position == position ? _machine.BeginContentHash() : null);
            }
        }
        _verifications.RemoveAll(request => request.Hash.Task.IsCompleted);
    }

    private sealed record VerifyRequest(long Position)
    {
        public TaskCompletionSource<Func<string>?> Hash { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

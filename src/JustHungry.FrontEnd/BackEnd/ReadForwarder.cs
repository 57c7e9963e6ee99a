using System.Collections.Concurrent;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// Reads from any replica that can: spread over those that answer, the next one where one fails or is behind, and another one
/// beside the first where that is slow (it may be frozen). Until the deadline. Those who ask for the same at the same time, and are
/// nobody in particular, share one read. Safe for many threads.
/// </summary>
public sealed class ReadForwarder(IBackEnd backEnd, ReplicaDirectory directory, TimeProvider time, TimeSpan deadline)
{
    private static readonly TimeSpan PauseBetweenRounds = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Lazy<Task<ReadAnswer?>>> _shared = [];

    /// <summary>The answer, or null when the deadline passed.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public Task<ReadAnswer?> Read(ReadRequest request, CancellationToken aborted) => request.IsAnybodys
        ? _shared.GetOrAdd(request.Path, _ => new Lazy<Task<ReadAnswer?>>(() => ReadForAll(request))).Value.WaitAsync(aborted)
        : ReadAlone(request, aborted);

    private async Task<ReadAnswer?> ReadForAll(ReadRequest request)
    {
        try
        {
            return await ReadAlone(request, CancellationToken.None);
        }
        finally
        {
            // Who asks from now on is to see what is true from now on.
            _shared.TryRemove(request.Path, out _);
        }
    }

    private async Task<ReadAnswer?> ReadAlone(ReadRequest request, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(deadline + request.Wait, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            // Every round waits, so that their number is bounded by the deadline.
            while (true)
            {
                if (await Round(request, enough.Token) is { } answer)
                {
                    return answer;
                }
                await Task.Delay(PauseBetweenRounds, time, enough.Token);
            }
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            enough.Cancel();
        }
    }

    /// <summary>Asks each replica at most once; null where none of them had a usable answer.</summary>
    private async Task<ReadAnswer?> Round(ReadRequest request, CancellationToken enough)
    {
        var asked = new List<Attempt>();
        foreach (var url in directory.ForReads())
        {
            var latest = new Attempt(url, Ask(url, request, enough));
            asked.Add(latest);
            if (await FirstAnswer(asked, latest, request.Wait + request.Patience, enough) is { } answer)
            {
                return answer;
            }
        }
        while (asked.Count > 0)
        {
            await Task.WhenAny(asked.ConvertAll(static attempt => attempt.Answer));
            enough.ThrowIfCancellationRequested();
            if (TakeUsable(asked) is { } answer)
            {
                return answer;
            }
        }
        return null;
    }

    /// <summary>Null when the latest one asked has failed or is slow, so that the next one is to be asked.</summary>
    private async Task<ReadAnswer?> FirstAnswer(List<Attempt> asked, Attempt latest, TimeSpan patience, CancellationToken enough)
    {
        // Not bound to "enough": that ends the attempts, and each of them wakes this one.
        using var decided = new CancellationTokenSource();
        var slow = Task.Delay(patience, time, decided.Token);
        try
        {
            while (true)
            {
                await Task.WhenAny([.. asked.Select(static attempt => attempt.Answer), slow]);
                enough.ThrowIfCancellationRequested();
                if (TakeUsable(asked) is { } answer)
                {
                    return answer;
                }
                if (slow.IsCompleted)
                {
                    directory.Suspect(latest.Url);
                    return null;
                }
                if (!asked.Contains(latest))
                {
                    return null;
                }
            }
        }
        finally
        {
            decided.Cancel();
        }
    }

    /// <summary>Takes what has come off the list.</summary>
    private ReadAnswer? TakeUsable(List<Attempt> asked)
    {
        for (var i = asked.Count - 1; i >= 0; i--)
        {
            if (asked[i] is { Answer.IsCompletedSuccessfully: true } attempt)
            {
                asked.RemoveAt(i);
                if (attempt.Answer.Result.IsUsable)
                {
                    return attempt.Answer.Result;
                }
                directory.Suspect(attempt.Url);
            }
        }
        return null;
    }

    private async Task<ReadAnswer> Ask(string url, ReadRequest request, CancellationToken enough)
    {
        try
        {
            return await backEnd.Read(url, request, enough);
        }
        catch (OperationCanceledException)
        {
            return ReadAnswer.Lost;
        }
    }

    private sealed record Attempt(string Url, Task<ReadAnswer> Answer);
}

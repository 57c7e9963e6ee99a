using System.Collections.Concurrent;
using System.Globalization;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// So many a minute for each caller, a minute's worth of them at once. Each front end counts for itself. Off (and free) at
/// zero, which is the default. Safe for many threads.
/// </summary>
internal sealed class RateLimit(int perMinute, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int MostCallers = 100_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one; where there is none left, answers 429 and returns true.</summary>
    public bool Refuses(HttpContext http, string caller, out Task answered)
    {
        answered = Task.CompletedTask;
        if (perMinute == 0)
        {
            return false;
        }
        var wait = Take(caller);
        if (wait <= TimeSpan.Zero)
        {
            return false;
        }
        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.RetryAfter = seconds;
        answered = Answers.Refuse(http, new Refusal(
            Reason.TooManyRequests, $"No more than {perMinute} of these a minute, please. The next one may come in {seconds} s."));
        return true;
    }

    /// <summary>How long to wait for the next one; zero where one was left, and is taken.</summary>
    internal TimeSpan Take(string caller)
    {
        if (_buckets.Count >= MostCallers)
        {
            Forget();
        }
        var bucket = _buckets.GetOrAdd(caller, _ => new Bucket(perMinute, time.GetTimestamp()));
        lock (bucket)
        {
            var now = time.GetTimestamp();
            bucket.Left = Math.Min(perMinute, bucket.Left + (time.GetElapsedTime(bucket.At, now) / Minute * perMinute));
            bucket.At = now;
            if (bucket.Left < 1)
            {
                return (1 - bucket.Left) / perMinute * Minute;
            }
            bucket.Left--;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Lets go of those whose buckets are full again: nothing is lost by it.</summary>
    private void Forget()
    {
        foreach (var (caller, bucket) in _buckets)
        {
            if (time.GetElapsedTime(bucket.At) >= Minute)
            {
                _buckets.TryRemove(caller, out _);
            }
        }
    }

    private sealed class Bucket(double left, long at)
    {
        public double Left { get; set; } = left;

        public long At { get; set; } = at;
    }
}

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// How long commands took at this front end, waits through fail-overs included, for each of the latest seconds. In memory. Safe
/// for many threads.
/// </summary>
public sealed class CommandLatencies(TimeProvider time)
{
    /// <summary>Seconds that are remembered.</summary>
    public const int Seconds = 900;

    /// <summary>Of a second with more commands, these are taken for all.</summary>
    private const int MostOfSecond = 512;

    private readonly Lock _gate = new();
    private readonly Second?[] _ring = new Second?[Seconds];

    /// <summary>The present.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A command was answered, or given up.</summary>
    /// <param name="since">The timestamp of when it came.</param>
    public void Add(long since)
    {
        var milliseconds = (float)time.GetElapsedTime(since).TotalMilliseconds;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            ref var second = ref _ring[now % Seconds];
            if (second?.At != now)
            {
                second = new Second(now);
            }
            second.Count++;
            if (second.Taken.Count < MostOfSecond)
            {
                second.Taken.Add(milliseconds);
            }
            second.Worst = Math.Max(second.Worst, milliseconds);
        }
    }

    /// <summary>The seconds in which commands were answered, the oldest first.</summary>
    public IReadOnlyList<LatencyOfSecond> Latest()
    {
        var oldest = time.GetUtcNow().ToUnixTimeSeconds() - Seconds;
        lock (_gate)
        {
            return [.. _ring.OfType<Second>().Where(each => each.At > oldest).OrderBy(static each => each.At).Select(static each => each.Summary())];
        }
    }

    private sealed class Second(long at)
    {
        public long At { get; } = at;

        public int Count { get; set; }

        public float Worst { get; set; }

        public List<float> Taken { get; } = [];

        public LatencyOfSecond Summary()
        {
            var sorted = Taken.Order().ToArray();
            return new LatencyOfSecond(
                DateTimeOffset.FromUnixTimeSeconds(At), Count, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], Worst);
        }
    }
}

/// <summary>Commands of one second, times in milliseconds. Immutable.</summary>
public sealed record LatencyOfSecond(DateTimeOffset At, int Commands, double Median, double Most99, double Worst);

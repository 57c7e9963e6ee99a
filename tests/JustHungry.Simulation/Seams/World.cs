using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JustHungry.Simulation.Seams;

/// <summary>
/// Virtual time and everything that is due in it: one thread, one seed, one order of events. Every step goes into the trace's
/// hash, so that a seed that runs twice shows whether it ran the same.
/// </summary>
internal sealed class World : IDisposable
{
    /// <summary>A town takes some ten thousand steps.</summary>
    private const long MostMoments = 1_000_000;

    private readonly PriorityQueue<Action, Due> _due = new();
    private readonly IncrementalHash _trace = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _line = new byte[1024];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly int _seed;
    private long _order;

    public World(int seed)
    {
        _seed = seed;
        Random = Stream("world");
    }

    /// <summary>Chance for whatever has no stream of its own.</summary>
    public Random Random { get; }

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Counts what happened: of two moments the smaller one was before, within one instant of virtual time too.</summary>
    public long Moment { get; private set; }

    /// <summary>The story, kept only when somebody wants to read it.</summary>
    public List<string>? Story { get; init; }

    /// <summary>The first promise that was seen broken while the town ran; nothing runs after it.</summary>
    public InvariantException? Broken { get; private set; }

    /// <summary>SHA-256 over all that was told, as hex.</summary>
    public string TraceHash => Convert.ToHexStringLower(_trace.GetCurrentHash());

    /// <summary>A stream of chance of its own, so that more of one thing does not change all the others.</summary>
    public Random Stream(string purpose) => Chances.Stream(_seed, purpose);

    public long NextMoment() => ++Moment;

    /// <remarks>Where another thread calls, what happens is not of the seed alone: the program ends, loudly.</remarks>
    public void Schedule(TimeSpan after, Action action)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Environment.FailFast("Something in the simulated town runs on another thread.");
        }
        _due.Enqueue(action, new Due(Now.Ticks + Math.Max(after.Ticks, 0), _order++));
    }

    public void Tell(string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Now.TotalSeconds,9:F4} {what}");
        var length = Encoding.UTF8.TryGetBytes(line, _line, out var written) ? written : 0;
        _trace.AppendData(length > 0 ? _line.AsSpan(0, length) : Encoding.UTF8.GetBytes(line));
        Story?.Add(line);
    }

    /// <summary>A promise is broken: what runs, ends.</summary>
    public void Break(string how)
    {
        Tell($"BROKEN: {how}");
        Broken ??= new InvariantException(how);
    }

    /// <summary>Runs what is due until the time has passed, a condition holds, or a promise is broken.</summary>
    /// <returns>Whether the condition held.</returns>
    /// <exception cref="InvariantException">A promise is broken.</exception>
    public bool RunFor(TimeSpan span, Func<bool>? until = null)
    {
        var end = Now + span;
        while (until?.Invoke() != true)
        {
            if (!_due.TryPeek(out _, out var next) || next.At > end.Ticks)
            {
                Now = end;
                return false;
            }
            var action = _due.Dequeue();
            Now = new TimeSpan(next.At);
            if (++Moment > MostMoments)
            {
                Break($"the town spins: {MostMoments} steps, and no end");
            }
            action();
            if (Broken is not null)
            {
                throw Broken;
            }
        }
        return true;
    }

    public TimeSpan Between(TimeSpan least, TimeSpan most) => Random.Between(least, most);

    public bool Chance(double probability) => probability > 0 && Random.NextDouble() < probability;

    public void Dispose() => _trace.Dispose();

    private readonly record struct Due(long At, long Order) : IComparable<Due>
    {
        public int CompareTo(Due other) => At != other.At ? At.CompareTo(other.At) : Order.CompareTo(other.Order);
    }
}

/// <summary>A promise of the design was broken: a bug in the product (or in the simulation).</summary>
internal sealed class InvariantException(string message) : Exception(message);

/// <summary>Chance, in the words that the scenarios use.</summary>
internal static class Chances
{
    /// <summary>Chance from a seed, another one for each purpose.</summary>
    public static Random Stream(int seed, string purpose)
    {
        var hash = (uint)seed * 2_654_435_761u;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * 16_777_619u;
        }
        hash = (hash ^ (hash >> 15)) * 2_246_822_519u;
        return new Random((int)((hash ^ (hash >> 13)) & int.MaxValue));
    }

    public static TimeSpan Between(this Random random, TimeSpan least, TimeSpan most) =>
        least + ((most - least) * random.NextDouble());

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;
}

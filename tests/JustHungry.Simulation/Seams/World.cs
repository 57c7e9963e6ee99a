using System.Security.Cryptography;
using System.Text;

namespace JustHungry.Simulation.Seams;

/// <summary>
/// Virtual time and everything that is due in it: one thread, one seed, one order of events. Every step goes into the trace's
/// hash, so that a seed that runs twice shows whether it ran the same.
/// </summary>
internal sealed class World : IDisposable
{
    private readonly PriorityQueue<Action, (long At, long Order)> _due = new();
    private readonly IncrementalHash _trace = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _order;

    public World(int seed) => Random = new Random(seed);

    /// <summary>The one source of chance.</summary>
    public Random Random { get; }

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The story, kept only when somebody wants to read it.</summary>
    public List<string>? Story { get; init; }

    /// <summary>SHA-256 over all that was told, as hex.</summary>
    public string TraceHash => Convert.ToHexStringLower(_trace.GetCurrentHash());

    public void Schedule(TimeSpan after, Action action) =>
        _due.Enqueue(action, ((Now + (after < TimeSpan.Zero ? TimeSpan.Zero : after)).Ticks, _order++));

    public void Tell(string what)
    {
        var line = $"{Now.TotalMilliseconds,10:F3} {what}";
        _trace.AppendData(Encoding.UTF8.GetBytes(line));
        Story?.Add(line);
    }

    /// <summary>Runs what is due until the time has passed, or a condition holds.</summary>
    /// <returns>Whether the condition held.</returns>
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
            action();
        }
        return true;
    }

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Random.NextDouble());

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public void Dispose() => _trace.Dispose();
}

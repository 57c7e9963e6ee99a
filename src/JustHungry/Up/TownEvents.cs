using System.Globalization;

namespace JustHungry.Up;

/// <summary>What happened in the town, newest last; the last <see cref="Kept"/> are remembered. Safe for any thread.</summary>
internal sealed class TownEvents(TimeProvider time)
{
    public const int Kept = 8;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private long _count;

    public void Add(string words)
    {
        lock (_lock)
        {
            _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss} {words}"));
            _count++;
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>The last lines, and how many there have ever been.</summary>
    public (IReadOnlyList<string> Lines, long Count) Last()
    {
        lock (_lock)
        {
            return ([.. _lines], _count);
        }
    }
}

using System.Collections.Concurrent;

namespace JustHungry.Endurance.Soak;

/// <summary>What customers saw that must not be. Thread-safe.</summary>
internal sealed class Findings(Action<string> say)
{
    private readonly ConcurrentQueue<string> _violations = [];
    private int _orders;
    private int _checks;

    public int Orders => _orders;

    public int Checks => _checks;

    public int Count => _violations.Count;

    public void OrderTaken() => Interlocked.Increment(ref _orders);

    /// <summary>Counts a check, and keeps what it found.</summary>
    public void Expect(bool isSo, Func<string> violation)
    {
        Interlocked.Increment(ref _checks);
        if (!isSo)
        {
            Add(violation());
        }
    }

    public void Add(string violation)
    {
        _violations.Enqueue(violation);
        say($"VIOLATION {violation}");
    }
}

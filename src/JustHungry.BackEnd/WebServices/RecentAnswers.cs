using System.Diagnostics.CodeAnalysis;
using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.WebServices;

/// <summary>
/// The last answers of the services, in memory: at most <paramref name="capacity"/>; the one used longest ago makes room.
/// Safe for any thread.
/// </summary>
internal sealed class RecentAnswers(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Postcode, LinkedListNode<Kept>> _byPostcode = [];
    private readonly LinkedList<Kept> _byUse = new();

    public bool TryFind(Postcode postcode, [NotNullWhen(true)] out PostcodeAnswer? answer)
    {
        lock (_lock)
        {
            answer = null;
            if (!_byPostcode.TryGetValue(postcode, out var node))
            {
                return false;
            }
            _byUse.Remove(node);
            if (node.Value.Until <= time.GetUtcNow())
            {
                _byPostcode.Remove(postcode);
                return false;
            }
            _byUse.AddFirst(node);
            answer = node.Value.Answer;
            return true;
        }
    }

    public void Keep(Postcode postcode, PostcodeAnswer answer, TimeSpan life)
    {
        lock (_lock)
        {
            if (_byPostcode.Remove(postcode, out var old))
            {
                _byUse.Remove(old);
            }
            _byPostcode[postcode] = _byUse.AddFirst(new Kept(postcode, answer, time.GetUtcNow() + life));
            if (_byUse.Count > capacity && _byUse.Last is { } last)
            {
                _byPostcode.Remove(last.Value.Postcode);
                _byUse.RemoveLast();
            }
        }
    }

    private sealed record Kept(Postcode Postcode, PostcodeAnswer Answer, DateTimeOffset Until);
}

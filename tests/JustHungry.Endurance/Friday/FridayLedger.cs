using System.Collections.Concurrent;
using System.Text.Json;

namespace JustHungry.Endurance.Friday;

/// <summary>What customers were told: every acknowledged order, and why others were refused. Thread-safe.</summary>
internal sealed class FridayLedger
{
    private readonly ConcurrentQueue<FridayOrder> _orders = [];
    private readonly ConcurrentDictionary<string, int> _refusals = [];
    private int _count;
    private int _replays;

    /// <summary>In the order in which they were acknowledged.</summary>
    public IReadOnlyCollection<FridayOrder> Orders => _orders;

    public int Count => Volatile.Read(ref _count);

    /// <summary>How often a key was sent again and got its first answer.</summary>
    public int Replays => _replays;

    /// <summary>How often each code was a reason to refuse.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    public void Add(FridayOrder order)
    {
        _orders.Enqueue(order);
        Interlocked.Increment(ref _count);
    }

    public void Refused(string code) => _refusals.AddOrUpdate(code, 1, static (_, count) => count + 1);

    public void Replayed() => Interlocked.Increment(ref _replays);
}

/// <summary>An acknowledged order.</summary>
/// <param name="customer">Whose: their number.</param>
/// <param name="basket">What was wanted.</param>
/// <param name="key">Under which it was sent.</param>
/// <param name="answer">The answer, as it came.</param>
internal sealed class FridayOrder(int customer, FridayBasket basket, string key, JsonElement answer)
{
    public int Customer => customer;

    public FridayBasket Basket => basket;

    public string Key => key;

    public string Id { get; } = answer.GetProperty("id").GetString()!;

    public DateTimeOffset PlacedAt { get; } = answer.GetProperty("placedAt").GetDateTimeOffset();

    public bool IsAccepted { get; } = answer.GetProperty("status").GetString() == "accepted";

    /// <summary>What must have become of it in the end: nobody but the trial touches it.</summary>
    public string Fate { get; set; } = answer.GetProperty("status").GetString()!;
}

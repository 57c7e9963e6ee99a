namespace JustHungry.BackEnd.Store;

/// <summary>
/// How many orders were placed in each of the latest seconds, by the time of the entries that placed them: the same at every
/// replica, and known at once to one that has just caught up. In memory. Safe for any thread.
/// </summary>
public sealed class OrderRates
{
    /// <summary>Seconds that are remembered.</summary>
    public const int Seconds = 900;

    private readonly Lock _lock = new();
    private readonly long[] _second = new long[Seconds];
    private readonly int[] _orders = new int[Seconds];

    /// <summary>Orders were placed then.</summary>
    public void Add(DateTimeOffset at, int orders)
    {
        var second = at.ToUnixTimeSeconds();
        var place = (int)(second % Seconds);
        lock (_lock)
        {
            if (_second[place] < second)
            {
                (_second[place], _orders[place]) = (second, 0);
            }

            _orders[place] += _second[place] == second ? orders : 0;
        }
    }

    /// <summary>Orders of each second up to and without the one that has not ended, the oldest first.</summary>
    /// <param name="now">The present.</param>
    /// <param name="seconds">How many, 1 to <see cref="Seconds"/>.</param>
    public int[] Before(DateTimeOffset now, int seconds)
    {
        var end = now.ToUnixTimeSeconds();
        var counts = new int[seconds];
        lock (_lock)
        {
            for (var index = 0; index < seconds; index++)
            {
                var second = end - seconds + index;
                var place = (int)(second % Seconds);
                counts[index] = _second[place] == second ? _orders[place] : 0;
            }
        }

        return counts;
    }
}

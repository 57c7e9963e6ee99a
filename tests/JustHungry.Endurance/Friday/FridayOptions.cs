namespace JustHungry.Endurance.Friday;

/// <summary>How large a Friday night is. Immutable.</summary>
internal sealed record FridayOptions
{
    public int Restaurants { get; init; } = 200;

    public int Customers { get; init; } = 5_000;

    /// <summary>Orders that are acknowledged; those that are refused come on top.</summary>
    public int Orders { get; init; } = 20_000;

    /// <summary>How often the primary is killed.</summary>
    public int Kills { get; init; } = 3;

    /// <summary>
    /// Whether the night goes on until all orders that no kitchen answered have expired, some eleven minutes more. The last kill
    /// comes while they do.
    /// </summary>
    public bool AwaitsExpiry { get; init; } = true;

    /// <summary>How many customers are at it at once; as many kitchens.</summary>
    public int AtOnce { get; init; } = 32;

    /// <summary>What is drawn. Time is real: a seed does not repeat a run exactly.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Told what happens, line by line.</summary>
    public Action<string> Say { get; init; } = static _ => { };

    /// <summary>How many orders a restaurant may expect.</summary>
    public int OrdersOfOne => Math.Max(1, Orders / Restaurants);
}

using JustHungry.Client.Api;
using JustHungry.Client.Memory;

namespace JustHungry.Client.Ordering;

/// <summary>What became of an order that was sent.</summary>
internal abstract record Placing
{
    private Placing()
    {
    }

    /// <summary>It stands. <see cref="Before"/>: an earlier attempt had placed it already.</summary>
    public sealed record Placed(Order Order, Answer Answer, bool Before) : Placing;

    /// <summary>It was refused and does not stand; trying again is a new order under a new key.</summary>
    public sealed record Refused(Problem Problem, Answer Answer) : Placing;

    /// <summary>Nobody said. It stays saved, and the next run asks again with the same key.</summary>
    public sealed record Unknown(string Why) : Placing;

    /// <summary>An order with this key is in the hands of another client at this moment.</summary>
    public sealed record InOtherHands : Placing;
}

/// <summary>An order of an earlier run, and what became of it now.</summary>
internal sealed record FinishedOrder(PendingOrder Order, Placing Placing);

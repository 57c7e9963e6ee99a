using JustHungry.Ordering.Pricing;
using NodaTime;

namespace JustHungry.Ordering.Orders;

/// <summary>
/// An order was placed. Names, prices, choices and allergens are frozen in it, whatever the menu becomes.
/// </summary>
/// <param name="Order">What identifies it.</param>
/// <param name="Quote">What was ordered, for how much, from whom and for whom.</param>
/// <param name="At">When.</param>
public sealed record OrderPlaced(OrderIdentity Order, Quote Quote, DateTimeOffset At) : DomainEvent
{
    /// <summary>
    /// When it will be there, where the restaurant has said once and for all that it accepts: it is accepted as it is
    /// placed. Null: somebody must accept it.
    /// </summary>
    public DateTimeOffset? AcceptedFor => Quote.Restaurant.AutoAccept ? Quote.ExpectedAt : null;
}

/// <summary>What identifies an order. Immutable.</summary>
/// <param name="Id">For programs.</param>
/// <param name="Day">The restaurant's own date when it was placed.</param>
/// <param name="Number">For people: counts from 1 for each restaurant and day.</param>
public sealed record OrderIdentity(Guid Id, LocalDate Day, long Number);

/// <summary>An order was cancelled.</summary>
public sealed record OrderCancelled(Guid Order, Actor By, DateTimeOffset At) : DomainEvent;

/// <summary>Nobody answered an order in time.</summary>
public sealed record OrderExpired(Guid Order, DateTimeOffset At) : DomainEvent;

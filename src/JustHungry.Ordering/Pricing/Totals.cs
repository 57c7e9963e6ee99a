namespace JustHungry.Ordering.Pricing;

/// <summary>What an order comes to, in pence. Immutable.</summary>
/// <param name="Items">All lines.</param>
/// <param name="Discount">Taken off, 0 or more.</param>
/// <param name="Delivery">The delivery fee.</param>
/// <param name="SmallOrderCharge">For being below the minimum.</param>
/// <param name="Tip">Given on top.</param>
public sealed record Totals(long Items, long Discount, long Delivery, long SmallOrderCharge, long Tip)
{
    /// <summary>What the customer pays.</summary>
    public long Total => Items - Discount + Delivery + SmallOrderCharge + Tip;
}

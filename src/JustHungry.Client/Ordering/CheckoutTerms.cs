using JustHungry.Client.Api;

namespace JustHungry.Client.Ordering;

/// <summary>What the town says that a basket comes to, and what was chosen beside its dishes. Immutable.</summary>
/// <param name="Quote">The sums.</param>
/// <param name="IsCollection">True where it is collected.</param>
/// <param name="When">For when it is, in words.</param>
/// <param name="Voucher">The voucher's code, as it was typed; null: none.</param>
/// <param name="Tip">In minor units.</param>
/// <param name="Address">Where it goes, in words; null: to the postcode, and nothing else is known.</param>
internal sealed record CheckoutTerms(Order Quote, bool IsCollection, string When, string? Voucher, long Tip, string? Address);

using JustHungry.Ordering.Menus;

namespace JustHungry.Ordering.Pricing;

/// <summary>A line of a basket that the menu has been applied to. Immutable; pence.</summary>
/// <param name="Item">What it is.</param>
/// <param name="Variation">Its size, or null.</param>
/// <param name="Modifiers">What was chosen with it.</param>
/// <param name="Quantity">1–99.</param>
/// <param name="UnitPrice">One of it, with what was chosen.</param>
/// <param name="Allergens">Of the item and everything chosen with it.</param>
/// <param name="Note">For the kitchen, or null.</param>
public sealed record PricedLine(
    Item Item,
    Variation? Variation,
    IReadOnlyList<PricedModifier> Modifiers,
    int Quantity,
    long UnitPrice,
    AllergenInfo Allergens,
    string? Note)
{
    /// <summary>The whole line.</summary>
    public long Total => UnitPrice * Quantity;
}

/// <summary>A choice that the menu has been applied to. Immutable; pence.</summary>
/// <param name="Modifier">What it is.</param>
/// <param name="Quantity">How often, for one of what it belongs to.</param>
/// <param name="Modifiers">What was chosen with it.</param>
public sealed record PricedModifier(Modifier Modifier, int Quantity, IReadOnlyList<PricedModifier> Modifiers);

using JustHungry.Ordering.Menus;

namespace JustHungry.Ordering.Pricing;

/// <summary>A line of a basket that the menu has been applied to. Immutable; pence.</summary>
/// <param name="Id">Id of the item, or of the meal deal.</param>
/// <param name="Name">Its name.</param>
/// <param name="VatRate">Basis points; of a deal, that of the dearest of what was chosen.</param>
/// <param name="Variation">Its size, or null.</param>
/// <param name="Modifiers">What was chosen with it.</param>
/// <param name="Quantity">1–99.</param>
/// <param name="UnitPrice">One of it, with what was chosen.</param>
/// <param name="Allergens">Of the item and everything chosen with it.</param>
/// <param name="Note">For the kitchen, or null.</param>
public sealed record PricedLine(
    string Id,
    string Name,
    int VatRate,
    Variation? Variation,
    IReadOnlyList<PricedModifier> Modifiers,
    int Quantity,
    long UnitPrice,
    AllergenInfo Allergens,
    string? Note)
{
    /// <summary>What was chosen of a meal deal; empty for a single item.</summary>
    public IReadOnlyList<PricedChoice> Choices { get; init; } = [];

    /// <summary>True where somebody's age must be asked for at the door.</summary>
    public bool NeedsAgeCheck { get; init; }

    /// <summary>The whole line.</summary>
    public long Total => UnitPrice * Quantity;

    /// <summary>
    /// A deal's price by what is in it: each choice bears of it what it would cost by itself, so that each rate of VAT
    /// gets what is its.
    /// </summary>
    public IReadOnlyList<(int Rate, long Total)> TaxedParts()
    {
        if (Choices.Count == 0)
        {
            return [(VatRate, Total)];
        }

        var shares = Shares.Of(UnitPrice, [.. Choices.Select(choice => choice.PriceAlone)]);
        return [.. Choices.Select((choice, index) => (choice.Item.VatRate, shares[index] * Quantity))];
    }
}

/// <summary>A choice that the menu has been applied to. Immutable; pence.</summary>
/// <param name="Modifier">What it is.</param>
/// <param name="Quantity">How often, for one of what it belongs to.</param>
/// <param name="Modifiers">What was chosen with it.</param>
public sealed record PricedModifier(Modifier Modifier, int Quantity, IReadOnlyList<PricedModifier> Modifiers);

/// <summary>Something chosen of a meal deal that the menu has been applied to. Immutable; pence.</summary>
/// <param name="Group">The group of the deal.</param>
/// <param name="Item">What it is.</param>
/// <param name="Variation">Its size, or null.</param>
/// <param name="Modifiers">What was chosen with it.</param>
/// <param name="Quantity">How often, for one of the deal.</param>
/// <param name="Surcharge">On top of the deal's price, for one of it.</param>
/// <param name="ModifiersPrice">What was chosen with it, for one of it.</param>
/// <param name="Allergens">Of it and everything chosen with it.</param>
public sealed record PricedChoice(
    DealGroup Group,
    Item Item,
    Variation? Variation,
    IReadOnlyList<PricedModifier> Modifiers,
    int Quantity,
    long Surcharge,
    long ModifiersPrice,
    AllergenInfo Allergens)
{
    /// <summary>What it would cost by itself.</summary>
    public long PriceAlone => ((Variation?.Price ?? Item.Price) + ModifiersPrice) * Quantity;
}

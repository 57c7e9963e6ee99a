using System.Text.Json.Serialization;

namespace JustHungry.Ordering.Orders;

/// <summary>A customer orders from one restaurant. As parsed: the rules are applied by the decision.</summary>
/// <param name="Restaurant">Slug of the restaurant.</param>
/// <param name="Lines">What is ordered; 1–50 by the rules.</param>
/// <param name="ExpectedTotal">The total that the person saw, in pence; where it is told and no longer right, the order
/// is refused.</param>
public sealed record PlaceOrder(
    string Restaurant,
    IReadOnlyList<BasketLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpectedTotal = null) : PersonalCommand;

/// <summary>One line of a basket.</summary>
/// <param name="Item">Id of the item on the menu.</param>
/// <param name="Quantity">How many; 1–99 by the rules.</param>
/// <param name="Variation">Id of the variation; needed where the item has any.</param>
/// <param name="Modifiers">What was chosen of the item's modifier groups, in any order.</param>
/// <param name="Note">For the kitchen; up to 200 characters by the rules.</param>
public sealed record BasketLine(
    string Item,
    int Quantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Variation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ChosenModifier>? Modifiers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null);

/// <summary>A modifier that was chosen.</summary>
/// <param name="Id">Id of the modifier; unique within the groups that are offered at this place.</param>
/// <param name="Quantity">How often, for one of the line's items.</param>
/// <param name="Modifiers">What was chosen of the modifier's own groups.</param>
public sealed record ChosenModifier(
    string Id,
    int Quantity = 1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ChosenModifier>? Modifiers = null);

/// <summary>A customer cancels an order of theirs.</summary>
/// <param name="Order">The order's id.</param>
public sealed record CancelOrder(string Order) : PersonalCommand;

/// <summary>
/// The system looks for orders that nobody has answered in time. Only the primary itself asks for it.
/// </summary>
/// <param name="Clock">The smallest clock among the living: no order expires before all agree that it is time.</param>
public sealed record ExpireOrders(DateTimeOffset Clock) : Command;

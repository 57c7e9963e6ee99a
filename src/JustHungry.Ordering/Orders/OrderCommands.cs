using System.Text.Json.Serialization;

namespace JustHungry.Ordering.Orders;

/// <summary>A customer orders from one restaurant. As parsed: the rules are applied by the decision.</summary>
/// <param name="Restaurant">Slug of the restaurant.</param>
/// <param name="Lines">What is ordered; 1–50 by the rules.</param>
/// <param name="ExpectedTotal">The total that the person saw, in pence; where it is told and no longer right, the order
/// is refused.</param>
/// <param name="Service"><c>delivery</c> (the default) or <c>collection</c>.</param>
/// <param name="Postcode">Where it goes, without the street; by default the customer's own.</param>
/// <param name="Address">Where it goes, with the street; its postcode goes before <paramref name="Postcode"/>.</param>
/// <param name="Time"><c>asap</c> (the default), or when the slot begins (RFC 3339).</param>
/// <param name="Voucher">A voucher's code, in any case and with any spaces.</param>
/// <param name="Tip">Given on top, in pence.</param>
/// <param name="AgeConfirmed">True: the person says that they are of age, and will show it at the door.</param>
/// <remarks>The same is what a quote is asked with.</remarks>
public sealed record PlaceOrder(
    string Restaurant,
    IReadOnlyList<BasketLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ExpectedTotal = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Service = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Postcode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeliveryAddress? Address = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Time = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Voucher = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Tip = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AgeConfirmed = null) : PersonalCommand
{
    /// <summary>The postcode that is named for this order alone; null: the customer's own.</summary>
    [JsonIgnore]
    public string? OwnPostcode => Address?.Postcode ?? Postcode;
}

/// <summary>Where an order goes. As parsed: the rules are applied by the decision.</summary>
/// <param name="Lines">House and street; 1–5 by the rules.</param>
/// <param name="Town">May be left out.</param>
/// <param name="Postcode">By default the order's, or the customer's.</param>
/// <param name="Phone">To be reached at; may be left out.</param>
public sealed record DeliveryAddress(
    IReadOnlyList<string> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Town = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Postcode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Phone = null);

/// <summary>One line of a basket.</summary>
/// <param name="Item">Id of the item, or of the meal deal, on the menu.</param>
/// <param name="Quantity">How many; 1–99 by the rules.</param>
/// <param name="Variation">Id of the variation; needed where the item has any.</param>
/// <param name="Modifiers">What was chosen of the item's modifier groups, in any order.</param>
/// <param name="Note">For the kitchen; up to 200 characters by the rules.</param>
/// <param name="Choices">What was chosen of a meal deal's groups.</param>
public sealed record BasketLine(
    string Item,
    int Quantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Variation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ChosenModifier>? Modifiers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<DealPick>? Choices = null);

/// <summary>What was chosen of one group of a meal deal.</summary>
/// <param name="Group">Id of the group.</param>
/// <param name="Item">Id of the item.</param>
/// <param name="Variation">Id of its variation; needed where the item has any and the deal leaves the choice.</param>
/// <param name="Modifiers">What was chosen of the item's own groups.</param>
/// <param name="Quantity">How often, for one of the deal.</param>
public sealed record DealPick(
    string Group,
    string Item,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Variation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ChosenModifier>? Modifiers = null,
    int Quantity = 1);

/// <summary>A modifier that was chosen.</summary>
/// <param name="Id">Id of the modifier; unique within the groups that are offered at this place.</param>
/// <param name="Quantity">How often, for one of the line's items.</param>
/// <param name="Modifiers">What was chosen of the modifier's own groups.</param>
public sealed record ChosenModifier(
    string Id,
    int Quantity = 1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<ChosenModifier>? Modifiers = null);

/// <summary>A customer cancels an order of theirs, or a restaurant or an operator one of a customer's.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Reason">A code: needed of restaurants and operators.</param>
/// <param name="Note">A few words for the customer.</param>
public sealed record CancelOrder(
    string Order,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null) : PersonalCommand;

/// <summary>
/// The system forgets whom some more orders of erased people were for. Only the primary itself asks for it.
/// </summary>
public sealed record EraseOrders : Command;

/// <summary>
/// The system looks for orders that nobody has answered in time. Only the primary itself asks for it.
/// </summary>
/// <param name="Clock">The smallest clock among the living: no order expires before all agree that it is time.</param>
public sealed record ExpireOrders(DateTimeOffset Clock) : Command;

using System.ComponentModel;

namespace JustHungry.FrontEnd.Api.Description;

// These records are what the OpenAPI document makes its schemas of; nothing is ever read into or written out of them.
// Bodies pass the front end byte for byte, so that it needs no release of its own when the back end adds a field.

[Description("Where a postcode lies.")]
internal sealed record PostcodePlace(
    [property: Description("The postcode as it is written, with its space.")] string Postcode,
    [property: Description("Degrees north (WGS 84); null where nobody knows.")] double? Latitude,
    [property: Description("Degrees east (WGS 84); null where nobody knows.")] double? Longitude,
    [property: Description("Who says so: postcodes.io, getthedata, outcodes (a table of outward codes), or none.")] string Source,
    [property: Description("True where only the middle of the outward code is known.")] bool Approximate);

[Description("A page of restaurants.")]
internal sealed record RestaurantPage(
    IReadOnlyList<RestaurantSummary> Items,
    [property: Description("Path and query of the next page; null on the last one.")] string? Next);

[Description("A restaurant in a list.")]
internal sealed record RestaurantSummary(
    [property: Description("Its name in addresses and orders.")] string Slug,
    string Name,
    IReadOnlyList<string> Cuisines,
    string Postcode,
    [property: Description("ISO 4217; all its prices are in hundredths of it.")] string Currency,
    [property: Description("Whether it takes orders now.")] bool Open,
    [property: Description("From the postcode that was asked for; null where that, or where it lies, is not known.")] int? DistanceMetres)
{
    [Description("Whether it delivers to the postcode.")]
    public bool? Delivers { get; init; }

    [Description("What a delivery there takes.")]
    public DeliveryOffer? Delivery { get; init; }

    [Description("Its hygiene rating: 0 to 5, or Scotland's words.")]
    public string? Rating { get; init; }

    [Description("From ordering to the food, as a rule.")]
    public int? Minutes { get; init; }

    [Description("Where it is.")]
    public RestaurantPlace? Location { get; init; }
}

internal sealed record RestaurantPlace(
    [property: Description("Degrees north (WGS 84).")] double Latitude,
    [property: Description("Degrees east (WGS 84).")] double Longitude);

internal sealed record DeliveryOffer(
    [property: Description("Pence.")] int Fee,
    [property: Description("Pence that the food must come to.")] int Minimum,
    [property: Description("Pence of food from which there is no fee.")] int? FreeFrom,
    [property: Description("Pence added below the minimum; null: no order below it.")] int? SmallOrderCharge,
    int Minutes);

[Description("A restaurant with its menu.")]
internal sealed record Restaurant(
    string Slug,
    string Name,
    IReadOnlyList<string> Cuisines,
    string Postcode,
    string Currency,
    bool Open,
    int? DistanceMetres,
    Menu Menu);

internal sealed record Menu(IReadOnlyList<MenuCategory> Categories)
{
    [Description("Meal deals.")]
    public IReadOnlyList<MenuDeal>? Deals { get; init; }
}

internal sealed record MenuCategory(string Id, string Name, IReadOnlyList<MenuItem> Items);

[Description("A dish, a drink, a thing that can be ordered.")]
internal sealed record MenuItem(
    string Id,
    string Name,
    string Description,
    [property: Description("Pence.")] int Price,
    bool Available,
    Allergens Allergens,
    [property: Description("Sizes. Where there are any, one must be chosen, and its price replaces the item's.")]
    IReadOnlyList<MenuVariation> Variations,
    IReadOnlyList<MenuModifierGroup> ModifierGroups)
{
    [Description("True: there are only so many of it, and they may sell out.")]
    public bool? Counted { get; init; }
}

[Description("Some choices of each group for one price; ordered like an item, with choices.")]
internal sealed record MenuDeal(
    string Id,
    string Name,
    string Description,
    [property: Description("Pence, before surcharges.")] int Price,
    bool Available,
    IReadOnlyList<MenuDealGroup> Groups);

internal sealed record MenuDealGroup(string Id, string Name, int Min, int Max, IReadOnlyList<MenuDealChoice> Choices);

internal sealed record MenuDealChoice(
    string Item,
    string Name,
    [property: Description("The only size that is offered; null: any that the item has.")] string? Variation,
    [property: Description("Pence, added to the deal's price.")] int Surcharge,
    bool Available,
    Allergens Allergens);

[Description("Of the fourteen allergens that UK law names.")]
internal sealed record Allergens(IReadOnlyList<string> Contains, IReadOnlyList<string> MayContain);

internal sealed record MenuVariation(string Id, string Name, [property: Description("Pence.")] int Price);

[Description("Choices: at least min and at most max of its modifiers.")]
internal sealed record MenuModifierGroup(string Id, string Name, int Min, int Max, IReadOnlyList<MenuModifier> Modifiers);

internal sealed record MenuModifier(
    string Id, string Name, [property: Description("Pence, added to the item's price.")] int Price, Allergens Allergens);

[Description("Somebody who wants to order.")]
internal sealed record NewCustomer(
    [property: Description("1 to 100 characters.")] string Name,
    [property: Description("A UK postcode: where orders go.")] string Postcode)
{
    [Description("Such as 0191 498 0000.")]
    public string? Phone { get; init; }

    [Description("Street and house, line by line; up to 5 lines of 100 characters.")]
    public IReadOnlyList<string>? Address { get; init; }

    [Description("With a password, an account is opened too.")]
    public string? Email { get; init; }

    [Description("8 to 128 characters.")]
    public string? Password { get; init; }
}

[Description("What a new customer is told.")]
internal sealed record CustomerToken(
    string Id,
    [property: Description("Send it as 'Authorization: Bearer …'. Who has it is this customer; it is not told again.")] string Token);

internal sealed record Customer(string Id, string Name, string Postcode)
{
    [Description("Such as +441914980000; null where they have not told it.")]
    public string? Phone { get; init; }

    [Description("Line by line; null where they have not told it.")]
    public IReadOnlyList<string>? Address { get; init; }

    [Description("Null for guests.")]
    public string? Email { get; init; }

    [Description("customer, kitchen, owner or operator: what this token is good for.")]
    public string? Role { get; init; }

    [Description("Slugs of the restaurants that they work for.")]
    public IReadOnlyList<string>? Restaurants { get; init; }

    [Description("True after a one-time password.")]
    public bool? PasswordChangeNeeded { get; init; }
}

[Description("What is ordered, of one restaurant.")]
internal sealed record NewOrder(
    [property: Description("The restaurant's slug.")] string Restaurant,
    IReadOnlyList<NewLine> Lines)
{
    [Description("The total that the customer saw, in pence. If it is no longer that, the order is refused (price_changed).")]
    public int? ExpectedTotal { get; init; }

    [Description("delivery (the default) or collection.")]
    public string? Service { get; init; }

    [Description("Where it goes, without the street. By default the customer's own.")]
    public string? Postcode { get; init; }

    [Description("Where it goes, with the street.")]
    public NewAddress? Address { get; init; }

    [Description("asap (the default), or when a slot begins, such as 2026-03-11T18:30:00Z.")]
    public string? Time { get; init; }

    [Description("A voucher's code, in any case and with any spaces.")]
    public string? Voucher { get; init; }

    [Description("Pence.")]
    public int? Tip { get; init; }

    [Description("True: the customer is 18 or more, and will show it at the door. Needed for alcohol.")]
    public bool? AgeConfirmed { get; init; }
}

internal sealed record NewAddress([property: Description("House and street, 1 to 5 lines.")] IReadOnlyList<string> Lines)
{
    public string? Town { get; init; }

    public string? Postcode { get; init; }

    public string? Phone { get; init; }
}

[Description("What was chosen of one group of a meal deal.")]
internal sealed record NewDealChoice(
    [property: Description("The group's id.")] string Group,
    [property: Description("The item's id.")] string Item)
{
    public string? Variation { get; init; }

    public IReadOnlyList<NewModifier>? Modifiers { get; init; }

    [Description("1 where it is left out.")]
    public int? Quantity { get; init; }
}

internal sealed record NewLine(
    [property: Description("The id of the item, or of the meal deal, on the menu.")] string Item,
    [property: Description("1 to 99.")] int Quantity)
{
    [Description("The variation's id; needed where the item has any.")]
    public string? Variation { get; init; }

    public IReadOnlyList<NewModifier>? Modifiers { get; init; }

    [Description("For the kitchen.")]
    public string? Note { get; init; }

    [Description("What was chosen, where the item is a meal deal.")]
    public IReadOnlyList<NewDealChoice>? Choices { get; init; }
}

internal sealed record NewModifier([property: Description("The modifier's id on the menu.")] string Id)
{
    [Description("1 where it is left out.")]
    public int? Quantity { get; init; }

    public IReadOnlyList<NewModifier>? Modifiers { get; init; }
}

[Description("A page of orders, newest first.")]
internal sealed record OrderPage(
    IReadOnlyList<Order> Items,
    [property: Description("Path and query of the next page; null on the last one.")] string? Next);

[Description("An order, with the prices and allergens of the moment in which it was placed.")]
internal sealed record Order(
    string Id,
    [property: Description("For people: short, unique in the restaurant and on the day.")] string Number,
    [property: Description("The restaurant's slug.")] string Restaurant,
    string RestaurantName,
    [property: Description("delivery or collection.")] string Service,
    OrderDestination DeliverTo,
    [property: Description("placed, accepted, ready, on_its_way, delivered, collected, rejected, cancelled or expired.")] string Status,
    IReadOnlyList<OrderLine> Lines,
    OrderTotals Totals,
    [property: Description("Pence.")] int Total,
    string Currency,
    DateTimeOffset PlacedAt,
    IReadOnlyList<OrderChange> History)
{
    [Description("The VAT within the total, rate by rate; the totals come to the order's.")]
    public IReadOnlyList<OrderVat>? Vat { get; init; }

    [Description("The slot that it was ordered for.")]
    public SlotTimes? Slot { get; init; }

    [Description("When it will be there, as the kitchen promised last.")]
    public DateTimeOffset? PromisedAt { get; init; }

    [Description("When it was likely to be there, as of the moment in which it was placed.")]
    public DateTimeOffset? ExpectedAt { get; init; }

    public OrderVoucher? Voucher { get; init; }

    [Description("True: somebody of age must take it, and show that.")]
    public bool? AgeCheck { get; init; }
}

[Description("What a basket would come to, and what stands against ordering it.")]
internal sealed record Quote(
    string Restaurant,
    string RestaurantName,
    string Service,
    OrderDestination DeliverTo,
    [property: Description("The lines that can be ordered.")] IReadOnlyList<OrderLine> Lines,
    OrderTotals Totals,
    [property: Description("Pence: the expectedTotal to order with.")] int Total,
    string Currency,
    IReadOnlyList<OrderVat> Vat,
    DateTimeOffset ExpectedAt,
    [property: Description("Everything at once; empty where the basket can be ordered.")] IReadOnlyList<ProblemFault> Issues)
{
    public SlotTimes? Slot { get; init; }

    public OrderVoucher? Voucher { get; init; }

    public bool? AgeCheck { get; init; }
}

internal sealed record OrderVat(
    [property: Description("Basis points: 2000 is 20 %.")] int Rate,
    [property: Description("Pence, VAT included and discounts taken off.")] int Total,
    [property: Description("Pence: the VAT within it.")] int Vat);

internal sealed record SlotTimes(DateTimeOffset From, DateTimeOffset To);

internal sealed record OrderVoucher(string Code, string Name, [property: Description("Pence that it saved.")] int Worth);

[Description("For when one can order.")]
internal sealed record SlotList(
    string Restaurant,
    string Service,
    [property: Description("The restaurant's time zone, IANA.")] string Zone,
    IReadOnlyList<SlotItem> Items);

internal sealed record SlotItem(
    [property: Description("What an order names as its time.")] DateTimeOffset From,
    DateTimeOffset To,
    [property: Description("False where it is full.")] bool Available);

internal sealed record OrderDestination(string? Name, string? Postcode)
{
    public IReadOnlyList<string>? Lines { get; init; }

    public string? Town { get; init; }

    public string? Phone { get; init; }
}

internal sealed record OrderLine(
    string Item,
    string Name,
    OrderVariation? Variation,
    IReadOnlyList<OrderModifier> Modifiers,
    int Quantity,
    [property: Description("Pence, modifiers included.")] int UnitPrice,
    [property: Description("Pence.")] int Total,
    [property: Description("Basis points: 2000 is 20 %. Prices include it.")] int VatRate,
    [property: Description("Those of the item and of what was chosen with it.")] Allergens Allergens,
    string? Note)
{
    [Description("Pence taken off this line by a voucher.")]
    public int? Discount { get; init; }

    [Description("What was chosen of a meal deal.")]
    public IReadOnlyList<OrderDealChoice>? Choices { get; init; }
}

internal sealed record OrderDealChoice(
    string Group,
    string Item,
    string Name,
    OrderVariation? Variation,
    IReadOnlyList<OrderModifier> Modifiers,
    int Quantity,
    [property: Description("Pence, for one.")] int Surcharge,
    [property: Description("Pence: its part of the deal's price, for the whole line.")] int Total,
    int VatRate,
    Allergens Allergens);

internal sealed record OrderVariation(string Id, string Name, [property: Description("Pence.")] int Price);

internal sealed record OrderModifier(
    string Id,
    string Name,
    int Quantity,
    [property: Description("Pence, for one.")] int Price,
    Allergens Allergens,
    IReadOnlyList<OrderModifier> Modifiers);

[Description("Pence.")]
internal sealed record OrderTotals(int Items, int Discount, int Delivery, int SmallOrderCharge, int Tip);

[Description("A change of an order's status; also the data of its events.")]
internal sealed record OrderChange(
    string Status,
    DateTimeOffset At,
    [property: Description("Who did it: customer, restaurant, operator or system.")] string Actor)
{
    [Description("Why, such as busy.")]
    public string? Reason { get; init; }

    [Description("A few words of the kitchen's.")]
    public string? Note { get; init; }

    [Description("When the order will be there, as of this change.")]
    public DateTimeOffset? PromisedAt { get; init; }
}

[Description("The cluster as this front end sees it.")]
internal sealed record Cluster(ClusterView? View, IReadOnlyList<ClusterReplica> Replicas);

internal sealed record ClusterView(
    [property: Description("From 1; a new view begins when the primary changes.")] long Number,
    [property: Description("The primary's id.")] string Primary);

internal sealed record ClusterReplica(
    string Id,
    [property: Description("primary, backup, joining or gone.")] string Role,
    string Url,
    [property: Description("Its process.")] int? Pid,
    [property: Description("The entry of the log up to which its store has applied.")] long? Applied,
    [property: Description("The entry up to which it would survive a loss of power.")] long? Durable);

internal sealed record Health([property: Description("live or ready.")] string Status);

[Description("Why a request was refused (RFC 9457). The type is stable; the words are for people and may change.")]
internal sealed record ProblemDocument(
    [property: Description("/problems/ and the code.")] string Type,
    string Title,
    int Status,
    [property: Description("A sentence or two about this very case.")] string Detail)
{
    [Description("With price_changed: what the order comes to now, in pence.")]
    public int? Total { get; init; }

    [Description("The single faults, where there are any.")]
    public IReadOnlyList<ProblemFault>? Errors { get; init; }
}

internal sealed record ProblemFault(
    [property: Description("Where in the request, such as lines[0].quantity.")] string Path, string Code, string Message);

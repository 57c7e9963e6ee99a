using System.Text.Json.Serialization;
using JustHungry.Ordering.Orders;

namespace JustHungry.FrontEnd.Pages.Shop;

// What the customers' pages read of the API's answers; what stands there besides is of no matter to them.

/// <summary>Where a postcode lies.</summary>
public sealed record Place(string Postcode, double? Latitude, double? Longitude, bool Approximate);

/// <summary>A page of the search.</summary>
public sealed record Found(IReadOnlyList<FoundRestaurant> Items, string? Next);

/// <summary>One that was found.</summary>
public sealed record FoundRestaurant(string Slug, string Name, IReadOnlyList<string> Cuisines, string Currency, bool Open)
{
    public string Description { get => field ?? ""; init; }

    public int? DistanceMetres { get; init; }

    public DeliveryTerms? Delivery { get; init; }

    public string? Rating { get; init; }

    public int? Minutes { get; init; }

    public GeoPoint? Location { get; init; }
}

public sealed record GeoPoint(double Latitude, double Longitude);

/// <summary>What a delivery takes; amounts in pence.</summary>
public sealed record DeliveryTerms(long Fee, long Minimum, long? FreeFrom, long? SmallOrderCharge, int Minutes);

/// <summary>A restaurant with its menu.</summary>
public sealed record Shown(string Slug, string Name, IReadOnlyList<string> Cuisines, string Description, string Currency, bool Open, MenuShown Menu)
{
    public string? Phone { get; init; }

    public PostalAddress? Address { get; init; }

    public string? Zone { get; init; }

    public Hygiene? Hygiene { get; init; }

    public int? DistanceMetres { get; init; }

    public bool? Delivers { get; init; }

    public DeliveryTerms? Delivery { get; init; }

    public GeoPoint? Location { get; init; }

    public IReadOnlyDictionary<string, ServiceNow> Services { get => field ?? new Dictionary<string, ServiceNow>(); init; }

    public bool Slots { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    public ItemShown? Item(string id) => Menu.Categories.SelectMany(static one => one.Items).FirstOrDefault(one => one.Id == id);

    public DealShown? Deal(string id) => Menu.Deals.FirstOrDefault(one => one.Id == id);
}

public sealed record ServiceNow(bool Open, int Minutes);

public sealed record PostalAddress(IReadOnlyList<string> Lines, string Town, string Postcode);

public sealed record Hygiene(string Rating, string? Date, string? Source);

public sealed record MenuShown(IReadOnlyList<CategoryShown> Categories)
{
    public IReadOnlyList<DealShown> Deals { get => field ?? []; init; }
}

public sealed record CategoryShown(string Id, string Name, IReadOnlyList<ItemShown> Items)
{
    public string? Description { get; init; }

    public IReadOnlyList<Served>? Availability { get; init; }
}

/// <summary>When a category is served; on the restaurant's clock.</summary>
public sealed record Served(IReadOnlyList<string> Days, string From, string To);

public sealed record ItemShown(string Id, string Name, string Description, long Price, bool Available, AllergensShown Allergens)
{
    public IReadOnlyList<string> Labels { get => field ?? []; init; }

    public IReadOnlyList<VariationShown> Variations { get => field ?? []; init; }

    public IReadOnlyList<GroupShown> ModifierGroups { get => field ?? []; init; }

    /// <summary>True where something must be chosen, or can be.</summary>
    [JsonIgnore]
    public bool HasOptions => Variations.Count > 0 || ModifierGroups.Count > 0;

    [JsonIgnore]
    public long LowestPrice => Variations.Count > 0 ? Variations.Min(static one => one.Price) : Price;
}

public sealed record AllergensShown(IReadOnlyList<string> Contains, IReadOnlyList<string> MayContain);

public sealed record VariationShown(string Id, string Name, long Price)
{
    public bool Available { get; set; } = true;
}

public sealed record GroupShown(string Id, string Name, int Min, int Max, IReadOnlyList<ModifierShown> Modifiers);

public sealed record ModifierShown(string Id, string Name, long Price, AllergensShown Allergens)
{
    public int Max { get; set; } = 1;

    public bool Available { get; set; } = true;

    public IReadOnlyList<GroupShown> ModifierGroups { get => field ?? []; init; }
}

public sealed record DealShown(string Id, string Name, string Description, long Price, bool Available, IReadOnlyList<DealGroupShown> Groups);

public sealed record DealGroupShown(string Id, string Name, int Min, int Max, IReadOnlyList<DealChoiceShown> Choices);

public sealed record DealChoiceShown(string Item, string Name, string? Variation, long Surcharge, bool Available, AllergensShown Allergens);

/// <summary>What a basket comes to, or an order came to.</summary>
public record Priced(string Restaurant, string RestaurantName, string Service, IReadOnlyList<PricedLine> Lines, PricedTotals Totals, long Total, string Currency)
{
    public IReadOnlyList<VatShown> Vat { get => field ?? []; init; }

    public PricedVoucher? Voucher { get; init; }

    public bool AgeCheck { get; init; }

    public SlotTimes? Slot { get; init; }

    public DateTimeOffset? ExpectedAt { get; init; }

    public Destination? DeliverTo { get; init; }
}

/// <summary>A basket's price, and all that stands against ordering it.</summary>
public sealed record QuoteShown(
    string Restaurant, string RestaurantName, string Service, IReadOnlyList<PricedLine> Lines, PricedTotals Totals, long Total, string Currency,
    IReadOnlyList<FieldFault> Issues) : Priced(Restaurant, RestaurantName, Service, Lines, Totals, Total, Currency);

/// <summary>An order.</summary>
public sealed record OrderShown(
    string Id, string Number, string Restaurant, string RestaurantName, string Service, string Status, IReadOnlyList<PricedLine> Lines,
    PricedTotals Totals, long Total, string Currency, DateTimeOffset PlacedAt, IReadOnlyList<ChangeShown> History)
    : Priced(Restaurant, RestaurantName, Service, Lines, Totals, Total, Currency)
{
    public DateTimeOffset? PromisedAt { get; init; }

    [JsonIgnore]
    public bool IsOpen => Status is "placed" or "accepted" or "ready" or "on_its_way";

    [JsonIgnore]
    public bool IsDelivery => Service == "delivery";
}

public sealed record ChangeShown(string Status, DateTimeOffset At, string Actor)
{
    public string? Reason { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }
}

public sealed record PricedLine(string Item, string Name, int Quantity, long UnitPrice, long Total, AllergensShown Allergens)
{
    public VariationShown? Variation { get; init; }

    public IReadOnlyList<PricedModifier> Modifiers { get => field ?? []; init; }

    public IReadOnlyList<PricedChoice> Choices { get => field ?? []; init; }

    public string? Note { get; init; }

    public int VatRate { get; init; }
}

public sealed record PricedModifier(string Id, string Name, int Quantity, long Price)
{
    public IReadOnlyList<PricedModifier> Modifiers { get => field ?? []; init; }
}

public sealed record PricedChoice(string Group, string Item, string Name, int Quantity)
{
    public VariationShown? Variation { get; init; }

    public IReadOnlyList<PricedModifier> Modifiers { get => field ?? []; init; }
}

public sealed record PricedTotals(long Items, long Discount, long Delivery, long SmallOrderCharge, long Tip);

public sealed record VatShown(int Rate, long Total, long Vat);

public sealed record PricedVoucher(string Code, string Name, long Worth);

public sealed record SlotTimes(DateTimeOffset From, DateTimeOffset To);

public sealed record Destination(string? Name, string? Postcode)
{
    public IReadOnlyList<string>? Lines { get; init; }

    public string? Town { get; init; }

    public string? Phone { get; init; }
}

/// <summary>For when one can order.</summary>
public sealed record SlotsShown(string Zone, IReadOnlyList<SlotShown> Items);

public sealed record SlotShown(DateTimeOffset From, DateTimeOffset To, bool Available);

public sealed record OrdersShown(IReadOnlyList<OrderShown> Items, string? Next);

public sealed record FoundOrder(string Token, OrderShown Order);

/// <summary>Somebody, as they see themselves.</summary>
public sealed record Person(string Id, string Name, string Postcode)
{
    public string? Phone { get; init; }

    public IReadOnlyList<string>? Address { get; init; }

    public string? Email { get; init; }

    public string Role { get => field ?? "customer"; init; }

    public IReadOnlyList<string> Restaurants { get => field ?? []; init; }

    public bool PasswordChangeNeeded { get; init; }
}

/// <summary>What somebody who registered or signed in is told.</summary>
public sealed record TokenTold(string Id, string? Token)
{
    public string Role { get => field ?? "customer"; init; }

    public IReadOnlyList<string>? Restaurants { get; init; }

    public bool PasswordChangeNeeded { get; init; }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Place))]
[JsonSerializable(typeof(Found))]
[JsonSerializable(typeof(Shown))]
[JsonSerializable(typeof(QuoteShown))]
[JsonSerializable(typeof(OrderShown))]
[JsonSerializable(typeof(OrdersShown))]
[JsonSerializable(typeof(FoundOrder))]
[JsonSerializable(typeof(SlotsShown))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(TokenTold))]
[JsonSerializable(typeof(Basket))]
[JsonSerializable(typeof(CheckoutDraft))]
[JsonSerializable(typeof(FoundPass))]
[JsonSerializable(typeof(BasketLine))]
internal sealed partial class ShopJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace JustHungry.FrontEnd.Pages.Staff;

// What the pages of kitchens and operators read of the API's answers; what stands there besides is of no matter to them.
// What may be missing has a setter: the generated reader gives a property with "init" null in the place of its default.

/// <summary>A restaurant as its staff see it.</summary>
public sealed record KitchenPlace(string Slug, string Name, string Currency, bool Open, KitchenMenu Menu)
{
    public string? Zone { get; init; }

    public string Description { get; set; } = "";

    public string Postcode { get; set; } = "";

    public string? Phone { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    public int BusyMinutes { get; init; }

    public IReadOnlyDictionary<string, KitchenService> Services { get; set; } = new Dictionary<string, KitchenService>();

    /// <summary>Minutes that an order takes as a rule.</summary>
    public int Usual(string service) => Services.TryGetValue(service, out var found) ? Math.Clamp(found.Minutes, 5, 240) : 30;
}

public sealed record KitchenService(bool Open, int Minutes);

public sealed record KitchenMenu(IReadOnlyList<KitchenCategory> Categories)
{
    public IReadOnlyList<KitchenDish> Deals { get; set; } = [];
}

public sealed record KitchenCategory(string Id, string Name, IReadOnlyList<KitchenDish> Items);

public sealed record KitchenDish(string Id, string Name, long Price, bool Available)
{
    public string Description { get; set; } = "";

    public IReadOnlyList<KitchenSize> Variations { get; set; } = [];

    public IReadOnlyList<KitchenGroup> ModifierGroups { get; set; } = [];
}

public sealed record KitchenSize(string Id, string Name, long Price);

public sealed record KitchenGroup(string Id, string Name, IReadOnlyList<KitchenSize> Modifiers);

/// <summary>What the kitchen says of the moment.</summary>
public sealed record KitchenMoment(string Restaurant, DateTimeOffset? PausedUntil, int BusyMinutes, DateTimeOffset? BusyUntil)
{
    public IReadOnlyList<KitchenGone> Out { get; set; } = [];

    public IReadOnlyList<KitchenLeft> Counted { get; set; } = [];

    public bool IsGone(string item) => Out.Any(each => each.Item == item && each.Variation is null);

    public DateTimeOffset? GoneUntil(string item) => Out.FirstOrDefault(each => each.Item == item && each.Variation is null)?.Until;

    public bool IsChoiceGone(string group, string modifier) => Out.Any(each => each.Group == group && each.Modifier == modifier);
}

public sealed record KitchenGone(string? Item, string? Variation, string? Group, string? Modifier, DateTimeOffset? Until);

public sealed record KitchenLeft(string Item, long Left);

/// <summary>An order on the board.</summary>
public sealed record BoardOrder(string Id, string Number, string Restaurant, string Service, string Status, long Total, string Currency, DateTimeOffset PlacedAt)
{
    public string RestaurantName { get; set; } = "";

    public IReadOnlyList<BoardLine> Lines { get; set; } = [];

    public IReadOnlyList<BoardChange> History { get; set; } = [];

    public BoardTotals Totals { get; set; } = new(0, 0, 0, 0, 0);

    public BoardRecipient? DeliverTo { get; init; }

    public BoardSlot? Slot { get; init; }

    public BoardVoucher? Voucher { get; init; }

    public bool AgeCheck { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }

    public bool IsDelivery => Service == "delivery";

    /// <summary>Whatever changes about it, changes this.</summary>
    public string Version => $"{Status}-{History.Count}";

    public bool IsFinal => Status is "delivered" or "collected" or "rejected" or "cancelled" or "expired";
}

public sealed record BoardLine(string Name, int Quantity, long Total)
{
    public BoardPart? Variation { get; init; }

    public IReadOnlyList<BoardPart> Modifiers { get; set; } = [];

    public IReadOnlyList<BoardChoice> Choices { get; set; } = [];

    public BoardAllergens? Allergens { get; init; }

    public string? Note { get; init; }
}

public sealed record BoardPart(string Name)
{
    public int Quantity { get; set; } = 1;

    public string? KitchenNumber { get; init; }

    public BoardAllergens? Allergens { get; init; }

    public IReadOnlyList<BoardPart> Modifiers { get; set; } = [];
}

public sealed record BoardChoice(string Name, int Quantity)
{
    public BoardPart? Variation { get; init; }

    public IReadOnlyList<BoardPart> Modifiers { get; set; } = [];

    public BoardAllergens? Allergens { get; init; }
}

public sealed record BoardAllergens(IReadOnlyList<string> Contains, IReadOnlyList<string> MayContain);

public sealed record BoardTotals(long Items, long Discount, long Delivery, long SmallOrderCharge, long Tip);

public sealed record BoardChange(string Status, DateTimeOffset At, string Actor)
{
    public string? Reason { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset? PromisedAt { get; init; }
}

public sealed record BoardRecipient(string Name)
{
    public string? Postcode { get; init; }

    public IReadOnlyList<string> Lines { get; set; } = [];

    public string? Town { get; init; }

    public string? Phone { get; init; }
}

public sealed record BoardSlot(DateTimeOffset From, DateTimeOffset To);

public sealed record BoardVoucher(string Code, long Worth);

public sealed record OrdersOfKitchen(IReadOnlyList<BoardOrder> Items, string? Next);

/// <summary>A day's takings.</summary>
public sealed record DayTaken(string Restaurant, string Name, string Day, string Today, string Zone, string Currency, int Orders, long Gross)
{
    public BoardTotals Totals { get; set; } = new(0, 0, 0, 0, 0);

    public IReadOnlyList<TakenAtRate> Vat { get; set; } = [];

    public IReadOnlyList<TakenInHour> Hours { get; set; } = [];

    public IReadOnlyList<TakenBy> Services { get; set; } = [];

    public IReadOnlyList<TakenStatus> Statuses { get; set; } = [];

    public IReadOnlyList<TakenOff> Vouchers { get; set; } = [];

    public IReadOnlyList<TakenFor> Dishes { get; set; } = [];

    public bool AreMore { get; init; }
}

public sealed record TakenAtRate(int Rate, long Total, long Vat);

public sealed record TakenInHour(int Hour, int Orders, long Gross);

public sealed record TakenBy(string Service, int Orders, long Gross);

public sealed record TakenStatus(string Status, int Orders);

public sealed record TakenOff(string Code, int Orders, long Worth);

public sealed record TakenFor(string Item, string Name, long Quantity, long Total);

/// <summary>Restaurants, as the search lists them.</summary>
public sealed record ListedPlaces(IReadOnlyList<ListedPlace> Items, string? Next);

public sealed record ListedPlace(string Slug, string Name, IReadOnlyList<string> Cuisines, string Postcode, bool Open);

public sealed record StaffList(IReadOnlyList<StaffPerson> Items);

public sealed record StaffPerson(string Id, string Name, string Email, string Role, IReadOnlyList<string> Restaurants, bool PasswordChangeNeeded);

public sealed record InvitationList(IReadOnlyList<OpenInvitation> Items);

public sealed record OpenInvitation(string Id, string Role, IReadOnlyList<string> Restaurants, DateTimeOffset Expires);

public sealed record FreshInvitation(string Code, string Role, IReadOnlyList<string> Restaurants, DateTimeOffset Expires);

public sealed record VoucherList(IReadOnlyList<ListedVoucher> Items, string? Next);

public sealed record ListedVoucher(string Code, long Used, JsonElement Voucher);

public sealed record ActList(IReadOnlyList<ListedAct> Items, string? Next);

public sealed record ListedAct(string Id, DateTimeOffset At, ActPerson? By, string Act, string? Restaurant, string? Subject, string? Detail)
{
    public string? OrderNumber { get; init; }
}

public sealed record ActPerson(string Id, string Name, string? Email);

public sealed record ViewList(IReadOnlyList<ListedView> Items);

public sealed record ListedView(
    long Number, string Primary, IReadOnlyList<string> Replicas, long Position, DateTimeOffset? LastEntryBefore, DateTimeOffset At,
    DateTimeOffset? FirstAnswer);

public sealed record RatesSeen(DateTimeOffset Until, IReadOnlyList<int> Orders);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KitchenPlace))]
[JsonSerializable(typeof(KitchenMoment))]
[JsonSerializable(typeof(BoardOrder))]
[JsonSerializable(typeof(OrdersOfKitchen))]
[JsonSerializable(typeof(DayTaken))]
[JsonSerializable(typeof(ListedPlaces))]
[JsonSerializable(typeof(StaffList))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(FreshInvitation))]
[JsonSerializable(typeof(VoucherList))]
[JsonSerializable(typeof(ActList))]
[JsonSerializable(typeof(ViewList))]
[JsonSerializable(typeof(RatesSeen))]
internal sealed partial class StaffJson : JsonSerializerContext;

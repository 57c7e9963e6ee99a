using System.ComponentModel;

namespace JustHungry.FrontEnd.Api.Description;

// Schemas of the kitchen's calls, as those of Documents.cs.

internal sealed record OrderMove
{
    [Description("Until it is there, 1 to 240: with accept and promise.")]
    public int? Minutes { get; init; }

    [Description("A code: with reject, promise and cancel.")]
    public string? Reason { get; init; }

    [Description("A few words for the customer.")]
    public string? Note { get; init; }
}

internal sealed record PauseRequest([property: Description("0 to 1440; 0 ends a pause.")] int Minutes);

internal sealed record BusyRequest([property: Description("How much longer, 0 to 240.")] int Minutes)
{
    [Description("Minutes for which it is so, 1 to 1440; until it is said otherwise where it is left out.")]
    public int? For { get; init; }
}

internal sealed record StockRequest
{
    [Description("Id of an item or a deal.")]
    public string? Item { get; init; }

    [Description("Id of a size of the item.")]
    public string? Variation { get; init; }

    [Description("Id of the group of a choice.")]
    public string? Group { get; init; }

    [Description("Id of the choice.")]
    public string? Modifier { get; init; }

    [Description("False: it has run out; true: it is back.")]
    public bool? Available { get; init; }

    [Description("Out until then; until it is said otherwise where it is left out.")]
    public DateTimeOffset? Until { get; init; }

    [Description("How many portions of a counted dish there are.")]
    public int? Left { get; init; }
}

[Description("What the kitchen says of the moment.")]
internal sealed record KitchenNow(
    string Restaurant,
    DateTimeOffset? PausedUntil,
    int BusyMinutes,
    DateTimeOffset? BusyUntil,
    IReadOnlyList<KitchenOut> Out,
    IReadOnlyList<KitchenCount> Counted);

internal sealed record KitchenOut(DateTimeOffset? Until)
{
    public string? Item { get; init; }

    public string? Variation { get; init; }

    public string? Group { get; init; }

    public string? Modifier { get; init; }
}

internal sealed record KitchenCount(string Item, int Left);

internal sealed record VoucherRules(
    [property: Description("3 to 32 letters, digits and hyphens; case and spaces do not matter.")] string Code,
    string Name,
    [property: Description("percent, fixed or free_delivery.")] string Kind)
{
    [Description("1 to 100, of kind percent.")]
    public int? Percent { get; init; }

    [Description("Pence, of kind fixed.")]
    public int? Amount { get; init; }

    [Description("GBP where it is left out.")]
    public string? Currency { get; init; }

    [Description("The first day, such as 2026-03-01, by the restaurant's clock.")]
    public string? ValidFrom { get; init; }

    [Description("The last day.")]
    public string? ValidTo { get; init; }

    [Description("mon, tue, wed, thu, fri, sat, sun.")]
    public IReadOnlyList<string>? Days { get; init; }

    [Description("From when in the day, such as 17:00.")]
    public string? From { get; init; }

    public string? To { get; init; }

    [Description("Pence that the items must come to.")]
    public int? Minimum { get; init; }

    [Description("Slugs; everywhere where it is left out.")]
    public IReadOnlyList<string>? Restaurants { get; init; }

    public IReadOnlyList<string>? Cuisines { get; init; }

    [Description("delivery or collection; both where it is left out.")]
    public string? Service { get; init; }

    public bool? FirstOrderOnly { get; init; }

    [Description("How often in all; 0 ends it.")]
    public int? Uses { get; init; }

    public int? UsesPerCustomer { get; init; }
}

internal sealed record VoucherCode(string Code);

internal sealed record VoucherPage(IReadOnlyList<VoucherItem> Items, string? Next);

internal sealed record VoucherItem(string Code, [property: Description("How often it was used.")] int Used, VoucherRules Voucher);

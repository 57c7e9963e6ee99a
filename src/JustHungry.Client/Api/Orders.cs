using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>An order as the API tells it. Money is in minor units of <see cref="Currency"/>.</summary>
internal sealed record Order(
    string Id,
    string Number,
    string Restaurant,
    string RestaurantName,
    string Status,
    IReadOnlyList<OrderLine> Lines,
    long ItemsTotal,
    long Discount,
    long Delivery,
    long SmallOrderCharge,
    long Tip,
    long Total,
    string Currency,
    DateTimeOffset? PlacedAt,
    IReadOnlyList<OrderChange> History)
{
    public static Order From(JsonElement json)
    {
        var totals = json.Field("totals") ?? default;
        return new(
            json.Text("id"),
            json.Text("number"),
            json.Text("restaurant"),
            json.TextOrNull("restaurantName") ?? json.Text("restaurant"),
            json.Text("status"),
            [.. json.List("lines").Select(OrderLine.From)],
            totals.Whole("items"),
            totals.Whole("discount"),
            totals.Whole("delivery"),
            totals.Whole("smallOrderCharge"),
            totals.Whole("tip"),
            json.Whole("total"),
            json.TextOrNull("currency") ?? "GBP",
            json.TimeOrNull("placedAt"),
            [.. json.List("history").Select(OrderChange.From)]);
    }
}

internal sealed record OrderLine(
    string Name, string? Variation, IReadOnlyList<string> Options, long Quantity, long UnitPrice, long Total, string? Note)
{
    public static OrderLine From(JsonElement json) => new(
        json.TextOrNull("name") ?? json.Text("item"),
        json.TextOrNull("variation"),
        [.. json.List("modifiers").SelectMany(OptionNames), .. json.List("choices").SelectMany(OptionNames)],
        json.WholeOrNull("quantity") ?? 1,
        json.Whole("unitPrice"),
        json.Whole("total"),
        json.TextOrNull("note"));

    /// <summary>An option and the options chosen under it, each in words of its own.</summary>
    private static IEnumerable<string> OptionNames(JsonElement option)
    {
        var name = option.AsText() ?? "";
        var quantity = option.WholeOrNull("quantity") ?? 1;
        yield return quantity > 1 ? $"{quantity} × {name}" : name;
        foreach (var inner in option.List("modifiers").SelectMany(OptionNames))
        {
            yield return inner;
        }
    }
}

/// <summary>A change of an order's status: when, and by whom.</summary>
internal sealed record OrderChange(string Status, DateTimeOffset? At, string Actor)
{
    /// <summary>When the order will be there, as of this change; null where it promises nothing.</summary>
    public DateTimeOffset? PromisedAt { get; init; }

    /// <summary>Why, in words; empty where nothing was said.</summary>
    public string Why { get; init; } = "";

    public static OrderChange From(JsonElement json) =>
        new(json.Text("status"), json.TimeOrNull("at"), json.Text("actor"))
        {
            PromisedAt = json.TimeOrNull("promisedAt"),
            Why = string.Join(": ", new[] { json.Text("reason").Replace('_', ' '), json.Text("note") }.Where(words => words.Length > 0)),
        };
}

/// <summary>The words of the API for where an order is.</summary>
internal static class OrderStatus
{
    public const string Placed = "placed";
    public const string Accepted = "accepted";
    public const string Ready = "ready";
    public const string OnItsWay = "on_its_way";
    public const string Delivered = "delivered";
    public const string Collected = "collected";
    public const string Rejected = "rejected";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    /// <summary>Nothing comes after it.</summary>
    public static bool IsFinal(string status) => status is Delivered or Collected or Rejected or Cancelled or Expired;

    /// <summary>The customer cancels freely until the restaurant has accepted.</summary>
    public static bool CanCancel(string status) => status is Placed;
}

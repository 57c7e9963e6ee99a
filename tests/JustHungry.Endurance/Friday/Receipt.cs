using System.Text.Json;

namespace JustHungry.Endurance.Friday;

/// <summary>An order as it stands in the end, read from its document alone. Immutable.</summary>
internal sealed record Receipt
{
    private static readonly HashSet<string> CalledOff = ["rejected", "cancelled", "expired"];

    public required string Id { get; init; }

    /// <summary>Restaurant, day and number for people: no two orders have the same.</summary>
    public required string Number { get; init; }

    public required string Restaurant { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public required string? Slot { get; init; }

    public required string? Voucher { get; init; }

    public required long Total { get; init; }

    /// <summary>What became of it, in order.</summary>
    public required IReadOnlyList<(string Status, DateTimeOffset At, string Actor, string? Reason)> History { get; init; }

    /// <summary>Whatever its own sums do not say as they should; empty: all is right.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public bool IsPaid => Status is "delivered" or "collected";

    /// <summary>From when on it held no seat and no voucher; null: it holds them still.</summary>
    public DateTimeOffset? ReleasedAt => CalledOff.Contains(Status) ? History[^1].At : null;

    /// <summary>From when on its portions were for others again. What was accepted may have been cooked, and what was sold out stays so.</summary>
    public DateTimeOffset? PortionsBackAt =>
        ReleasedAt is { } at && History[^1].Reason != "item_unavailable" && !History.Any(change => change.Status == "accepted") ? at : null;

    public static Receipt Read(JsonElement order)
    {
        var placedAt = order.GetProperty("placedAt").GetDateTimeOffset();
        var restaurant = order.GetProperty("restaurant").GetString()!;
        return new Receipt
        {
            Id = order.GetProperty("id").GetString()!,
            Number = $"{restaurant} {LocalDay(placedAt)} {order.GetProperty("number").GetString()}",
            Restaurant = restaurant,
            Status = order.GetProperty("status").GetString()!,
            PlacedAt = placedAt,
            Slot = order.TryGetProperty("slot", out var slot) ? slot.GetProperty("from").GetString() : null,
            Voucher = order.TryGetProperty("voucher", out var voucher) ? voucher.GetProperty("code").GetString() : null,
            Total = order.GetProperty("total").GetInt64(),
            History = [.. order.GetProperty("history").EnumerateArray().Select(change => (
                change.GetProperty("status").GetString()!,
                change.GetProperty("at").GetDateTimeOffset(),
                change.GetProperty("actor").GetString()!,
                change.TryGetProperty("reason", out var reason) ? reason.GetString() : null))],
            Faults = [.. FaultsOf(order)],
        };
    }

    /// <summary>The restaurants' day: numbers begin anew with it.</summary>
    private static string LocalDay(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/London")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> FaultsOf(JsonElement order)
    {
        var totals = order.GetProperty("totals");
        var (items, discount, discounts) = (0L, Sum(totals, "discount"), 0L);
        foreach (var line in order.GetProperty("lines").EnumerateArray())
        {
            var (quantity, total) = (Sum(line, "quantity"), Sum(line, "total"));
            items += total;
            discounts += line.TryGetProperty("discount", out var own) ? own.GetInt64() : 0;
            if (total != quantity * Sum(line, "unitPrice"))
            {
                yield return $"a line comes to {total}";
            }
            if (line.TryGetProperty("choices", out var choices) && choices.EnumerateArray().Sum(choice => Sum(choice, "total")) != total)
            {
                yield return "a deal's parts do not come to its price";
            }
        }
        if (items != Sum(totals, "items"))
        {
            yield return $"the lines come to {items}";
        }
        if (discounts != discount)
        {
            yield return $"the lines' discounts come to {discounts}";
        }
        var whole = items - discount + Sum(totals, "delivery") + Sum(totals, "smallOrderCharge") + Sum(totals, "tip");
        if (whole != Sum(order, "total"))
        {
            yield return $"the parts come to {whole}";
        }
        var rates = order.GetProperty("vat").EnumerateArray().ToList();
        if (rates.Sum(rate => Sum(rate, "total")) != Sum(order, "total"))
        {
            yield return "what is taxed does not come to the total";
        }
        foreach (var rate in rates)
        {
            var exact = (decimal)Sum(rate, "total") * Sum(rate, "rate") / (10_000 + Sum(rate, "rate"));
            if (Sum(rate, "vat") != (long)Math.Round(exact, MidpointRounding.AwayFromZero))
            {
                yield return $"the VAT at {Sum(rate, "rate")} is {Sum(rate, "vat")}, not {exact}";
            }
        }
    }

    private static long Sum(JsonElement parent, string name) => parent.GetProperty(name).GetInt64();
}

using System.Globalization;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;

namespace JustHungry.Ordering.Pricing;

/// <summary>What a basket comes to, and everything that stands against ordering it so. Immutable.</summary>
public sealed record Quote
{
    internal const int MaxLines = 50;
    internal const long MaxTip = 100_000;

    /// <summary>Whose menu it is.</summary>
    public required Restaurant Restaurant { get; init; }

    /// <summary>Who it is for, and where.</summary>
    public required Recipient Recipient { get; init; }

    /// <summary>Delivery or collection.</summary>
    public required ServiceType Service { get; init; }

    /// <summary>The lines that can be ordered; all of them where there is no issue.</summary>
    public required IReadOnlyList<PricedLine> Lines { get; init; }

    /// <summary>What is taken off each line; null: nothing is taken off any.</summary>
    public required IReadOnlyList<long>? LineDiscounts { get; init; }

    /// <summary>What those lines come to.</summary>
    public required Totals Totals { get; init; }

    /// <summary>The VAT within the total, rate by rate.</summary>
    public required IReadOnlyList<VatLine> Vat { get; init; }

    /// <summary>The slot that it is for; null: as soon as possible.</summary>
    public required Slot? Slot { get; init; }

    /// <summary>When it is likely to be there.</summary>
    public required DateTimeOffset ExpectedAt { get; init; }

    /// <summary>The voucher that is used, or null.</summary>
    public required UsedVoucher? Voucher { get; init; }

    /// <summary>What is left of each counted dish after the order.</summary>
    public required IReadOnlyList<PortionsTaken> Portions { get; init; }

    /// <summary>True where it takes one of the seats of its slot.</summary>
    public required bool TakesSeat { get; init; }

    /// <summary>All at once, in the order of the request; empty where the basket can be ordered.</summary>
    public required IReadOnlyList<Fault> Issues { get; init; }

    /// <summary>True where somebody's age must be asked for at the door.</summary>
    public required bool NeedsAgeCheck { get; init; }

    /// <summary>Prices a basket.</summary>
    /// <param name="basket">As parsed.</param>
    /// <param name="restaurant">Of that slug.</param>
    /// <param name="recipient">Who it is for.</param>
    /// <param name="situation">The state of things.</param>
    public static Quote Of(PlaceOrder basket, Restaurant restaurant, Recipient recipient, Situation situation) =>
        new Pricer(basket, restaurant, recipient, situation).Price();

    /// <summary>The refusal of an order that this quote has issues with.</summary>
    public Refusal Refuse() => Refusal.Of(Issues) with
    {
        Total = Issues.Any(issue => issue.Reason == Reason.PriceChanged) ? Totals.Total : null,
    };

    /// <summary>Reads the time of a basket; true also for as soon as possible, which is null.</summary>
    internal static bool TryReadTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null or "asap")
        {
            return true;
        }

        if (!DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var read))
        {
            return false;
        }

        time = read.ToUniversalTime();
        return true;
    }
}

/// <summary>A voucher that is used for an order. Immutable.</summary>
/// <param name="Voucher">The voucher.</param>
/// <param name="Worth">What it saves, in pence.</param>
public sealed record UsedVoucher(Voucher Voucher, long Worth);

/// <summary>Portions of a counted dish that an order takes. Immutable.</summary>
/// <param name="Item">The dish.</param>
/// <param name="Quantity">How many it takes.</param>
/// <param name="Left">How many are left then.</param>
public sealed record PortionsTaken(string Item, long Quantity, long Left);

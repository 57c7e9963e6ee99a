using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using NodaTime;
using NodaTime.Text;

namespace JustHungry.Ordering.Vouchers;

/// <summary>What a voucher takes off.</summary>
public enum VoucherKind
{
    /// <summary>So many hundredths of what is ordered.</summary>
    Percent,

    /// <summary>A sum, and never more than what is ordered.</summary>
    Fixed,

    /// <summary>The delivery fee.</summary>
    FreeDelivery,
}

/// <summary>A voucher and its rules. Immutable, made by <see cref="VoucherDocument"/>; safe for any thread.</summary>
public sealed record Voucher
{
    /// <summary>What people type: capital letters, digits and hyphens, 3–32 of them.</summary>
    public required string Code { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>What it takes off.</summary>
    public required VoucherKind Kind { get; init; }

    /// <summary>1–100; of <see cref="VoucherKind.Percent"/> alone.</summary>
    public required int Percent { get; init; }

    /// <summary>Pence; of <see cref="VoucherKind.Fixed"/> alone.</summary>
    public required long Amount { get; init; }

    /// <summary>Of its sums, and of the restaurants that it is good at.</summary>
    public required string Currency { get; init; }

    /// <summary>The first day on which it is good, by the restaurant's clock; null: from always.</summary>
    public required LocalDate? ValidFrom { get; init; }

    /// <summary>The last day on which it is good; null: for ever.</summary>
    public required LocalDate? ValidTo { get; init; }

    /// <summary>On which days and at which hours an order can be placed with it; null: on all, at all.</summary>
    public required WeeklyWindow? Hours { get; init; }

    /// <summary>Pence that the items must come to.</summary>
    public required long Minimum { get; init; }

    /// <summary>Slugs of the restaurants where it is good; empty: everywhere.</summary>
    public required IReadOnlyList<string> Restaurants { get; init; }

    /// <summary>Cuisines for which it is good; empty: all.</summary>
    public required IReadOnlyList<string> Cuisines { get; init; }

    /// <summary>For which service; null: both.</summary>
    public required ServiceType? Service { get; init; }

    /// <summary>True where it is good for somebody's first order alone.</summary>
    public required bool FirstOrderOnly { get; init; }

    /// <summary>How often it is good in all; null: any number of times.</summary>
    public required int? Uses { get; init; }

    /// <summary>How often for each customer; null: any number of times.</summary>
    public required int? UsesPerCustomer { get; init; }

    /// <summary>A code as it is kept, however somebody typed it: capitals, without spaces.</summary>
    public static string Normalise(string typed) =>
        string.Concat(typed.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>What stands against using it for an order; null: nothing.</summary>
    /// <param name="standing">How often it was used, and who asks.</param>
    /// <param name="restaurant">Where the order goes.</param>
    /// <param name="service">Delivery or collection.</param>
    /// <param name="items">What the items come to; null where that is not known because of other issues.</param>
    /// <param name="now">When the order is placed: dates, days and hours go by that.</param>
    public Refusal? Check(
        VoucherStanding standing, Restaurant restaurant, ServiceType service, long? items, DateTimeOffset now)
    {
        var date = restaurant.LocalDate(now);
        if (date > ValidTo)
        {
            return new Refusal(Reason.VoucherExpired, $"{Name} was good until {Shown(ValidTo)}.");
        }

        if (Uses is { } uses && standing.Used >= uses)
        {
            return new Refusal(Reason.VoucherUsed, $"{Name} has been used as often as it can be.");
        }

        if (UsesPerCustomer is { } own && standing.UsedByCustomer >= own)
        {
            return new Refusal(Reason.VoucherUsed, $"You have used {Name} as often as anybody can.");
        }

        return WhyNot(standing, restaurant, service, items, date, now) is { } words
            ? new Refusal(Reason.VoucherNotApplicable, words)
            : null;
    }

    /// <summary>What it takes off the items.</summary>
    public long DiscountOn(long items) => Kind switch
    {
        VoucherKind.Percent => Shares.Percent(items, Percent),
        VoucherKind.Fixed => Math.Min(Amount, items),
        _ => 0,
    };

    private string? WhyNot(
        VoucherStanding standing,
        Restaurant restaurant,
        ServiceType service,
        long? items,
        LocalDate date,
        DateTimeOffset now)
    {
        if (date < ValidFrom)
        {
            return $"{Name} is good from {Shown(ValidFrom)} on.";
        }

        if (Hours is not null && !IsWithinHours(restaurant.Zone, date, now))
        {
            return $"{Name} is not good at this time.";
        }

        if ((Restaurants.Count > 0 && !Restaurants.Contains(restaurant.Slug)) || Currency != restaurant.Currency)
        {
            return $"{Name} is not good at {restaurant.Name}.";
        }

        if (Cuisines.Count > 0 && !Cuisines.Intersect(restaurant.Cuisines, StringComparer.OrdinalIgnoreCase).Any())
        {
            return $"{Name} is for {string.Join(", ", Cuisines)} alone.";
        }

        if (Service is { } only && only != service)
        {
            return $"{Name} is for {only.Code()} alone.";
        }

        if (Kind == VoucherKind.FreeDelivery && service == ServiceType.Collection)
        {
            return $"{Name} pays for delivery; nothing is delivered here.";
        }

        if (FirstOrderOnly && standing.HasOrdered)
        {
            return $"{Name} is for a first order alone.";
        }

        return items < Minimum
            ? $"{Name} is for orders of {Words.Money(Currency, Minimum)} or more; this one comes to "
                + $"{Words.Money(Currency, items.Value)}."
            : null;
    }

    private static string Shown(LocalDate? date) => LocalDatePattern.Iso.Format(date!.Value);

    private bool IsWithinHours(DateTimeZone zone, LocalDate date, DateTimeOffset now)
    {
        var instant = Instant.FromDateTimeOffset(now);
        var before = date.PlusDays(-1);
        return (Hours!.On(date.DayOfWeek) && Hours.Window.Contains(date, instant, zone))
            || (Hours.On(before.DayOfWeek) && Hours.Window.Contains(before, instant, zone));
    }
}

/// <summary>A voucher, and how often it was used so far. Immutable.</summary>
/// <param name="Voucher">The voucher.</param>
/// <param name="Used">By everybody.</param>
/// <param name="UsedByCustomer">By the one who asks; 0 where nobody knows who asks.</param>
/// <param name="HasOrdered">True where the one who asks has an order that was not called off.</param>
public sealed record VoucherStanding(Voucher Voucher, long Used, long UsedByCustomer, bool HasOrdered);

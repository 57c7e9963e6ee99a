using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Menus;
using NodaTime;

namespace JustHungry.Ordering.Restaurants;

/// <summary>
/// A restaurant as its document says. Immutable, made by <see cref="RestaurantDocument"/>; safe for any thread.
/// </summary>
public sealed record Restaurant
{
    /// <summary>Its name in addresses: lower-case letters, digits and hyphens; never changes.</summary>
    public required string Slug { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>Italian</c>; at least one.</summary>
    public required IReadOnlyList<string> Cuisines { get; init; }

    /// <summary>A few sentences; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>As people dial it.</summary>
    public required string Phone { get; init; }

    /// <summary>Street and house, line by line.</summary>
    public required IReadOnlyList<string> AddressLines { get; init; }

    /// <summary>The town.</summary>
    public required string Town { get; init; }

    /// <summary>The postcode.</summary>
    public required Postcode Postcode { get; init; }

    /// <summary>Where it is.</summary>
    public required Coordinates Location { get; init; }

    /// <summary>ISO 4217 code of all its prices.</summary>
    public required string Currency { get; init; }

    /// <summary>Whose clock its hours go by.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>Its hygiene rating, or null.</summary>
    public required HygieneRating? Hygiene { get; init; }

    /// <summary>When it is open.</summary>
    public required OpeningHours Hours { get; init; }

    /// <summary>Where it delivers; null: not at all.</summary>
    public required Delivery? Delivery { get; init; }

    /// <summary>Minutes from accepting to ready, 0–240.</summary>
    public required int PreparationMinutes { get; init; }

    /// <summary>Minutes on the way, 0–240.</summary>
    public required int DeliveryMinutes { get; init; }

    /// <summary>What it takes orders for later by; null: only as soon as possible.</summary>
    public required SlotRules? Slots { get; init; }

    /// <summary>True where orders are accepted as they are placed, without anybody's answer.</summary>
    public required bool AutoAccept { get; init; }

    /// <summary>What the delivery fee and the tip are taxed with.</summary>
    public required ExtraVatRates VatRates { get; init; }

    /// <summary>What there is to eat.</summary>
    public required Menu Menu { get; init; }

    /// <summary>True where an order for now can be placed for that service.</summary>
    public bool IsOpen(ServiceType service, DateTimeOffset now) => Hours.IsOpen(service, now, Zone);

    /// <summary>True where it is open for any service that it offers.</summary>
    public bool IsOpen(DateTimeOffset now) =>
        (Delivery is not null && IsOpen(ServiceType.Delivery, now)) || IsOpen(ServiceType.Collection, now);

    /// <summary>True where it offers that service at all.</summary>
    public bool Offers(ServiceType service) =>
        service == ServiceType.Delivery ? Delivery is not null : Hours.Collection.Count > 0;

    /// <summary>Minutes from an order for now until it is there.</summary>
    /// <param name="service">Delivery takes the way as well.</param>
    /// <param name="busy">What the kitchen adds at present.</param>
    public int MinutesFor(ServiceType service, int busy) =>
        PreparationMinutes + busy + (service == ServiceType.Delivery ? DeliveryMinutes : 0);

    /// <summary>The date on its own clock.</summary>
    public LocalDate LocalDate(DateTimeOffset now) => Instant.FromDateTimeOffset(now).InZone(Zone).Date;

    /// <summary>What a delivery to that customer takes; null where it does not deliver to them.</summary>
    public DeliveryTerms? DeliveryTermsFor(Whereabouts customer) => Delivery?.TermsFor(Location, customer);
}

/// <summary>A rating by the Food Standards Agency. Immutable.</summary>
/// <param name="Rating">"0" to "5", or Scotland's words.</param>
/// <param name="Date">When it was given, as in the document (ISO 8601).</param>
/// <param name="Source">Who says so.</param>
public sealed record HygieneRating(string Rating, string Date, string Source);

/// <summary>VAT within what is no dish, in basis points. Immutable.</summary>
/// <param name="Delivery">Within the delivery fee and the small-order charge.</param>
/// <param name="Tip">Within the tip.</param>
public sealed record ExtraVatRates(int Delivery, int Tip);

/// <summary>How orders for later are taken. Immutable.</summary>
/// <param name="IntervalMinutes">5 or more.</param>
/// <param name="LeadMinutes">The earliest, from now.</param>
/// <param name="DaysAhead">The latest, in days from today.</param>
/// <param name="Capacity">Orders that one slot takes; null: any number.</param>
public sealed record SlotRules(int IntervalMinutes, int LeadMinutes, int DaysAhead, int? Capacity);

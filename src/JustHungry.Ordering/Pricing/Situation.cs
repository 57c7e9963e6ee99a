using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;

namespace JustHungry.Ordering.Pricing;

/// <summary>
/// The state of things at the moment of a quote, as far as it is asked for: a basket that takes nothing that is counted asks for
/// nothing. Immutable; what it looks up does not change while it is used.
/// </summary>
/// <param name="Now">When.</param>
public sealed record Situation(DateTimeOffset Now)
{
    /// <summary>What the kitchen says of the moment.</summary>
    public LiveState Live { get; init; } = LiveState.Usual;

    /// <summary>How many portions of an item are left; null: as many as the menu says.</summary>
    public Func<string, long?> PortionsLeft { get; init; } = _ => null;

    /// <summary>How many orders have a seat in the slot that begins then.</summary>
    public Func<DateTimeOffset, long> SeatsTaken { get; init; } = _ => 0;

    /// <summary>The voucher of that code (<see cref="Voucher.Normalise"/>); null: there is none.</summary>
    public Func<string, VoucherStanding?> FindVoucher { get; init; } = _ => null;
}

/// <summary>Who an order or a quote is for, and where that is. Immutable.</summary>
/// <param name="Name">What they call themselves; empty where nobody knows.</param>
/// <param name="Postcode">Where it goes, such as <c>DH1 3LE</c>; null: nobody said.</param>
/// <param name="Whereabouts">Where that is, as far as it is known.</param>
/// <param name="PostcodeExists">False where a service says that there is no such postcode.</param>
/// <param name="Address">With the street, or null.</param>
public sealed record Recipient(
    string Name, string? Postcode, Whereabouts Whereabouts, bool PostcodeExists, DeliveryAddress? Address)
{
    /// <summary>A customer at their own postcode.</summary>
    public static Recipient Of(Customer customer) =>
        new(customer.Name, customer.Postcode, customer.Whereabouts, PostcodeExists: true, null);

    /// <summary>Whoever a basket is for.</summary>
    /// <param name="basket">May name a postcode, which goes before the customer's own.</param>
    /// <param name="customer">Who asks; null: nobody knows.</param>
    /// <param name="place">Where the basket's postcode lies; null: it is not known.</param>
    /// <param name="exists">False where a service says that the basket's postcode does not exist.</param>
    public static Recipient Of(PlaceOrder basket, Customer? customer, PostcodePlace? place, bool exists)
    {
        if (basket.OwnPostcode is not { } text)
        {
            return new Recipient(
                customer?.Name ?? "",
                customer is { Postcode.Length: > 0 } ? customer.Postcode : null,
                customer?.Whereabouts ?? Whereabouts.Unknown,
                PostcodeExists: true,
                basket.Address);
        }

        var written = Customers.Postcode.TryParse(text, out var postcode, out _) ? postcode.ToString() : null;
        if (written is not null && written == customer?.Postcode)
        {
            return Of(customer) with { Address = basket.Address };
        }

        var whereabouts = place is { Latitude: { } latitude, Longitude: { } longitude }
            ? new Whereabouts(new Coordinates(latitude, longitude), place.Approximate)
            : Whereabouts.Unknown;
        return new Recipient(customer?.Name ?? "", written, whereabouts, exists, basket.Address);
    }
}

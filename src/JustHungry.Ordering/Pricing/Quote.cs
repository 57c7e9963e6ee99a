using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Pricing;

/// <summary>What a basket comes to, and everything that stands against ordering it so. Immutable.</summary>
/// <param name="Restaurant">Whose menu it is.</param>
/// <param name="Customer">Who asks.</param>
/// <param name="Lines">The lines that can be ordered; all of them where there is no issue.</param>
/// <param name="Totals">What those lines come to.</param>
/// <param name="Issues">All at once, in the order of the request; empty where the basket can be ordered.</param>
public sealed record Quote(
    Restaurant Restaurant,
    Customer Customer,
    IReadOnlyList<PricedLine> Lines,
    Totals Totals,
    IReadOnlyList<Fault> Issues)
{
    private const int MaxLines = 50;

    /// <summary>Prices a basket for delivery to the customer's postcode.</summary>
    public static Quote Of(PlaceOrder basket, Restaurant restaurant, Customer customer, DateTimeOffset now)
    {
        var issues = new List<Fault>();
        var terms = CheckDelivery(restaurant, customer, now, issues);
        var lines = PriceLines(basket, restaurant, now, issues);
        var items = 0L;
        foreach (var line in lines)
        {
            items += line.Total;
        }

        // With a line missing, minimum and total would be told of another basket than the person has.
        var complete = lines.Count == basket.Lines.Count;
        var (fee, charge) = terms is null ? (0, 0) : Charges(restaurant, terms, items, complete, issues);
        var totals = new Totals(items, Discount: 0, fee, charge, Tip: 0);
        if (complete && terms is not null && basket.ExpectedTotal is { } expected && expected != totals.Total)
        {
            issues.Add(new Fault(
                "expectedTotal",
                Reason.PriceChanged,
                $"The order comes to {Money(restaurant, totals.Total)} now, not to {Money(restaurant, expected)}."));
        }

        return new Quote(restaurant, customer, lines, totals, issues);
    }

    private static DeliveryTerms? CheckDelivery(
        Restaurant restaurant, Customer customer, DateTimeOffset now, List<Fault> issues)
    {
        if (restaurant.Delivery is null)
        {
            issues.Add(new Fault("restaurant", Reason.DeliveryNotOffered, $"{restaurant.Name} does not deliver."));
            return null;
        }

        if (!restaurant.IsOpen(ServiceType.Delivery, now))
        {
            issues.Add(
                new Fault("restaurant", Reason.RestaurantClosed, $"{restaurant.Name} is closed for delivery now."));
        }

        var terms = restaurant.DeliveryTermsFor(customer.Whereabouts);
        if (terms is null)
        {
            issues.Add(new Fault(
                "restaurant",
                Reason.OutsideDeliveryArea,
                $"{restaurant.Name} does not deliver to {customer.Postcode}."));
        }

        return terms;
    }

    private static List<PricedLine> PriceLines(
        PlaceOrder basket, Restaurant restaurant, DateTimeOffset now, List<Fault> issues)
    {
        if (basket.Lines.Count == 0)
        {
            issues.Add(new Fault("lines", Reason.NoLines, "Please order something: there is nothing in the order."));
        }

        if (basket.Lines.Count > MaxLines)
        {
            issues.Add(new Fault(
                "lines",
                Reason.TooManyLines,
                $"An order has at most {MaxLines} lines; this one has {basket.Lines.Count}."));
            return [];
        }

        var pricing = new LinePricing(restaurant, ServiceType.Delivery, now, issues);
        var lines = new List<PricedLine>(basket.Lines.Count);
        for (var index = 0; index < basket.Lines.Count; index++)
        {
            if (pricing.Price(basket.Lines[index], index) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static (long Fee, long SmallOrderCharge) Charges(
        Restaurant restaurant, DeliveryTerms terms, long items, bool complete, List<Fault> issues)
    {
        var fee = terms.FreeFrom is { } free && items >= free ? 0 : terms.Fee;
        if (items >= terms.Minimum)
        {
            return (fee, 0);
        }

        if (restaurant.Delivery!.SmallOrderCharge is { } charge)
        {
            return (fee, charge);
        }

        if (complete)
        {
            issues.Add(new Fault(
                "lines",
                Reason.BelowMinimum,
                $"{restaurant.Name} delivers orders of {Money(restaurant, terms.Minimum)} or more; "
                    + $"this one comes to {Money(restaurant, items)}."));
        }

        return (fee, 0);
    }

    private static string Money(Restaurant restaurant, long pence) =>
        restaurant.Currency == "GBP"
            ? $"£{pence / 100}.{pence % 100:00}"
            : $"{pence / 100}.{pence % 100:00} {restaurant.Currency}";
}

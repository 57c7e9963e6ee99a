namespace JustHungry.Ordering.Restaurants;

/// <summary>Where a restaurant delivers, and what it takes. Immutable.</summary>
/// <param name="Rings">By distance, the nearest first; may be empty where there is a polygon.</param>
/// <param name="Polygon">An area of its own terms, which go before the rings'; or null.</param>
/// <param name="SmallOrderCharge">Pence added to an order below the minimum; null: such an order is refused.</param>
public sealed record Delivery(
    IReadOnlyList<DeliveryRing> Rings, DeliveryPolygon? Polygon, long? SmallOrderCharge)
{
    /// <summary>
    /// How far beyond its area a restaurant still counts as delivering to somebody of whom only the outward code's
    /// middle is known: nobody is turned away because a web service is down, yet nobody is shown another town's
    /// restaurants.
    /// </summary>
    private const double ApproximateSlackMetres = 30_000;

    /// <summary>The terms for a customer, or null where the restaurant does not deliver to them.</summary>
    /// <param name="restaurant">Where the restaurant is.</param>
    /// <param name="customer">Where the customer is. Not exactly known is never a reason to refuse.</param>
    public DeliveryTerms? TermsFor(Coordinates restaurant, Whereabouts customer)
    {
        if (customer.Place is not { } place)
        {
            return Rings.Count > 0 ? Rings[0].Terms : Polygon?.Terms;
        }

        if (Polygon is not null && Polygon.Contains(place))
        {
            return Polygon.Terms;
        }

        var metres = restaurant.MetresTo(place);
        foreach (var ring in Rings)
        {
            if (metres <= ring.UpToMetres)
            {
                return ring.Terms;
            }
        }

        var reach = Rings.Count > 0 ? Rings[^1].UpToMetres : 0;
        return customer.Approximate && metres <= reach + ApproximateSlackMetres
            ? (Rings.Count > 0 ? Rings[^1].Terms : Polygon?.Terms)
            : null;
    }
}

/// <summary>What a delivery costs in one part of the area. Immutable.</summary>
/// <param name="Fee">Pence, 0 or more.</param>
/// <param name="Minimum">Pence that the items must come to, 0 or more.</param>
/// <param name="FreeFrom">Pence of items from which there is no fee; null: always the fee.</param>
public sealed record DeliveryTerms(long Fee, long Minimum, long? FreeFrom);

/// <summary>A ring by distance from the restaurant. Immutable.</summary>
/// <param name="UpToMetres">Its outer edge, in metres.</param>
/// <param name="Terms">What it takes.</param>
public sealed record DeliveryRing(int UpToMetres, DeliveryTerms Terms);

/// <summary>An area on the map. Immutable.</summary>
/// <param name="Points">Its corners in turn, three or more; the last joins the first.</param>
/// <param name="Terms">What it takes.</param>
public sealed record DeliveryPolygon(IReadOnlyList<Coordinates> Points, DeliveryTerms Terms)
{
    /// <summary>True where a line from the place to the east crosses the edge an odd number of times.</summary>
    public bool Contains(Coordinates place)
    {
        var inside = false;
        for (int i = 0, j = Points.Count - 1; i < Points.Count; j = i++)
        {
            var (a, b) = (Points[i], Points[j]);
            if ((a.Latitude > place.Latitude) != (b.Latitude > place.Latitude))
            {
                var along = (place.Latitude - a.Latitude) / (b.Latitude - a.Latitude);
                inside ^= place.Longitude < a.Longitude + (along * (b.Longitude - a.Longitude));
            }
        }

        return inside;
    }
}

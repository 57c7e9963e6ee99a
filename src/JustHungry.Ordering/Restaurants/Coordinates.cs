namespace JustHungry.Ordering.Restaurants;

/// <summary>A place on Earth (WGS 84). Immutable.</summary>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
public sealed record Coordinates(double Latitude, double Longitude)
{
    private const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>
    /// Metres along the surface of a sphere of the Earth's mean radius (haversine); wrong by half a per cent at most.
    /// </summary>
    public double MetresTo(Coordinates other)
    {
        var latitude = Math.Sin(Radians(other.Latitude - Latitude) / 2);
        var longitude = Math.Sin(Radians(other.Longitude - Longitude) / 2);
        var square = (latitude * latitude)
            + (Math.Cos(Radians(Latitude)) * Math.Cos(Radians(other.Latitude)) * longitude * longitude);
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>Where somebody is, as far as it is known. Immutable.</summary>
/// <param name="Place">The coordinates; null where nobody knows.</param>
/// <param name="Approximate">True where the place is good to some kilometres only.</param>
public sealed record Whereabouts(Coordinates? Place, bool Approximate)
{
    /// <summary>Nobody knows.</summary>
    public static readonly Whereabouts Unknown = new(null, true);
}

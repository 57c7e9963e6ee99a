namespace JustHungry.BackEnd.WebServices;

/// <summary>What one web service said of one postcode.</summary>
internal abstract record ServiceAnswer
{
    private ServiceAnswer()
    {
    }

    /// <summary>It exists; <paramref name="Place"/> is null where the service has no coordinates for it.</summary>
    public sealed record Exists(Coordinates? Place) : ServiceAnswer;

    /// <summary>It does not exist, or not any more.</summary>
    public sealed record Unknown(bool Terminated) : ServiceAnswer;
}

/// <summary>A place in or near the United Kingdom. Immutable.</summary>
internal sealed record Coordinates(double Latitude, double Longitude)
{
    // A box around the British Isles. The national directory marks a missing place with 99.999999, 0, and other lists with
    // 0, 0: whatever lies outside the box is no place at all.
    private const double South = 49;
    private const double North = 61.5;
    private const double West = -9;
    private const double East = 2.5;

    /// <summary>The place, or null where a part is missing or no postcode can lie there.</summary>
    public static Coordinates? Of(double? latitude, double? longitude) =>
        latitude is >= South and <= North && longitude is >= West and <= East
            ? new Coordinates(latitude.Value, longitude.Value)
            : null;
}

/// <summary>The service answered with something that it does not document: it is not to be believed just now.</summary>
internal sealed class UnreadableAnswerException(string message) : Exception(message);

using JustHungry.Ordering.Customers;

namespace JustHungry.BackEnd.WebServices;

/// <summary>What looking a postcode up came to. There is always an answer: that no service could be reached is none of them.</summary>
public abstract record PostcodeAnswer
{
    private PostcodeAnswer()
    {
    }

    /// <summary>The postcode exists, or nobody could say that it does not.</summary>
    public sealed record Found(PostcodeFinding Finding) : PostcodeAnswer;

    /// <summary>A service says that the postcode does not exist, or not any more.</summary>
    /// <param name="Postcode">The postcode that was asked for.</param>
    /// <param name="Source">Which service said so: one of <see cref="PostcodeSource"/>.</param>
    /// <param name="Terminated">True where it existed once and was given up.</param>
    public sealed record NotFound(Postcode Postcode, string Source, bool Terminated) : PostcodeAnswer;
}

/// <summary>Where a postcode lies, and who says so. Immutable.</summary>
/// <param name="Postcode">The postcode that was asked for.</param>
/// <param name="Latitude">Degrees north (WGS 84), null where nobody knows; null together with <paramref name="Longitude"/>.</param>
/// <param name="Longitude">Degrees east (WGS 84).</param>
/// <param name="Source">One of <see cref="PostcodeSource"/>.</param>
/// <param name="Approximate">True where the place is that of the outward code, good to some kilometres; it must be shown as such.</param>
public sealed record PostcodeFinding(
    Postcode Postcode,
    double? Latitude,
    double? Longitude,
    string Source,
    bool Approximate);

/// <summary>The sources of a finding, in the words of the public API.</summary>
public static class PostcodeSource
{
    /// <summary>The first service asked.</summary>
    public const string PostcodesIo = "postcodes.io";

    /// <summary>The second service asked. Its data must be attributed to getthedata.com where they are shown.</summary>
    public const string GetTheData = "getthedata";

    /// <summary>The bundled table of outward codes: approximate.</summary>
    public const string Outcodes = "outcodes";

    /// <summary>Nobody knew, and nobody said that it does not exist.</summary>
    public const string None = "none";
}

using System.Text.Json.Serialization;
using JustHungry.Ordering.People;

namespace JustHungry.Ordering.Customers;

/// <summary>Somebody gives a name and a postcode, and gets an id and a token.</summary>
/// <param name="Name">1–100 characters by the rules.</param>
/// <param name="Postcode">As it was written; malformed is answered outside the log.</param>
/// <param name="TokenHash">SHA-256 of a token that the caller made, 64 hex digits; by default the back end makes
/// one.</param>
public sealed record RegisterCustomer(
    string Name,
    string Postcode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TokenHash = null)
    : Command, ICarryPassword
{
    /// <summary>As people dial it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Phone { get; init; }

    /// <summary>Street and house, line by line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Address { get; init; }

    /// <summary>With a password: an account is opened with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>With an e-mail address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Password { get; init; }

    [JsonIgnore]
    public Command WithoutPasswords => Password is null ? this : this with { Password = "" };

    [JsonIgnore]
    public string Passwords => Password ?? "";
}

/// <summary>
/// Where a postcode lies was found out, outside of any decision, and every replica is to know. Made by the primary
/// itself.
/// </summary>
public sealed record KeepPostcode(PostcodePlace Place) : Command;

/// <summary>Where a postcode lies, as a source told it. Immutable.</summary>
/// <param name="Postcode">The postcode.</param>
/// <param name="Latitude">Degrees north (WGS 84); null, with the longitude, where nobody knows.</param>
/// <param name="Longitude">Degrees east (WGS 84).</param>
/// <param name="Source">Who says so: <c>postcodes.io</c>, <c>getthedata</c>, <c>outcodes</c> or <c>none</c>.</param>
/// <param name="Approximate">True where it is the middle of the outward code, good to some kilometres.</param>
public sealed record PostcodePlace(
    Postcode Postcode, double? Latitude, double? Longitude, string Source, bool Approximate);

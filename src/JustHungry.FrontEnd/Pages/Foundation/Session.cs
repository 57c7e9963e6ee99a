using System.Text.Json.Serialization;

namespace JustHungry.FrontEnd.Pages;

/// <summary>Who sits at the browser, as its sealed cookie says. What they may do, the back end decides by the token.</summary>
/// <param name="Token">The API's token.</param>
/// <param name="Name">How they are greeted.</param>
/// <param name="Role"><c>customer</c>, <c>kitchen</c>, <c>owner</c> or <c>operator</c>: what they are shown the way to.</param>
internal sealed record Session(string Token, string Name, string Role)
{
    /// <summary>Slugs of the restaurants that they work for.</summary>
    public IReadOnlyList<string> Restaurants { get => field ?? []; init; }

    /// <summary>True where they signed in; false for a guest, of whom this cookie is all there is.</summary>
    public bool HasAccount { get; init; }

    /// <summary>True after a one-time password: they must choose one of their own first.</summary>
    public bool MustChangePassword { get; init; }

    [JsonIgnore]
    public bool IsStaff => Role is "kitchen" or "owner" or "operator";
}

/// <summary>What the site's cookies carry.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Session))]
internal sealed partial class SessionJson : JsonSerializerContext;

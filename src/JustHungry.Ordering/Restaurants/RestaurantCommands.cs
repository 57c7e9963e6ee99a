using System.Text.Json;
using System.Text.Json.Serialization;

namespace JustHungry.Ordering.Restaurants;

/// <summary>A restaurant's whole document is put in place: all of it or, with every fault named, nothing.</summary>
/// <param name="Document">The document (docs/restaurant.md; samples/durham has some).</param>
/// <param name="Slug">The restaurant that it must be of; null: of any.</param>
public sealed record PutRestaurant(
    JsonElement Document,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Slug = null) : Command;

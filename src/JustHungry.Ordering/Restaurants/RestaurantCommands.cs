using System.Text.Json;

namespace JustHungry.Ordering.Restaurants;

/// <summary>A restaurant's whole document is put in place: all of it or, with every fault named, nothing.</summary>
/// <param name="Document">The document (samples/durham has some).</param>
public sealed record PutRestaurant(JsonElement Document) : Command;

using System.Text.Json;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Restaurants;

/// <summary>A restaurant's document is in place.</summary>
/// <param name="Slug">The restaurant.</param>
/// <param name="Document">The document, as it was given.</param>
/// <param name="At">When.</param>
public sealed record RestaurantPut(string Slug, JsonElement Document, DateTimeOffset At) : DomainEvent
{
    /// <summary>Decides: a good document goes in; of a bad one every fault is told.</summary>
    public static Verdict<RestaurantPut> Decide(PutRestaurant command, DateTimeOffset now)
    {
        var read = RestaurantDocument.Read(command.Document);
        return read.Refusal is { } refusal
            ? refusal
            : new RestaurantPut(read.Happened!.Slug, command.Document, now);
    }
}

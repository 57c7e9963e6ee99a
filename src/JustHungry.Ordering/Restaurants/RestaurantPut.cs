using System.Text.Json;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Restaurants;

/// <summary>A restaurant's document is in place.</summary>
/// <param name="Slug">The restaurant.</param>
/// <param name="Document">The document, as it was given.</param>
/// <param name="At">When.</param>
public sealed record RestaurantPut(string Slug, JsonElement Document, DateTimeOffset At) : DomainEvent
{
    /// <summary>Decides: a good document goes in; of a bad one every fault is told.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="by">Who puts it; null for the holder of the cluster key, who may do what an operator may.</param>
    /// <param name="now">When.</param>
    public static Verdict<RestaurantPut> Decide(PutRestaurant command, Caller? by, DateTimeOffset now)
    {
        var read = RestaurantDocument.Read(command.Document);
        if (by is not null && !by.MayManage(read.Happened?.Slug ?? ""))
        {
            return Staff.NotAllowed(by, "Only its owner or an operator may write a restaurant's document.");
        }

        return read.Refusal is { } refusal
            ? refusal
            : new RestaurantPut(read.Happened!.Slug, command.Document, now);
    }
}

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
    /// <param name="read">What reading the document came to, where that was done before; it follows from the document
    /// alone.</param>
    public static Verdict<RestaurantPut> Decide(
        PutRestaurant command, Caller? by, DateTimeOffset now, Verdict<Restaurant>? read = null)
    {
        read ??= RestaurantDocument.Read(command.Document);
        if (by is not null && !by.MayManage(command.Slug ?? read.Happened?.Slug ?? ""))
        {
            return Staff.NotAllowed(by, "Only its owner or an operator may write a restaurant's document.");
        }

        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var slug = read.Happened!.Slug;
        return command.Slug is null || command.Slug == slug
            ? new RestaurantPut(slug, command.Document, now)
            : Refusal.Of([new Fault(
                "slug", Reason.DocumentInvalid, $"This document is of {slug}, not of {Words.Quoted(command.Slug)}.")]);
    }
}

using System.Collections.Concurrent;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Restaurants that were parsed, by slug: the revision that was asked for last of each. Safe for any thread.
/// </summary>
internal sealed class RestaurantCache
{
    private readonly ConcurrentDictionary<string, StoredRestaurant> _bySlug = [];

    /// <summary>The restaurant, at whatever revision it is here.</summary>
    public StoredRestaurant? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>Keeps it in the place of other revisions.</summary>
    public StoredRestaurant Keep(StoredRestaurant restaurant) => _bySlug[restaurant.Restaurant.Slug] = restaurant;
}

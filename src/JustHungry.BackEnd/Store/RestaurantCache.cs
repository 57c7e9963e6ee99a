using System.Collections.Concurrent;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Restaurants that were parsed, by slug and revision: the last one asked for of each slug. Safe for any thread.
/// </summary>
internal sealed class RestaurantCache
{
    private readonly ConcurrentDictionary<string, StoredRestaurant> _bySlug = [];

    /// <summary>The restaurant at that revision, if it is here.</summary>
    public StoredRestaurant? Find(string slug, long revision) =>
        _bySlug.TryGetValue(slug, out var known) && known.Revision == revision ? known : null;

    /// <summary>Keeps it in the place of other revisions.</summary>
    public StoredRestaurant Keep(StoredRestaurant restaurant) => _bySlug[restaurant.Restaurant.Slug] = restaurant;
}

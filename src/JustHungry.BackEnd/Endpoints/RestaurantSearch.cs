using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// The search for restaurants: one pass over the index in memory, of which the best of a page are kept. What is far away, or
/// comes later than what was found already, is left out by figures that lie side by side; only the rest is looked at closely.
/// </summary>
internal static class RestaurantSearch
{
    /// <summary>
    /// So much beyond its reach somebody of whom little is known may be delivered to all the same; what exactly holds, the
    /// restaurant's own terms say.
    /// </summary>
    private const double SlackMetres = 35_000;

    /// <summary>A page of what was asked for.</summary>
    public static ReadAnswer List(Tables tables, SearchQuery query, PageQuery page, DateTimeOffset now)
    {
        var content = tables.Catalogue.All();
        var search = new Search(content, query, page.Limit + 1, now);
        Found? after = null;
        if (page.After is { } slug)
        {
            if (tables.Catalogue.NumberOf(slug) is not { } number || content.IndexOf(number) is not (>= 0 and var index))
            {
                return PageQuery.UnknownCursor();
            }

            after = search.Of(index);
        }

        var found = search.Best(query.Text is { } text ? tables.Catalogue.WithWords(text, content.Numbers) : null, after);
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var each in found.Take(page.Limit))
            {
                var restaurant = content.Entries[each.Index].Restaurant;
                var metres = query.Customer?.Place is { } place ? (int)Math.Round(restaurant.Location.MetresTo(place)) : (int?)null;
                RestaurantReads.WriteItem(json, content.Entries[each.Index], query.Customer, metres, query.Service, now);
            }

            json.WriteEndArray();
            json.WriteString(
                "next"u8,
                found.Count > page.Limit
                    ? query.Next(page.Limit, content.Entries[found[page.Limit - 1].Index].Restaurant.Slug)
                    : null);
            json.WriteEndObject();
        });
    }

    /// <summary>Which service a restaurant is looked at for: the one asked for, else delivery where it delivers at all.</summary>
    public static ServiceType ServiceOf(Restaurant restaurant, ServiceType? asked) =>
        asked ?? (restaurant.Delivery is null ? ServiceType.Collection : ServiceType.Delivery);

    /// <summary>One search. For one thread.</summary>
    private sealed class Search(SearchContent content, SearchQuery query, int count, DateTimeOffset now)
    {
        private readonly OnSphere? _place = query.Customer?.Place is { } place ? OnSphere.Of(place) : null;
        private readonly bool _isCollected = query.Service == ServiceType.Collection;
        private readonly bool _isBrought = query.Customer is not null && query.Service != ServiceType.Collection;
        private readonly double _slack = query.Customer is { Approximate: true } ? SlackMetres : 0;

        /// <summary>The first so many that come after one, in the order that is asked for.</summary>
        public List<Found> Best(bool[]? withWords, Found? after)
        {
            var best = new PriorityQueue<Found, Found>(count + 1, Comparer<Found>.Create(static (one, other) => other.CompareTo(one)));
            var last = after ?? new Found(long.MinValue, 0, -1);
            for (var index = 0; index < content.Cells.Length; index++)
            {
                if (!MayBe(content.Cells[index])
                    || (withWords is not null && !withWords[content.Cells[index].Number])
                    || Of(index) is var found && (found.CompareTo(last) <= 0 || (best.Count == count && found.CompareTo(best.Peek()) >= 0))
                    || !Is(content.Entries[index]))
                {
                    continue;
                }

                best.Enqueue(found, found);
                if (best.Count > count)
                {
                    best.Dequeue();
                }
            }

            var sorted = best.UnorderedItems.Select(each => each.Element).ToList();
            sorted.Sort();
            return sorted;
        }

        /// <summary>Where one stands in the order.</summary>
        public Found Of(int index)
        {
            ref readonly var cell = ref content.Cells[index];
            var rank = query.Sort switch
            {
                SearchSort.Rating => -cell.Rating,
                SearchSort.Fee when _isCollected => 0,
                SearchSort.Fee when _isBrought =>
                    content.Entries[index].Restaurant.DeliveryTermsFor(query.Customer!)?.Fee ?? long.MaxValue,
                SearchSort.Fee => cell.Fee,
                SearchSort.Time => cell.Preparation + (_isCollected ? 0 : Math.Max((short)0, cell.Delivery)),
                _ => 0,
            };
            return new Found(rank, query.Sort != SearchSort.Name && _place is { } place ? place.SquareTo(cell.At) : 0, index);
        }

        /// <summary>False where the figures alone say that it is not what was asked for.</summary>
        private bool MayBe(in SearchCell cell)
        {
            if (_isCollected)
            {
                return cell.HandsOut;
            }

            if (query.Service == ServiceType.Delivery || _isBrought)
            {
                return cell.Delivery >= 0
                    && (_place is not { } place || place.SquareTo(cell.At) <= OnSphere.Square(cell.ReachMetres + _slack));
            }

            return true;
        }

        /// <summary>True where it is all that was asked for; the figures have been seen before.</summary>
        private bool Is(SearchEntry entry) =>
            (query.Cuisine is not { } cuisine || HasCuisine(entry.Restaurant, cuisine))
            && (!_isBrought || entry.Restaurant.DeliveryTermsFor(query.Customer!) is not null)
            && (query is { Diets: Diets.None, Avoided: Allergens.None } || entry.Entry.Suits(query.Diets, query.Avoided))
            && (!query.OpenNow || entry.IsOpen(ServiceOf(entry.Restaurant, query.Service), now));

        private static bool HasCuisine(Restaurant restaurant, string cuisine)
        {
            foreach (var each in restaurant.Cuisines)
            {
                if (each.Equals(cuisine, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>One that was found: by rank, then the nearest, then by name, which is its place in the index.</summary>
    private readonly record struct Found(long Rank, double Distance, int Index) : IComparable<Found>
    {
        public int CompareTo(Found other)
        {
            var order = Rank.CompareTo(other.Rank);
            order = order != 0 ? order : Distance.CompareTo(other.Distance);
            return order != 0 ? order : Index.CompareTo(other.Index);
        }
    }
}

using JustHungry.Ordering.Restaurants;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// The catalogue in memory, for all connections of a store: what has been read of it once is kept until it changes. Safe for
/// any thread.
/// </summary>
internal sealed class SearchIndex
{
    private static readonly Comparer<SearchEntry> ByName = Comparer<SearchEntry>.Create(static (one, other) => one.CompareTo(other));

    /// <summary>Which restaurants have the words that were looked for lately.</summary>
    public KnownWords Words { get; } = new();

    private readonly Lock _gate = new();
    private volatile SearchContent _known = SearchContent.Empty;

    /// <summary>All entries at a revision of the catalogue or a later one.</summary>
    /// <param name="revision">As the read sees it.</param>
    /// <param name="changedAfter">Reads what changed after a revision.</param>
    public SearchContent At(long revision, Func<long, IReadOnlyList<SearchEntry>> changedAfter)
    {
        var known = _known;
        if (known.Revision >= revision)
        {
            return known;
        }

        lock (_gate)
        {
            known = _known;
            if (known.Revision < revision)
            {
                _known = known = With(known, revision, changedAfter(known.Revision));
            }

            return known;
        }
    }

    /// <summary>Merges what changed into what was known: its order is kept, so nothing is sorted but what changed.</summary>
    private static SearchContent With(SearchContent before, long revision, IReadOnlyList<SearchEntry> changed)
    {
        var latest = changed.GroupBy(each => each.Number).Select(same => same.Last()).Order(ByName).ToList();
        var numbers = latest.Select(each => each.Number).ToHashSet();
        var entries = new List<SearchEntry>(before.Entries.Count + latest.Count);
        var next = 0;
        for (var index = 0; index < before.Entries.Count; index++)
        {
            if (numbers.Contains(before.Cells[index].Number))
            {
                continue;
            }

            var old = before.Entries[index];
            while (next < latest.Count && latest[next].CompareTo(old) < 0)
            {
                entries.Add(latest[next++]);
            }

            entries.Add(old);
        }

        entries.AddRange(latest.Skip(next));
        return new SearchContent(revision, entries, [.. entries.Select(each => each.Cell)]);
    }
}

/// <summary>What the index holds at a revision, in the order of names: one's place in the lists is one's rank. Immutable.</summary>
/// <param name="Revision">Of the catalogue.</param>
/// <param name="Entries">All of each.</param>
/// <param name="Cells">What most searches decide by, side by side: a pass over it touches nothing else.</param>
internal sealed record SearchContent(long Revision, IReadOnlyList<SearchEntry> Entries, SearchCell[] Cells)
{
    public static readonly SearchContent Empty = new(0, [], []);

    /// <summary>One more than the highest number.</summary>
    public int Numbers { get; } = Cells.Length == 0 ? 0 : Cells.Max(cell => cell.Number) + 1;

    /// <summary>Where the restaurant of a number stands; -1 where there is none.</summary>
    public int IndexOf(int number) => Array.FindIndex(Cells, cell => cell.Number == number);
}

/// <summary>The figures of a restaurant. Immutable.</summary>
/// <param name="Number">Its row.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="At">The same on a sphere.</param>
/// <param name="ReachMetres">Beyond it, it surely delivers to nobody of whom enough is known.</param>
/// <param name="Fee">Of its nearest ring, in pence.</param>
/// <param name="Preparation">Minutes.</param>
/// <param name="Delivery">Minutes on the way; -1: it does not deliver.</param>
/// <param name="Rating">0–5; -1 where there is none in numbers.</param>
/// <param name="HandsOut">True where food can be collected at some time.</param>
internal readonly record struct SearchCell(
    int Number,
    double Latitude,
    double Longitude,
    OnSphere At,
    double ReachMetres,
    long Fee,
    short Preparation,
    short Delivery,
    sbyte Rating,
    bool HandsOut);

/// <summary>A place as a point of the unit sphere: which of two is nearer is told without an angle. Immutable.</summary>
internal readonly record struct OnSphere(double X, double Y, double Z)
{
    public static OnSphere Of(Coordinates place)
    {
        var (latitude, longitude) = (place.Latitude * Math.PI / 180, place.Longitude * Math.PI / 180);
        return new OnSphere(
            Math.Cos(latitude) * Math.Cos(longitude), Math.Cos(latitude) * Math.Sin(longitude), Math.Sin(latitude));
    }

    /// <summary>The square of the straight way through the sphere: grows with the distance.</summary>
    public double SquareTo(in OnSphere other)
    {
        var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
        return (x * x) + (y * y) + (z * z);
    }

    /// <summary>The square of that many metres, a little more than enough for so short a way.</summary>
    public static double Square(double metres)
    {
        const double EarthRadiusMetres = 6_371_000;
        var way = (metres + 10) / EarthRadiusMetres;
        return way * way;
    }
}

/// <summary>One restaurant of the index, with what is worth remembering between searches. Safe for any thread.</summary>
internal sealed class SearchEntry : IComparable<SearchEntry>
{
    private const long TicksOfAMinute = TimeSpan.TicksPerMinute;

    /// <summary>The minute for which it was last worked out whether it is open, times two, plus one where it is.</summary>
    private long _delivers = -2;
    private long _hands = -2;

    public SearchEntry(int number, CatalogueEntry entry, LiveState live)
    {
        (Number, Entry, Live) = (number, entry, live);
        var restaurant = entry.Restaurant;
        Cell = new SearchCell(
            number,
            restaurant.Location.Latitude,
            restaurant.Location.Longitude,
            OnSphere.Of(restaurant.Location),
            Reach(restaurant),
            restaurant.Delivery?.Rings is [var first, ..] ? first.Terms.Fee : restaurant.Delivery?.Polygon?.Terms.Fee ?? long.MaxValue,
            (short)restaurant.PreparationMinutes,
            restaurant.Delivery is null ? (short)-1 : (short)restaurant.DeliveryMinutes,
            restaurant.Hygiene is { Rating: [>= '0' and <= '5' and var digit] } ? (sbyte)(digit - '0') : (sbyte)-1,
            restaurant.Hours.Collection.Count > 0);
    }

    public int Number { get; }

    public CatalogueEntry Entry { get; }

    /// <summary>What the kitchen says of the moment.</summary>
    public LiveState Live { get; }

    public SearchCell Cell { get; }

    public Restaurant Restaurant => Entry.Restaurant;

    /// <summary>By name, whatever its case; those of the same name by slug.</summary>
    public int CompareTo(SearchEntry? other)
    {
        var order = string.Compare(Restaurant.Name, other!.Restaurant.Name, StringComparison.OrdinalIgnoreCase);
        return order != 0 ? order : string.CompareOrdinal(Restaurant.Slug, other.Restaurant.Slug);
    }

    /// <summary>
    /// True where it takes orders for a service. Opening hours change with the minute, so they are worked out once in each.
    /// </summary>
    public bool IsOpen(ServiceType service, DateTimeOffset now)
    {
        ref var known = ref service == ServiceType.Delivery ? ref _delivers : ref _hands;
        var minute = now.UtcTicks / TicksOfAMinute;
        var value = Volatile.Read(ref known);
        if (value >> 1 != minute)
        {
            value = (minute << 1) | (Restaurant.IsOpen(service, now) ? 1L : 0L);
            Volatile.Write(ref known, value);
        }

        return (value & 1) != 0 && !Live.IsPaused(now);
    }

    private static double Reach(Restaurant restaurant)
    {
        var rings = restaurant.Delivery?.Rings is [.., var last] ? last.UpToMetres : 0;
        var corners = restaurant.Delivery?.Polygon?.Points.Max(restaurant.Location.MetresTo) ?? 0;
        return Math.Max(rings, corners);
    }
}

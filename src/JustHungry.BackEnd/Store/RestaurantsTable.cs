using System.Buffers.Binary;
using System.Security.Cryptography;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The restaurants' documents.</summary>
/// <param name="database">The connection.</param>
/// <param name="cache">What was parsed.</param>
/// <param name="isOnlyWriter">True where nobody else changes the tables: what was found once need not be looked up again.</param>
internal sealed class RestaurantsTable(Database database, RestaurantCache cache, bool isOnlyWriter)
{
    private readonly Dictionary<string, StoredRestaurant> _found = [];

    private Statement SelectRevision => field ??= database.Prepare("""
        SELECT r.revision, l.revision FROM restaurants r LEFT JOIN live l ON l.restaurant = r.slug WHERE r.slug = ?1
        """);

    private Statement SelectLive => field ??= database.Prepare("SELECT state FROM live WHERE restaurant = ?1");

    private Statement UpsertLive => field ??= database.Prepare(
        "INSERT OR REPLACE INTO live (restaurant, revision, state) VALUES (?1, ?2, ?3)");

    private Statement TouchCatalogue => field ??= database.Prepare(
        "UPDATE catalogue SET changed = (SELECT max(changed) + 1 FROM catalogue) WHERE slug = ?1");

    private Statement SelectDocument => field ??= database.Prepare("SELECT document FROM restaurants WHERE slug = ?1");

    private Statement SelectAll => field ??= database.Prepare("""
        SELECT r.slug, r.revision, l.revision FROM restaurants r LEFT JOIN live l ON l.restaurant = r.slug
        ORDER BY r.slug
        """);

    private Statement Upsert => field ??= database.Prepare(
        "INSERT OR REPLACE INTO restaurants (slug, revision, at, document) VALUES (?1, ?2, ?3, ?4)");

    /// <summary>A restaurant and its revision; null where there is none of that slug.</summary>
    public StoredRestaurant? Find(string slug)
    {
        if (_found.TryGetValue(slug, out var found))
        {
            return found;
        }

        if (!SelectRevision.Bind(1, slug).Step())
        {
            return null;
        }

        var (revision, live) = (SelectRevision.Long(0), SelectRevision.Long(1));
        SelectRevision.Reset();
        var stored = Get(slug, revision, live);
        if (isOnlyWriter)
        {
            _found[slug] = stored;
        }

        return stored;
    }

    /// <summary>The transaction was rolled back.</summary>
    public void Forget() => _found.Clear();

    /// <summary>All restaurants, by slug.</summary>
    public IReadOnlyList<StoredRestaurant> All()
    {
        var revisions = new List<(string Slug, long Revision, long Live)>();
        while (SelectAll.Step())
        {
            revisions.Add((SelectAll.Text(0), SelectAll.Long(1), SelectAll.Long(2)));
        }

        return revisions.ConvertAll(each => Get(each.Slug, each.Revision, each.Live));
    }

    /// <summary>The slugs of all restaurants, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Slugs()
    {
        var slugs = new List<string>();
        while (SelectAll.Step())
        {
            slugs.Add(SelectAll.Text(0));
        }

        return slugs;
    }

    /// <summary>The document of a restaurant that there is.</summary>
    public byte[] DocumentOf(string slug)
    {
        SelectDocument.Bind(1, slug).Step();
        var document = SelectDocument.Bytes(0).ToArray();
        SelectDocument.Reset();
        return document;
    }

    /// <summary>Puts a document in place.</summary>
    public void Put(string slug, ReadOnlySpan<byte> document, long at)
    {
        _found.Remove(slug);
        Upsert.Bind(1, slug).Bind(2, RevisionOf(document)).Bind(3, at).Bind(4, document).Execute();
    }

    /// <summary>Puts what the kitchen says of the moment in place; searches are to know of it.</summary>
    public void PutLive(string slug, ReadOnlySpan<byte> state)
    {
        _found.Remove(slug);
        UpsertLive.Bind(1, slug).Bind(2, RevisionOf(state)).Bind(3, state).Execute();
        TouchCatalogue.Bind(1, slug).Execute();
    }

    /// <summary>
    /// The revision is of the document's own hash: so the same slug and revision are the same restaurant for ever,
    /// whatever transaction was rolled back in between, and what was parsed once may be kept.
    /// </summary>
    private static long RevisionOf(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue;
    }

    /// <summary>In most cases nothing is read: what was parsed of these revisions is in memory.</summary>
    /// <param name="slug">Of a restaurant that there is.</param>
    /// <param name="revision">Of its document.</param>
    /// <param name="live">Of what the kitchen says; 0 where it has said nothing.</param>
    private StoredRestaurant Get(string slug, long revision, long live)
    {
        var known = cache.Find(slug);
        if (known?.Revision == revision && known.LiveRevision == live)
        {
            return known;
        }

        var restaurant = known?.Revision == revision ? known.Restaurant : RestaurantDocument.Parse(DocumentOf(slug));
        return cache.Keep(new StoredRestaurant(revision, restaurant, live, live == 0 ? LiveState.Usual : LiveOf(slug)));
    }

    private LiveState LiveOf(string slug)
    {
        SelectLive.Bind(1, slug).Step();
        var state = LiveState.Parse(SelectLive.Bytes(0).ToArray());
        SelectLive.Reset();
        return state;
    }
}

/// <summary>A restaurant at a revision, and what its kitchen says of the moment. Immutable.</summary>
internal sealed record StoredRestaurant(long Revision, Restaurant Restaurant, long LiveRevision, LiveState Live);

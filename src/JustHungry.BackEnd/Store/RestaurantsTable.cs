using System.Buffers.Binary;
using System.Security.Cryptography;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The restaurants' documents.</summary>
internal sealed class RestaurantsTable(Database database, RestaurantCache cache)
{
    private Statement SelectRevision => field ??= database.Prepare("SELECT revision FROM restaurants WHERE slug = ?1");

    private Statement SelectDocument => field ??= database.Prepare("SELECT document FROM restaurants WHERE slug = ?1");

    private Statement SelectAll => field ??= database.Prepare("SELECT slug, revision FROM restaurants ORDER BY slug");

    private Statement Upsert => field ??= database.Prepare(
        "INSERT OR REPLACE INTO restaurants (slug, revision, at, document) VALUES (?1, ?2, ?3, ?4)");

    /// <summary>A restaurant and its revision; null where there is none of that slug.</summary>
    public StoredRestaurant? Find(string slug)
    {
        if (!SelectRevision.Bind(1, slug).Step())
        {
            return null;
        }

        var revision = SelectRevision.Long(0);
        SelectRevision.Reset();
        return Get(slug, revision);
    }

    /// <summary>All restaurants, by slug.</summary>
    public IReadOnlyList<StoredRestaurant> All()
    {
        var revisions = new List<(string Slug, long Revision)>();
        while (SelectAll.Step())
        {
            revisions.Add((SelectAll.Text(0), SelectAll.Long(1)));
        }

        return revisions.ConvertAll(each => Get(each.Slug, each.Revision));
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
    public void Put(string slug, ReadOnlySpan<byte> document, long at) =>
        Upsert.Bind(1, slug).Bind(2, RevisionOf(document)).Bind(3, at).Bind(4, document).Execute();

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

    private StoredRestaurant Get(string slug, long revision)
    {
        if (cache.Find(slug, revision) is { } known)
        {
            return known;
        }

        return cache.Keep(new StoredRestaurant(revision, RestaurantDocument.Parse(DocumentOf(slug))));
    }
}

/// <summary>A restaurant at a revision. Immutable.</summary>
internal sealed record StoredRestaurant(long Revision, Restaurant Restaurant);

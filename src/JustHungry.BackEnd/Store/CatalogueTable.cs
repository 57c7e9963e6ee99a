using System.Text;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>What restaurants are searched by: their summaries, and the words of their dishes.</summary>
internal sealed class CatalogueTable(Database database, SearchIndex index)
{
    private Statement Upsert => field ??= database.Prepare("""
        INSERT INTO catalogue (slug, changed, summary) VALUES (?1, (SELECT coalesce(max(changed), 0) + 1 FROM catalogue), ?2)
        ON CONFLICT (slug) DO UPDATE SET changed = (SELECT max(changed) + 1 FROM catalogue), summary = excluded.summary
        RETURNING n
        """);

    private Statement DeleteWords => field ??= database.Prepare("DELETE FROM catalogue_words WHERE rowid = ?1");

    private Statement InsertWords => field ??= database.Prepare(
        "INSERT INTO catalogue_words (rowid, words) VALUES (?1, ?2)");

    private Statement SelectRevision => field ??= database.Prepare("SELECT coalesce(max(changed), 0) FROM catalogue");

    private Statement SelectChanged => field ??= database.Prepare("""
        SELECT c.n, c.summary, l.state FROM catalogue c LEFT JOIN live l ON l.restaurant = c.slug
        WHERE c.changed > ?1 ORDER BY c.changed
        """);

    private Statement SelectNumber => field ??= database.Prepare("SELECT n FROM catalogue WHERE slug = ?1");

    private Statement SelectWords => field ??= database.Prepare(
        "SELECT rowid FROM catalogue_words WHERE catalogue_words MATCH ?1");

    /// <summary>Puts what a document says in the place of what the one before said.</summary>
    public void Put(string slug, ReadOnlySpan<byte> document)
    {
        var (summary, words) = CatalogueSummary.Of(document);
        Upsert.Bind(1, slug).Bind(2, summary).Step();
        var n = Upsert.Long(0);
        while (Upsert.Step())
        {
        }

        DeleteWords.Bind(1, n).Execute();
        InsertWords.Bind(1, n).Bind(2, words).Execute();
    }

    private Statement SelectMissing => field ??= database.Prepare(
        "SELECT slug, document FROM restaurants WHERE slug NOT IN (SELECT slug FROM catalogue) ORDER BY slug");

    /// <summary>Brings the catalogue of a store that an older program made up to date.</summary>
    public void AddMissing()
    {
        var missing = new List<(string Slug, byte[] Document)>();
        while (SelectMissing.Step())
        {
            missing.Add((SelectMissing.Text(0), SelectMissing.Bytes(1).ToArray()));
        }

        foreach (var (slug, document) in missing)
        {
            Put(slug, document);
        }
    }

    /// <summary>
    /// All restaurants as this read sees them, or newer. What changed since the last look is read, and nothing else.
    /// </summary>
    public SearchContent All()
    {
        SelectRevision.Step();
        var revision = SelectRevision.Long(0);
        SelectRevision.Reset();
        return index.At(revision, after =>
        {
            var changed = new List<SearchEntry>();
            SelectChanged.Bind(1, after);
            while (SelectChanged.Step())
            {
                if (CatalogueSummary.Parse(SelectChanged.Bytes(1).ToArray()) is { } entry)
                {
                    var live = SelectChanged.IsNull(2) ? LiveState.Usual : LiveState.Parse(SelectChanged.Bytes(2).ToArray());
                    changed.Add(new SearchEntry((int)SelectChanged.Long(0), entry, live));
                }
            }

            return changed;
        });
    }

    /// <summary>The number of a restaurant; null where there is none of that slug.</summary>
    public int? NumberOf(string slug)
    {
        if (!SelectNumber.Bind(1, slug).Step())
        {
            return null;
        }

        var n = (int)SelectNumber.Long(0);
        SelectNumber.Reset();
        return n;
    }

    /// <summary>
    /// Which restaurants, by their numbers, have all words of a text, each at the beginning of a word of theirs, in any case
    /// and whatever their accents. None has where the text has no words.
    /// </summary>
    /// <param name="text">As somebody typed it.</param>
    /// <param name="numbers">Numbers from this one on are not asked for.</param>
    public bool[] WithWords(string text, int numbers)
    {
        var found = new bool[numbers];
        var query = Query(text);
        if (query.Length == 0)
        {
            return found;
        }

        SelectWords.Bind(1, query);
        while (SelectWords.Step())
        {
            var number = SelectWords.Long(0);
            if (number < numbers)
            {
                found[number] = true;
            }
        }

        return found;
    }

    /// <summary>Letters and digits in quotes: nothing that somebody types is an operator.</summary>
    private static string Query(string text)
    {
        var query = new StringBuilder();
        var isInWord = false;
        foreach (var c in text)
        {
            var belongs = char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c)
                is System.Globalization.UnicodeCategory.NonSpacingMark;
            if (belongs != isInWord)
            {
                query.Append(isInWord ? "\"* " : "\"");
                isInWord = belongs;
            }

            if (belongs)
            {
                query.Append(c);
            }
        }

        return query.Append(isInWord ? "\"*" : "").ToString().Trim();
    }
}

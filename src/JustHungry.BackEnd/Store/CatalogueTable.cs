using System.Buffers.Text;
using System.Text;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>What restaurants are searched by: their summaries, and the words of their dishes.</summary>
internal sealed class CatalogueTable(Database database, SearchIndex index) : IWordSource
{
    /// <summary>Restaurants that are asked of one by one: some microseconds each.</summary>
    private const int MostOneByOne = 100;

    private Statement Upsert => field ??= database.Prepare("""
        INSERT INTO catalogue (slug, changed, summary, put) VALUES (
            ?1, (SELECT coalesce(max(changed), 0) + 1 FROM catalogue), ?2, (SELECT coalesce(max(changed), 0) + 1 FROM catalogue))
        ON CONFLICT (slug) DO UPDATE SET changed = excluded.changed, summary = excluded.summary, put = excluded.put
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

    private Statement SelectWordsRevision => field ??= database.Prepare("SELECT coalesce(max(put), 0) FROM catalogue");

    private Statement SelectNumber => field ??= database.Prepare("SELECT n FROM catalogue WHERE slug = ?1");

    /// <summary>All rows as one text: to fetch a common word's many rows one by one would take most of the time.</summary>
    private Statement SelectWords => field ??= database.Prepare(
        "SELECT group_concat(rowid, ' ') FROM catalogue_words WHERE catalogue_words MATCH ?1");

    private Statement SelectHas => field ??= database.Prepare(
        "SELECT 1 FROM catalogue_words WHERE catalogue_words MATCH ?1 AND rowid = ?2");

    private Statement SelectPutAfter => field ??= database.Prepare(
        "SELECT n FROM catalogue WHERE put > ?1 LIMIT ?2");

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
        var words = Words(text);
        if (words.Count == 0)
        {
            return found;
        }

        SelectWordsRevision.Step();
        var revision = SelectWordsRevision.Long(0);
        SelectWordsRevision.Reset();
        Array.Fill(found, true);
        foreach (var word in words)
        {
            var having = index.Words.At(revision, word, this);
            var known = Math.Min(numbers, having.Length);
            for (var number = 0; number < known; number++)
            {
                found[number] &= having[number];
            }

            Array.Clear(found, known, numbers - known);
        }

        return found;
    }

    bool[] IWordSource.AllWith(string word)
    {
        var found = new bool[1024];
        SelectWords.Bind(1, Beginning(word)).Step();
        var numbers = SelectWords.Bytes(0);
        while (Utf8Parser.TryParse(numbers, out int number, out var digits))
        {
            if (number >= found.Length)
            {
                Array.Resize(ref found, number * 2);
            }

            found[number] = true;
            numbers = numbers[digits..].TrimStart((byte)' ');
        }

        SelectWords.Reset();
        return found;
    }

    bool IWordSource.Has(int number, string word)
    {
        var has = SelectHas.Bind(1, Beginning(word)).Bind(2, number).Step();
        SelectHas.Reset();
        return has;
    }

    IReadOnlyList<int>? IWordSource.ChangedAfter(long revision)
    {
        var numbers = new List<int>();
        SelectPutAfter.Bind(1, revision).Bind(2, MostOneByOne + 1);
        while (SelectPutAfter.Step())
        {
            numbers.Add((int)SelectPutAfter.Long(0));
        }

        return numbers.Count > MostOneByOne ? null : numbers;
    }

    private static string Beginning(string word) => $"\"{word}\"*";

    /// <summary>Runs of letters and digits, so that nothing that somebody types is an operator; each once, in any order.</summary>
    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var word = new StringBuilder();
        foreach (var c in text)
        {
            var belongs = char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c)
                is System.Globalization.UnicodeCategory.NonSpacingMark;
            if (belongs)
            {
                word.Append(c);
            }
            else
            {
                End();
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }
}

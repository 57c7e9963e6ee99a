using System.Globalization;
using System.Text;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Catalogue;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;

namespace JustHungry.Bench;

/// <summary>
/// Measures the search in the back end: a store of its own with generated restaurants, asked as a replica's port asks it, in
/// one thread, answers rendered.
/// </summary>
internal sealed class SearchBench(TimeProvider time, int seed, int towns)
{
    private const int PutsAtOnce = 50;
    private const int WarmUps = 300;

    private static readonly DateTimeOffset Friday = new(2026, 3, 13, 19, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, string Query)[] Kinds =
    [
        ("near", ""),
        ("near, open, by fee", "open=true&sort=fee"),
        ("near, cuisine", "cuisine=Italian"),
        ("near, words", "words="),
        ("near, words, all new", "words=&new="),
        ("near, diet, avoid", "diet=vegan&avoid=nuts,milk,gluten"),
        ("near, all of it", "q=pan&diet=vegetarian&avoid=nuts&open=true&sort=rating"),
        ("to collect, by time", "service=collection&sort=time"),
        ("anywhere, words", "nowhere=&q=coconut"),
        ("anywhere, by name", "nowhere="),
    ];

    private readonly GeneratedRestaurants _generated = new(seed, towns);

    /// <summary>Makes the store, asks, and tells how long each kind of question took.</summary>
    public IReadOnlyList<SearchResult> Run(int restaurants, int items, int searches, TextWriter progress)
    {
        var folder = Directory.CreateTempSubdirectory("hungry-bench-search-").FullName;
        try
        {
            using var store = ReplicaStore.Open(new StoreOptions
            {
                Path = Path.Combine(folder, "store.db"), TokenSecret = new byte[32], Synchronous = Synchronous.Off,
            });
            Fill(store, restaurants, items, progress);
            var begun = time.GetTimestamp();
            store.WarmSearch();
            progress.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The index of {restaurants} restaurants is in memory after {time.GetElapsedTime(begun).TotalMilliseconds:0} ms."));
            return [.. Kinds.Select(kind => Measure(store, kind.Name, kind.Query, searches))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Fill(ReplicaStore store, int restaurants, int items, TextWriter progress)
    {
        var begun = time.GetTimestamp();
        var view = new View(1, new ReplicaIdentity("bench", "bench", "http://127.0.0.1:1"), []);
        var context = new DecisionContext(Friday, new Random(seed));
        for (var first = 0; first < restaurants; first += PutsAtOnce)
        {
            store.Begin();
            foreach (var number in Enumerable.Range(first, Math.Min(PutsAtOnce, restaurants - first)))
            {
                var (slug, document) = _generated.Make(number, items);
                var body = $$$"""{"commands":[{"id":"{{{slug}}}","type":"putRestaurant","body":{"document":{{{Encoding.UTF8.GetString(document)}}}}}]}""";
                var submission = CommandReader.Read(Encoding.UTF8.GetBytes(body), out _)[0].Submission!;
                if (store.Decide(submission, context).Answer.Status >= 400)
                {
                    throw new InvalidOperationException($"The generated restaurant {slug} is refused.");
                }
            }
            var position = (first / PutsAtOnce) + 1;
            store.Commit(new AppliedState(
                new LogHead("bench", position, position.ToString("x64", CultureInfo.InvariantCulture)), view, Friday));
        }
        var seconds = time.GetElapsedTime(begun).TotalSeconds;
        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{restaurants} restaurants of {items} dishes in {seconds:0.0} s, {restaurants / seconds:0} a second."));
    }

    private SearchResult Measure(ReplicaStore store, string name, string query, int searches)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var asked = SearchQuery.Read(key => parameters.GetValueOrDefault(key), out _)
            ?? throw new InvalidOperationException($"The question '{name}' cannot be asked.");
        var random = new Random(seed);
        var took = new double[searches];
        for (var search = -WarmUps; search < searches; search++)
        {
            var there = asked with { Customer = parameters.ContainsKey("nowhere") ? null : Somewhere(random) };
            there = parameters.ContainsKey("words") ? there with { Text = GeneratedRestaurants.SomeWords(random) } : there;
            if (parameters.ContainsKey("new"))
            {
                store.ForgetWords();
            }

            // Time goes on, so that what is remembered for a minute is worked out anew now and then.
            var now = Friday.AddMilliseconds((search + WarmUps) * 20);
            var begun = time.GetTimestamp();
            store.Readers.Use(reader =>
            {
                reader.Begin();
                return RestaurantSearch.List(reader.Tables, there, new PageQuery(20, null), now).Body.Length;
            });
            if (search >= 0)
            {
                took[search] = time.GetElapsedTime(begun).TotalMilliseconds;
            }
        }
        Array.Sort(took);
        return new SearchResult(name, took);
    }

    /// <summary>In a town, the largest more often than the others, as its restaurants are.</summary>
    private Whereabouts Somewhere(Random random)
    {
        var town = (int)Math.Min(towns - 1, Math.Exp(random.NextDouble() * Math.Log(towns + 1)) - 1);
        var (latitude, longitude) = _generated.Town(town);
        return new Whereabouts(
            new Coordinates(latitude + ((random.NextDouble() - 0.5) * 0.05), longitude + ((random.NextDouble() - 0.5) * 0.05)), false);
    }
}

/// <summary>How long one kind of question took. Immutable.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="Milliseconds">Of each search, the quickest first.</param>
internal sealed record SearchResult(string Name, IReadOnlyList<double> Milliseconds)
{
    public static readonly string Header = $"{"",-22} {"median",10} {"p99",10} {"worst",10}   ms";

    public string Line => string.Create(
        CultureInfo.InvariantCulture, $"{Name,-22} {Percentile(50),10:0.00} {Percentile(99),10:0.00} {Percentile(100),10:0.00}");

    public double Percentile(double percent) =>
        Milliseconds[Math.Min(Milliseconds.Count - 1, (int)(Milliseconds.Count * percent / 100))];
}

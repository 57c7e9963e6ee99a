using System.CommandLine;
using JustHungry.Bench;
using JustHungry.Catalogue;

namespace JustHungry.Commands;

/// <summary><c>hungry bench search | generate</c>: the search of the back end, and restaurants to measure with.</summary>
internal static class SearchBenchCommand
{
    private const int MostRestaurants = 100_000;

    public static Command Search(TimeProvider time)
    {
        var (restaurants, items, towns, seed) = Shared(20_000);
        var searches = SharedOptions.Number("--searches", "How many of each kind.", 1_000, 100, 1_000_000);
        var command = new Command("search", "How long a search takes in the back end, in a store of its own.")
        {
            restaurants, items, towns, seed, searches,
        };
        command.SetAction(parsed =>
        {
            var bench = new SearchBench(time, parsed.GetValue(seed), parsed.GetValue(towns));
            var results = bench.Run(parsed.GetValue(restaurants), parsed.GetValue(items), parsed.GetValue(searches), Console.Out);
            Console.WriteLine(SearchResult.Header);
            foreach (var result in results)
            {
                Console.WriteLine(result.Line);
            }
            return CommandLine.Fine;
        });
        return command;
    }

    public static Command Generate()
    {
        var (restaurants, items, towns, seed) = Shared(5_000);
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the documents go; made if missing." };
        var command = new Command("generate", "Write restaurants' documents to measure with, for hungry restaurant import.")
        {
            folder, restaurants, items, towns, seed,
        };
        command.SetAction(parsed =>
        {
            var to = Directory.CreateDirectory(parsed.GetValue(folder)!.FullName).FullName;
            var generated = new GeneratedRestaurants(parsed.GetValue(seed), parsed.GetValue(towns));
            for (var number = 0; number < parsed.GetValue(restaurants); number++)
            {
                var (slug, document) = generated.Make(number, parsed.GetValue(items));
                File.WriteAllBytes(Path.Combine(to, $"{slug}.json"), document);
            }
            Console.WriteLine($"{parsed.GetValue(restaurants)} documents are in {to}.");
            return CommandLine.Fine;
        });
        return command;
    }

    private static (Option<int> Restaurants, Option<int> Items, Option<int> Towns, Option<int> Seed) Shared(int restaurants) => (
        SharedOptions.Number("--restaurants", "How many restaurants.", restaurants, 1, MostRestaurants),
        SharedOptions.Number("--items", "Dishes of each.", 60, 1, 1_000),
        SharedOptions.Number("--towns", "How many towns they are spread over; 1: all are near to each other.", 200, 1, 10_000),
        SharedOptions.Number("--seed", "The same seed, the same restaurants.", 1, 0, int.MaxValue));
}

using System.CommandLine;
using JustHungry.Catalogue;
using JustHungry.Cluster;
using JustHungry.Replication.Inner;

namespace JustHungry.Commands;

/// <summary><c>hungry restaurant validate | import | export</c>: restaurants as documents, one file each (docs/restaurant.md).</summary>
internal static class RestaurantCommand
{
    private const int MostAtOnce = 64;
    private const int AtOnce = 8;

    public static Command Create(TimeProvider time) => new("restaurant", "Restaurants as documents: check, import, export.")
    {
        Validate(), Import(time), Export(time),
    };

    private static Argument<string[]> Files() => new("files")
    {
        Description = "Documents, or folders with documents (*.json).", Arity = ArgumentArity.OneOrMore,
    };

    private static Command Validate()
    {
        var files = Files();
        var command = new Command("validate", "Check documents; every fault is listed by its path. No town is needed.") { files };
        command.SetAction(parsed =>
        {
            var documents = DocumentFiles.Read(parsed.GetValue(files)!);
            return DocumentFiles.SayFaults(documents, Console.Error) > 0 ? CommandLine.Refused : Say(documents.Count);
        });
        return command;

        static int Say(int count)
        {
            Console.WriteLine(count == 1 ? "1 document is good." : $"{count} documents are good.");
            return CommandLine.Fine;
        }
    }

    private static Command Import(TimeProvider time)
    {
        var files = Files();
        var atOnce = SharedOptions.Number("--at-once", "Documents on their way at the same time.", AtOnce, 1, MostAtOnce);
        return OperatorCommand.Keyed(
            "import",
            "Put documents into a running town: all of them or, where one has a fault, none.",
            time,
            [files, atOnce],
            async (town, parsed, cancel) =>
            {
                var documents = DocumentFiles.Read(parsed.GetValue(files)!);
                if (DocumentFiles.SayFaults(documents, Console.Error) is > 0 and var faults)
                {
                    throw new RefusedException($"{faults} of {documents.Count} documents have faults; nothing was imported.");
                }
                var progress = new ImportProgress(documents.Count, Console.Error, !Console.IsErrorRedirected, time);
                await Importer.Run(town, documents, parsed.GetValue(atOnce), progress, time, cancel);
                Console.WriteLine(progress.Summary());
            });
    }

    private static Command Export(TimeProvider time)
    {
        var slugs = new Argument<string[]>("slugs")
        {
            Description = "Which restaurants; default: all.", Arity = ArgumentArity.ZeroOrMore,
        };
        var to = new Option<DirectoryInfo?>("--to") { Description = "A folder for SLUG.json; default: the screen.", HelpName = "DIR" };
        return OperatorCommand.Keyed("export", "Write restaurants' documents, ready to be imported again.", time, [slugs, to], async (town, parsed, cancel) =>
        {
            var folder = parsed.GetValue(to)?.FullName;
            var asked = parsed.GetValue(slugs) is { Length: > 0 } some ? some : await All(town, cancel);
            if (folder is null && asked.Count > 1)
            {
                throw new RefusedException($"{asked.Count} documents need a folder: --to DIR.");
            }
            foreach (var slug in asked)
            {
                var answer = await town.Read($"{InnerApi.TownRestaurants}/{Uri.EscapeDataString(slug)}", cancel);
                if (answer.IsRefusal)
                {
                    throw new RefusedException($"{slug}: {answer.Words}");
                }
                DocumentFiles.Write(answer.Body, folder, slug, Console.Out);
            }
            if (folder is not null)
            {
                Console.WriteLine($"{asked.Count} documents are in {folder}.");
            }
        });
    }

    private static async Task<IReadOnlyList<string>> All(TownCommands town, CancellationToken cancel) =>
        [.. (await town.Read(InnerApi.TownRestaurants, cancel)).Json.GetProperty("items").EnumerateArray().Select(each => each.GetString()!)];
}

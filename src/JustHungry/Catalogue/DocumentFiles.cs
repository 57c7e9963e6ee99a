using System.Text.Encodings.Web;
using System.Text.Json;
using JustHungry.Commands;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Catalogue;

/// <summary>One restaurant's document out of a file, with what is wrong with it. Immutable.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Slug">The restaurant; empty where the document has faults.</param>
/// <param name="Json">The document.</param>
/// <param name="Faults">Every fault, in the order of finding.</param>
internal sealed record DocumentFile(string File, string Slug, ReadOnlyMemory<byte> Json, IReadOnlyList<Fault> Faults);

/// <summary>Reads restaurants' documents, and writes them.</summary>
internal static class DocumentFiles
{
    private const long MostBytes = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads and checks all documents of files and folders, in the order of their names.</summary>
    /// <exception cref="RefusedException">A file is not there, or a folder has no documents.</exception>
    public static IReadOnlyList<DocumentFile> Read(IEnumerable<string> paths)
    {
        var files = paths.SelectMany(FilesOf).Distinct(StringComparer.Ordinal).ToList();
        var documents = files.AsParallel().AsOrdered().Select(ReadOne).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < documents.Count; index++)
        {
            var document = documents[index];
            if (document.Faults.Count == 0 && !names.TryAdd(document.Slug, document.File))
            {
                documents[index] = document with
                {
                    Faults = [new Fault("slug", Reason.DocumentInvalid, $"{names[document.Slug]} is of the same restaurant.")],
                };
            }
        }
        return documents;
    }

    /// <summary>Prints every fault as <c>file: path: words</c>; returns how many documents have any.</summary>
    public static int SayFaults(IReadOnlyList<DocumentFile> documents, TextWriter to)
    {
        foreach (var document in documents)
        {
            foreach (var fault in document.Faults)
            {
                to.WriteLine($"{document.File}: {(fault.Path.Length == 0 ? "the document" : fault.Path)}: {fault.Message}");
            }
        }
        return documents.Count(document => document.Faults.Count > 0);
    }

    /// <summary>Writes a document for people to read, into a folder or to the screen.</summary>
    public static void Write(byte[] document, string? folder, string slug, TextWriter screen)
    {
        using var json = JsonDocument.Parse(document);
        var text = JsonSerializer.Serialize(json.RootElement, Pretty);
        if (folder is null)
        {
            screen.WriteLine(text);
            return;
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{slug}.json"), text + "\n");
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (Directory.Exists(path))
        {
            var inside = Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal).ToList();
            return inside.Count > 0 ? inside : throw new RefusedException($"there are no documents (*.json) in {path}.");
        }
        return File.Exists(path) ? [path] : throw new RefusedException($"there is no file {path}.");
    }

    private static DocumentFile ReadOne(string file)
    {
        if (new FileInfo(file).Length > MostBytes)
        {
            return Bad(file, "A document has 4 MiB at most.");
        }
        var bytes = File.ReadAllBytes(file);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var read = RestaurantDocument.Read(json.RootElement);
            return new DocumentFile(file, read.Happened?.Slug ?? "", bytes, read.Refusal?.Errors ?? []);
        }
        catch (JsonException error)
        {
            return Bad(file, $"This is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.");
        }
    }

    private static DocumentFile Bad(string file, string words) =>
        new(file, "", default, [new Fault("", Reason.DocumentInvalid, words)]);
}

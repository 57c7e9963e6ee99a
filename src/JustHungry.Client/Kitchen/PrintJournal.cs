using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;

namespace JustHungry.Client.Kitchen;

/// <summary>What is known of an order's ticket.</summary>
internal enum Printing
{
    /// <summary>Nothing was ever sent to the printer.</summary>
    NotYet,

    /// <summary>It was being sent when something broke: it may have been printed, or not, or in part.</summary>
    NotKnown,

    /// <summary>The printer took all of it.</summary>
    Printed,
}

/// <summary>
/// Which tickets were sent to one printer: a file, a line for each step, on the disk before the printer hears of it. So a ticket is
/// printed once or, where that cannot be known, is said to be not known, and never printed again by itself. One process
/// at a time has it.
/// </summary>
internal sealed class PrintJournal : IDisposable
{
    private readonly FileStream file;
    private readonly Dictionary<string, Printing> known = [];

    private PrintJournal(FileStream file) => this.file = file;

    /// <summary>Orders whose tickets are not known to have been printed.</summary>
    public IReadOnlyList<string> NotKnown => [.. known.Where(each => each.Value == Printing.NotKnown).Select(each => each.Key)];

    /// <summary>Opens the journal of a printer.</summary>
    /// <exception cref="OutageException">Another process prints there.</exception>
    public static PrintJournal Open(string path)
    {
        PrivateFile.EnsureFolder(Path.GetDirectoryName(path)!);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new OutageException($"Another kitchen client prints there already: {path} is in use.");
        }

        var journal = new PrintJournal(file);
        journal.Load();
        return journal;
    }

    public Printing Of(string order) => known.GetValueOrDefault(order, Printing.NotYet);

    /// <summary>On the disk when it returns: only then is anything sent to the printer.</summary>
    public void Sending(string order) => Write(order, Printing.NotKnown);

    public void Printed(string order) => Write(order, Printing.Printed);

    /// <summary>The printer could not even be reached: nothing was sent after all.</summary>
    public void NotSent(string order) => Write(order, Printing.NotYet);

    public void Dispose() => file.Dispose();

    private void Write(string order, Printing state)
    {
        var line = new JsonObject { ["order"] = order, ["state"] = state.ToString() };
        file.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        file.Flush(flushToDisk: true);
        known[order] = state;
    }

    private void Load()
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                known[json.RootElement.Text("order")] = Enum.Parse<Printing>(json.RootElement.Text("state"));
            }
            catch (Exception torn) when (torn is JsonException or ArgumentException)
            {
                // The last line may be torn where the power failed while it was written: nothing had been sent then.
                file.Seek(0, SeekOrigin.End);
                file.Write("\n"u8);
            }
        }

        file.Seek(0, SeekOrigin.End);
    }
}

using System.Globalization;
using JustHungry.Cluster;
using JustHungry.Commands;

namespace JustHungry.Catalogue;

/// <summary>Puts documents into a running town, some at the same time.</summary>
internal static class Importer
{
    /// <summary>Imports them all. Each is a command of its own, so that orders go on between them.</summary>
    /// <exception cref="RefusedException">The town refused one; those before it are in.</exception>
    public static Task Run(
        TownCommands town,
        IReadOnlyList<DocumentFile> documents,
        int atOnce,
        ImportProgress progress,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        return Parallel.ForEachAsync(documents, options, async (document, cancel) =>
        {
            var answer = await town.Send(OperatorCommand.FreshId(time), "putRestaurant", json =>
            {
                json.WritePropertyName("document");
                json.WriteRawValue(document.Json.Span);
            }, cancel);
            if (answer.IsRefusal)
            {
                throw new RefusedException($"{document.File} is refused: {answer.Words} {progress.Summary()}");
            }
            progress.Add();
        });
    }
}

/// <summary>Says how far an import has come. Thread-safe.</summary>
internal sealed class ImportProgress(int total, TextWriter to, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _begun = time.GetTimestamp();
    private long _said = time.GetTimestamp();
    private int _done;

    /// <summary>One more is in.</summary>
    public void Add()
    {
        lock (_gate)
        {
            _done++;
            if (time.GetElapsedTime(_said) < (isTerminal ? OnTerminal : Elsewhere) && _done < total)
            {
                return;
            }
            _said = time.GetTimestamp();
            if (isTerminal)
            {
                to.Write($"\r{Summary()}   {(_done == total ? "\r\n" : "")}");
            }
            else if (_done < total)
            {
                to.WriteLine(Summary());
            }
        }
    }

    /// <summary>How many are in, of how many, and how fast.</summary>
    public string Summary()
    {
        var seconds = Math.Max(time.GetElapsedTime(_begun).TotalSeconds, 0.001);
        return string.Create(
            CultureInfo.InvariantCulture, $"{_done} of {total} restaurants are in: {seconds:0.0} s, {_done / seconds:0} a second.");
    }
}

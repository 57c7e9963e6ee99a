using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JustHungry.Replication.Telemetry;

/// <summary>
/// What is measured of replication, and under which names (docs/operations.md has the list). An instrument that nobody listens to
/// costs one look at a field. Thread-safe.
/// </summary>
public static class Measures
{
    /// <summary>The name of meter and traces.</summary>
    public const string Name = "JustHungry";

    /// <summary>All instruments are of this meter.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Spans of batches and fail-overs.</summary>
    public static readonly ActivitySource Traces = new(Name);

    internal static readonly Histogram<double> Advances = Meter.CreateHistogram<double>(
        "hungry.advance.duration", "s", "How long an advance of the log took; outcome: in, not_in, unknown, full.");

    internal static readonly Histogram<int> BatchCommands = Meter.CreateHistogram<int>(
        "hungry.batch.commands", "{command}", "Commands that were decided together.");

    internal static readonly Histogram<int> EntryBytes = Meter.CreateHistogram<int>("hungry.entry.size", "By", "Size of an entry of the log.");

    internal static readonly Histogram<double> FailOvers = Meter.CreateHistogram<double>(
        "hungry.failover.duration", "s", "How long a fail-over took, told by the new primary; phase: detect, catch_up, claim, first_answer.");

    internal static readonly Histogram<double> Barriers = Meter.CreateHistogram<double>(
        "hungry.barrier.duration", "s", "How long a linearizable read waited for the head and for its position.");

    internal static readonly Counter<long> Repeated = Meter.CreateCounter<long>(
        "hungry.commands.repeated", "{command}", "Commands whose key had been answered before.");

    private static readonly Histogram<double> Snapshots = Meter.CreateHistogram<double>(
        "hungry.snapshot.duration", "s", "How long a snapshot took; side: given, taken.");

    /// <summary>A snapshot was given to another replica, or taken from one.</summary>
    public static void Snapshot(TimeSpan took, bool isGiven) =>
        Snapshots.Record(took.TotalSeconds, new KeyValuePair<string, object?>("side", isGiven ? "given" : "taken"));

    internal static void Advance(TimeSpan took, string outcome) =>
        Advances.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    internal static void FailOver(TimeSpan took, string phase) =>
        FailOvers.Record(took.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));
}

using JustHungry.Replication.Views;

namespace JustHungry.Replication.Log;

/// <summary>One entry of the log, read back from its bytes (<see cref="EntryFormat"/>). Immutable.</summary>
/// <param name="Position">Number of the entry, from 1, without a gap.</param>
/// <param name="View">Number of the view in which it was written; for a view entry, of the view that it begins.</param>
/// <param name="Time">When it was decided; never earlier than the entry before.</param>
/// <param name="Previous">Hash of the entry before.</param>
/// <param name="Hash">Hash of this entry's bytes.</param>
/// <param name="NewView">The view that begins here, or null.</param>
/// <param name="Commands">One JSON object for each command: its id, fingerprint, events and answer, as the state machine wrote it.</param>
/// <param name="Bytes">The entry as it stands in the log.</param>
public sealed record LogEntry(
    long Position,
    long View,
    DateTimeOffset Time,
    string Previous,
    string Hash,
    View? NewView,
    IReadOnlyList<ReadOnlyMemory<byte>> Commands,
    ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What the state machine put beside the commands, as it wrote it; often empty.</summary>
    public ReadOnlyMemory<byte> Attachment { get; init; }
}

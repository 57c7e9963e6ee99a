namespace JustHungry.Replication.Log;

/// <summary>The last entry of a log: what the next one must be built on. Immutable.</summary>
/// <param name="Lineage">Names the town's history; made once at random when the log is created (32 hex digits).</param>
/// <param name="Position">Number of the entry, from 1; 0 before the first.</param>
/// <param name="Hash">SHA-256 of the entry's bytes, 64 lower-case hex digits; of the lineage's name at position 0.</param>
public sealed record LogHead(string Lineage, long Position, string Hash);

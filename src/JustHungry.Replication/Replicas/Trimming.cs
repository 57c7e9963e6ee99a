using JustHungry.Replication.Log;

namespace JustHungry.Replication.Replicas;

/// <summary>
/// How far the log may be forgotten (section 3 of <c>docs/design.md</c>): only what two durable stores hold, and never the last
/// entries, which those who come back are given. Pure.
/// </summary>
internal static class Trimming
{
    private const int Copies = 2;

    /// <summary>The position up to which the log may be trimmed; 0 where nothing may.</summary>
    /// <param name="registry">What is known of the replicas of this lineage.</param>
    /// <param name="tally">How large the last entries are.</param>
    /// <param name="now">The time of the log.</param>
    /// <param name="keepEntries">How many of the last entries are kept, within the bounds of size and age.</param>
    public static long UpTo(
        IEnumerable<Registration> registry, LogTally tally, DateTimeOffset now, long keepEntries = ReplicaTimes.KeepEntries)
    {
        var heard = registry
            .Where(registration => registration.AgeMs < ReplicaTimes.ForgetReplica.TotalMilliseconds)
            .Select(registration => registration.Status)
            .ToList();
        // A store that is being copied is none yet.
        var durable = heard
            .Where(status => status.Role != ReplicaRole.Joining)
            .Select(status => status.Durable)
            .OrderDescending()
            .ToList();
        if (durable.Count < Copies)
        {
            return 0;
        }
        var holds = heard
            .Where(status => tally.BytesAfter(status.Durable)
                <= (status.Role == ReplicaRole.Joining ? ReplicaTimes.KeepBytes : ReplicaTimes.HoldBytes))
            .Select(status => status.Durable);
        return Math.Max(0, holds.Append(durable[Copies - 1]).Append(LastNotKept(tally, now, keepEntries)).Min());
    }

    /// <summary>What is kept for its own sake begins after this: it is as much as meets all three bounds.</summary>
    private static long LastNotKept(LogTally tally, DateTimeOffset now, long keepEntries) => Math.Max(
        tally.End - keepEntries,
        Math.Max(tally.PositionBefore(ReplicaTimes.KeepBytes), tally.PositionBefore(now - ReplicaTimes.KeepTime)));
}

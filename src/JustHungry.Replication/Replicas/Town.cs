using JustHungry.Replication.Log;

namespace JustHungry.Replication.Replicas;

/// <summary>How a store becomes part of a town before its replica runs.</summary>
public static class Town
{
    /// <summary>From this many entries on, copying a peer's store is quicker than following the log from where one stands.</summary>
    public const long FarBehind = 5_000;

    /// <summary>Likewise from about this many bytes of entries on, which a busy town writes in some seconds.</summary>
    public const long FarBehindBytes = 32L * 1024 * 1024;

    /// <summary>A fresh lineage: 32 hex digits at random.</summary>
    public static string NewLineage(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>
    /// Sees whether the store belongs to the log's town, makes the town where <paramref name="newTown"/> names its lineage and
    /// there is none, and gives a new store its origin.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log did not answer; nothing was changed.</exception>
    public static async Task<JoinOutcome> Join(IStateMachine machine, ILog log, string? newTown, CancellationToken stop)
    {
        var own = machine.Applied.Head;
        var isNew = own.Lineage.Length == 0;
        var head = await log.Head(stop);
        if (head is null)
        {
            if (!isNew)
            {
                return new JoinOutcome.OtherTown(null);
            }
            if (newTown is null)
            {
                return new JoinOutcome.NoTown();
            }
            head = await log.Create(newTown, stop);
        }
        if (!isNew && own.Lineage != head.Lineage)
        {
            return new JoinOutcome.OtherTown(head);
        }
        var page = await log.Read(own.Position, TimeSpan.Zero, stop);
        var isCutOff = page.First > own.Position + 1;
        var behind = head.Position - own.Position;
        // The next ones tell how large the others are likely to be.
        var behindBytes = page.Entries.Count == 0 ? 0 : behind * page.Entries.Sum(entry => (long)entry.Length) / page.Entries.Count;
        if (isCutOff || behind > FarBehind || behindBytes > FarBehindBytes)
        {
            return new JoinOutcome.NeedsSnapshot(head, isCutOff, behindBytes);
        }
        if (isNew)
        {
            Begin(machine, head.Lineage);
        }
        return new JoinOutcome.Joined(head);
    }

    /// <summary>
    /// Lets a store that was restored from an archive, and has not moved on since, begin the log where there is none. Whoever
    /// finds one already joins it, or is refused, like any other.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log did not answer.</exception>
    public static async Task BeginRestored(IStateMachine machine, LogHead restored, ILog log, CancellationToken stop)
    {
        if (machine.Applied.Head == restored && await log.Head(stop) is null)
        {
            await log.Create(restored, stop);
        }
    }

    /// <summary>Gives a new store the origin of a lineage, from which it can apply entry 1.</summary>
    public static void Begin(IStateMachine machine, string lineage)
    {
        machine.Begin();
        machine.Commit(new AppliedState(EntryFormat.Origin(lineage), null, DateTimeOffset.UnixEpoch));
    }
}

/// <summary>How a store stands to the log's town: a closed union.</summary>
public abstract record JoinOutcome
{
    private JoinOutcome() { }

    /// <summary>It can follow the log.</summary>
    public sealed record Joined(LogHead Head) : JoinOutcome;

    /// <summary>The log has no town, and none was to be made.</summary>
    public sealed record NoTown : JoinOutcome;

    /// <summary>The log holds another town than the store, or none at all (null) while the store has one.</summary>
    public sealed record OtherTown(LogHead? Head) : JoinOutcome;

    /// <summary>The log no longer holds what the store lacks (<paramref name="MustHave"/>), or a copy is quicker.</summary>
    /// <param name="Head">The log's.</param>
    /// <param name="MustHave">True where there is no other way.</param>
    /// <param name="BehindBytes">About how many bytes of entries the store lacks, as far as the log holds them.</param>
    public sealed record NeedsSnapshot(LogHead Head, bool MustHave, long BehindBytes) : JoinOutcome;
}

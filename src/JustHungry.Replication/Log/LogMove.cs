using System.Globalization;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Log;

/// <summary>
/// Moves a town's log to another engine, the town stopped: origin, entries and head, and with the entries their views. What was
/// broken off is gone on with when it is begun anew; the old log is marked as moved only when the new one was read back whole.
/// </summary>
/// <param name="from">The log that the town has.</param>
/// <param name="to">Where it is to be.</param>
/// <param name="time">For looking whether the town stands still.</param>
/// <param name="say">Told how far it is.</param>
public sealed class LogMove(IMovableLog from, ILog to, TimeProvider time, Action<string> say)
{
    /// <summary>The town is watched for so long: whoever lives registers several times meanwhile.</summary>
    public static readonly TimeSpan WatchTime = ReplicaTimes.StaleRegistration * 2;

    private const int MostTries = 5;
    private const int SayEvery = 1_000;

    /// <summary>Moves it, and returns the head at which it goes on.</summary>
    /// <param name="address">The new log's address as people are told it, without a password.</param>
    /// <param name="cancel">Breaks it off.</param>
    /// <exception cref="LogMoveException">It cannot be moved; says why, and nothing is lost.</exception>
    /// <exception cref="LogUnavailableException">One of them does not answer; begin anew.</exception>
    public async Task<LogHead> Run(string address, CancellationToken cancel)
    {
        var head = await Stopped(cancel);
        var origin = await Origin(head, cancel);
        var at = await Target(origin, head, cancel);
        if (at != origin)
        {
            say(Words($"The new log holds the entries up to {at.Position} already: going on from there."));
        }
        await Copy(at, head, cancel);
        say("Reading the new log back.");
        await Verify(origin, head, cancel);
        if (!await Retire(head, address, cancel))
        {
            throw new LogMoveException("The old log was advanced meanwhile: the town is not stopped. Stop it, and begin anew.");
        }
        return head;
    }

    /// <summary>The head, once the town was seen to stand still for a while.</summary>
    private async Task<LogHead> Stopped(CancellationToken cancel)
    {
        var before = await from.Head(cancel) ?? throw new LogMoveException("There is no town in the old log.");
        say(Words($"Watching for {WatchTime.TotalSeconds:0} s whether the town stands still."));
        await Task.Delay(WatchTime, time, cancel);
        foreach (var log in (ILog[])[from, to])
        {
            var living = (await log.Registry(cancel))
                .Where(item => item.AgeMs < ReplicaTimes.StaleRegistration.TotalMilliseconds && item.Status.Lineage == before.Lineage)
                .Select(item => item.Status.Replica.Id)
                .ToList();
            if (living.Count > 0)
            {
                throw new LogMoveException($"The town is not stopped: {string.Join(", ", living)} {(living.Count == 1 ? "lives" : "live")}.");
            }
        }
        return await from.Head(cancel) == before ? before : throw new LogMoveException("The town is not stopped: its log was advanced just now.");
    }

    /// <summary>The head that the first entry that is kept was built on.</summary>
    private async Task<LogHead> Origin(LogHead head, CancellationToken cancel)
    {
        var first = (await from.Read(0, TimeSpan.Zero, cancel)).First;
        if (first > head.Position)
        {
            return head;
        }
        var page = await from.Read(first - 1, TimeSpan.Zero, cancel);
        var entry = EntryFormat.Read(page.Entries[0]);
        return new LogHead(head.Lineage, first - 1, entry.Previous);
    }

    /// <summary>Where the new log stands, made if there is none; it may hold nothing but what the old one holds.</summary>
    private async Task<LogHead> Target(LogHead origin, LogHead head, CancellationToken cancel)
    {
        if (await to.Head(cancel) is not { } there)
        {
            return await to.Create(origin, cancel);
        }
        if (there.Lineage != head.Lineage)
        {
            throw new LogMoveException($"The new log holds another town ({there.Lineage}; this one is {head.Lineage}).");
        }
        return there.Position >= origin.Position && there.Position <= head.Position && await HashAt(there.Position, origin, head, cancel) == there.Hash
            ? there
            : throw new LogMoveException(Words($"The new log holds something else of this town: its head is at {there.Position}, the old one's at {head.Position}."));
    }

    private async Task<string> HashAt(long position, LogHead origin, LogHead head, CancellationToken cancel) =>
        position == origin.Position ? origin.Hash
        : position == head.Position ? head.Hash
        : EntryFormat.Hash((await from.Read(position - 1, TimeSpan.Zero, cancel)).Entries[0].Span);

    private async Task Copy(LogHead at, LogHead head, CancellationToken cancel)
    {
        while (at.Position < head.Position)
        {
            var page = await from.Read(at.Position, TimeSpan.Zero, cancel);
            if (page.Entries.Count == 0)
            {
                throw new LogMoveException("The old log no longer holds what is to be copied: the town is not stopped.");
            }
            foreach (var entry in page.Entries)
            {
                var next = new LogHead(at.Lineage, at.Position + 1, EntryFormat.Hash(entry.Span));
                await Add(at, next, entry, cancel);
                at = next;
                if (at.Position % SayEvery == 0)
                {
                    say(Words($"{head.Position - at.Position} entries are left."));
                }
            }
        }
    }

    /// <summary>One entry more. After an unknown outcome the new log says itself whether it has it.</summary>
    private async Task Add(LogHead at, LogHead next, ReadOnlyMemory<byte> entry, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await to.Advance(at, entry, cancel) || await to.Head(cancel) == next)
                {
                    return;
                }
                throw new LogMoveException("Somebody else writes to the new log.");
            }
            catch (LogUnavailableException error) when (tries < MostTries && !error.IsFull)
            {
                await Task.Delay(ReplicaTimes.Retry * tries, time, cancel);
            }
        }
    }

    /// <summary>The whole chain of the new log, from its origin to its head.</summary>
    private async Task Verify(LogHead origin, LogHead head, CancellationToken cancel)
    {
        var at = origin;
        while (at.Position < head.Position)
        {
            var page = await to.Read(at.Position, TimeSpan.Zero, cancel);
            if (page.Head != head || page.Entries.Count == 0)
            {
                throw new LogMoveException("The new log does not hold what was copied to it.");
            }
            foreach (var bytes in page.Entries)
            {
                var entry = EntryFormat.Read(bytes);
                if (entry.Position != at.Position + 1 || entry.Previous != at.Hash)
                {
                    throw new LogMoveException(Words($"The chain is broken at entry {entry.Position} of the new log."));
                }
                at = new LogHead(at.Lineage, entry.Position, entry.Hash);
            }
        }
        if (at != head || await to.Head(cancel) != head)
        {
            throw new LogMoveException("The new log does not end as the old one does.");
        }
    }

    private async Task<bool> Retire(LogHead head, string address, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await from.Retire(head, address, cancel);
            }
            catch (LogUnavailableException error) when (error.MovedTo == address)
            {
                return true;
            }
            catch (LogUnavailableException error) when (tries < MostTries && error.MovedTo is null)
            {
                await Task.Delay(ReplicaTimes.Retry * tries, time, cancel);
            }
        }
    }

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A log cannot be moved; the message is for people.</summary>
public sealed class LogMoveException(string message) : Exception(message);

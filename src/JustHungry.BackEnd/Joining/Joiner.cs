using System.Globalization;
using JustHungry.BackEnd.Archives;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;
using JustHungry.Replication.Seams;
using JustHungry.Replication.Views;

namespace JustHungry.BackEnd.Joining;

/// <summary>
/// Opens a store that can follow the town's log: the one that is there, a new one, or a copy of a peer's. Says what it does, and
/// why it refuses, in lines for people.
/// </summary>
/// <param name="options">How the replica runs.</param>
/// <param name="key">The cluster key.</param>
/// <param name="log">The town's log.</param>
/// <param name="http">Brings the key to peers.</param>
/// <param name="time">For patience and names.</param>
/// <param name="say">Takes a line for people.</param>
internal sealed class Joiner(
    ReplicaOptions options, ClusterKey key, ILog log, HttpClient http, TimeProvider time, Action<string> say)
{
    /// <summary>The file that says where a restored store stood; <c>hungry restore</c> writes it.</summary>
    public const string RestoredMark = "restored";

    /// <summary>The store's name in a replica's folder.</summary>
    public const string StoreName = "store.db";

    /// <summary>So many bytes of a store are copied in the time in which one byte of entries is applied.</summary>
    private const int CopyingIsQuicker = 8;

    private readonly string _storePath = Path.Combine(options.DataFolder, StoreName);
    private string _told = "";

    /// <summary>The store; null, having said why, where there is none to be had, or it was asked to stop.</summary>
    public async Task<ReplicaStore?> Join(ReplicaIdentity self, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        var hasCopied = false;
        var hasAskedPeers = false;
        var hasSaidThatItWaits = false;
        while (!stop.IsCancellationRequested)
        {
            string problem;
            var waits = false;
            var store = Open();
            try
            {
                switch (await Ask(store, stop))
                {
                    case JoinOutcome.Joined:
                        return store;
                    case JoinOutcome.NeedsSnapshot { MustHave: false } near when hasCopied || near.BehindBytes * CopyingIsQuicker < store.FileBytes:
                        // Under load the log has gone on meanwhile, or this store has most of it: following is quicker than a copy.
                        return Begun(store, near.Head);
                    case JoinOutcome.OtherTown other:
                        say(string.Create(CultureInfo.InvariantCulture,
                            $"{options.DataFolder} belongs to the town {store.Applied.Head.Lineage}; the log at {LogAddress.Shown(options.NameServer)} holds {other.Head?.Lineage ?? "none"}."));
                        store.Dispose();
                        return null;
                    case JoinOutcome.NeedsSnapshot needs:
                        var position = store.Applied.Head.Position;
                        store.Dispose();
                        if (await FetchSnapshot(self, needs.Head, stop))
                        {
                            hasCopied = true;
                            since = time.GetTimestamp();
                            continue;
                        }
                        if (!needs.MustHave)
                        {
                            return Begun(Open(), needs.Head);
                        }
                        hasAskedPeers = true;
                        problem = position > 0
                            ? $"This replica was away for too long: it stands at {position}, the log no longer holds what follows, and no replica gives a snapshot."
                            : "The log no longer holds the town's beginning, and no replica gives a snapshot: start one that has the town's data.";
                        break;
                    default:
                        store.Dispose();
                        problem = $"There is no town at {LogAddress.Shown(options.NameServer)} yet: start one with --new-town.";
                        break;
                }
            }
            catch (LogUnavailableException error)
            {
                // After a night without power the parts of a town start in any order: one that belongs to it waits as long as it takes.
                waits = store.Applied.Head.Lineage.Length > 0 && error is { IsStranger: false, MovedTo: null };
                store.Dispose();
                problem = error.Message;
            }
            var isLong = time.GetElapsedTime(since) > options.Patience;
            if (isLong && !waits)
            {
                say(problem);
                return null;
            }
            if (isLong && !hasSaidThatItWaits)
            {
                hasSaidThatItWaits = true;
                say($"This replica waits for its log. {problem}");
            }
            // Who does not answer, or has no room, is not to be asked twenty times a second.
            await Task.Delay(isLong || hasAskedPeers ? ReplicaTimes.Register : ReplicaTimes.Retry, time, CancellationToken.None);
        }
        return null;
    }

    /// <summary>Puts a damaged store aside, so that a new one is made from a snapshot or from the log.</summary>
    public void SetAside(string why)
    {
        var aside = StoreFiles.SetAside(_storePath, time.GetUtcNow());
        say($"The store is damaged: {why} It was put aside as {aside}, and this replica joins anew.");
    }

    private async Task<JoinOutcome> Ask(ReplicaStore store, CancellationToken stop)
    {
        var mark = Path.Combine(options.DataFolder, RestoredMark);
        if (File.Exists(mark) && HeadText.Read((await File.ReadAllTextAsync(mark, stop)).Trim()) is { } restored)
        {
            await Town.BeginRestored(store, restored, log, stop);
        }
        var lineage = options.NewTown ? Town.NewLineage(SystemRandom.Create()) : null;
        return await Town.Join(store, log, lineage, stop);
    }

    private ReplicaStore Open()
    {
        try
        {
            return OpenFile();
        }
        catch (StoreException error) when (error.IsDamaged)
        {
            SetAside(error.Message);
            return OpenFile();
        }
    }

    private ReplicaStore OpenFile() => ReplicaStore.Open(new StoreOptions { Path = _storePath, TokenSecret = key.Secret });

    private static ReplicaStore Begun(ReplicaStore store, LogHead head)
    {
        if (store.Applied.Head.Lineage.Length == 0)
        {
            Town.Begin(store, head.Lineage);
        }
        return store;
    }

    /// <summary>
    /// Copies a peer's store. Meanwhile this replica stands in the registry as one that joins, at the position that it will need the
    /// log from, so that this is not trimmed.
    /// </summary>
    private async Task<bool> FetchSnapshot(ReplicaIdentity self, LogHead head, CancellationToken stop)
    {
        var givers = SnapshotDownload.Givers(await log.Registry(stop), head.Lineage);
        if (givers.Count == 0)
        {
            return false;
        }
        var hold = new Hold(self, head.Lineage, givers.Min(giver => giver.Applied), log, time);
        await hold.Say("waits for a snapshot", stop);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var holding = hold.Keep(done.Token);
        try
        {
            return await SnapshotCopy.Fetch(givers, head.Lineage, _storePath, http, time, Tell, stop);
        }
        finally
        {
            await done.CancelAsync();
            await holding;
        }

        void Tell(string words)
        {
            hold.Notice = words;
            if (words != _told)
            {
                say(_told = words);
            }
        }
    }

    /// <summary>What a joiner says to the registry until it runs.</summary>
    private sealed class Hold(ReplicaIdentity self, string lineage, long from, ILog log, TimeProvider time)
    {
        public string Notice { private get; set; } = "";

        /// <exception cref="LogUnavailableException">The log did not answer; nothing is held.</exception>
        public Task Say(string notice, CancellationToken stop)
        {
            Notice = notice;
            return Say(stop);
        }

        public async Task Keep(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(ReplicaTimes.Register, time, stop);
                    await Say(stop);
                }
                catch (Exception error) when (error is LogUnavailableException or OperationCanceledException)
                {
                    // Said again in a moment.
                }
            }
        }

        private Task Say(CancellationToken stop) => log.Register(
            new ReplicaStatus(
                self, Environment.ProcessId, ReplicaRole.Joining, lineage, from, from, null, time.GetUtcNow(), Notice: Notice),
            stop);
    }
}

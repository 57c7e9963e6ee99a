using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;
using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// What an operator has done with the town's replicas: hand over, remove, compare, copy. It has the cluster key, and asks nobody
/// whether it may: whoever calls it has had that decided. Safe for many threads.
/// </summary>
public sealed class TownKeeper : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NewViewTime = TimeSpan.FromSeconds(5);

    private readonly ReplicaDirectory _directory;
    private readonly TimeProvider _time;
    private readonly TownRegistry _registry;
    private readonly ReplicaCalls _replicas;

    /// <param name="nameServer">Where the registry is.</param>
    /// <param name="key">Goes with every call.</param>
    /// <param name="tls">How https addresses are trusted, and what is shown there.</param>
    /// <param name="directory">Which view is believed in.</param>
    /// <param name="time">For time-outs.</param>
    /// <exception cref="ArgumentException">That is no address of a name server; the message is for people.</exception>
    public TownKeeper(string nameServer, ClusterKey key, TlsFiles tls, ReplicaDirectory directory, TimeProvider time)
    {
        (_directory, _time) = (directory, time);
        _registry = new TownRegistry(nameServer, key, time, tls);
        _replicas = new ReplicaCalls(key, time, tls);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Dispose();
        _replicas.Dispose();
    }

    /// <summary>The primary hands over, to that replica or to the best one. Null: nobody can take over.</summary>
    public async Task<View?> HandOver(string? to, CancellationToken cancellation)
    {
        if (_directory.View is not { } before)
        {
            return null;
        }
        try
        {
            return await _replicas.HandOver(before.Primary.Url, to, cancellation) is { } report
                ? await NewView(report.View, before.Number, cancellation)
                : null;
        }
        catch (Exception error) when (ReplicaCalls.IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    /// <summary>A replica ends, if it runs, and is forgotten. Null: it is not, because the name server does not answer.</summary>
    public async Task<RemovalOutcome?> Remove(string id, CancellationToken cancellation)
    {
        try
        {
            return await new Removal(_registry, _replicas, _time).Run(id, cancellation);
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    /// <summary>The hash of each living replica's store at one position; null where they do not get to one together.</summary>
    public async Task<StoreHashes?> Verify(CancellationToken cancellation)
    {
        try
        {
            var found = await new StoreComparison(_registry, _replicas, _time).Run(cancellation);
            return found is { Replicas.Count: > 0 } ? found : null;
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    /// <summary>
    /// Begins to fetch an archive of the town, from a backup before the primary, with all that any of them had applied
    /// by now. The caller disposes it; null: nobody gives one.
    /// </summary>
    public async Task<SnapshotDownload?> BackUp(CancellationToken cancellation)
    {
        foreach (var (giver, least) in await Givers(cancellation))
        {
            try
            {
                return await SnapshotDownload.Open(_replicas.Http, giver, least, _time, cancellation);
            }
            catch (Exception error) when (error is InvalidDataException || ReplicaCalls.IsNoAnswer(error, cancellation))
            {
                // The next one.
            }
        }
        return null;
    }

    private async Task<IEnumerable<(ReplicaStatus Giver, long Least)>> Givers(CancellationToken cancellation)
    {
        try
        {
            var living = (await _replicas.AskAll(await _registry.List(cancellation), cancellation))
                .OfType<Health.Answers>().Select(static each => each.Status).ToList();
            var newest = living.MaxBy(static each => each.Applied);
            return SnapshotDownload.Givers(living.Select(static each => new Registration(each, AgeMs: 0)), newest?.Lineage ?? "")
                .Select(each => (each, newest!.Applied));
        }
        catch (LogUnavailableException)
        {
            return [];
        }
    }

    // The one that handed over may answer before it has seen the view that it made.
    private async Task<View?> NewView(View? told, long before, CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        while (!(told?.Number > before) && _time.GetElapsedTime(since) < NewViewTime)
        {
            await Task.Delay(Look, _time, cancellation);
            told = _directory.View;
        }
        return told?.Number > before ? told : null;
    }
}

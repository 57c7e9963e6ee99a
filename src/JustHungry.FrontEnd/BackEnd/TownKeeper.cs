using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using JustHungry.Replication;
using JustHungry.Replication.Engines;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// What an operator has done with the town's replicas: hand over, remove, compare, copy. It has the cluster key, and asks nobody
/// whether it may: whoever calls it has had that decided. Safe for many threads.
/// </summary>
public sealed class TownKeeper : IDisposable
{
    private const int MostTries = 10;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan VerifyWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan NewViewTime = TimeSpan.FromSeconds(5);

    private readonly IBackEnd _backEnd;
    private readonly ReplicaDirectory _directory;
    private readonly TimeProvider _time;
    private readonly TownRegistry _registry;
    private readonly HttpClient _http;

    /// <param name="nameServer">Where the registry is.</param>
    /// <param name="key">Goes with every call.</param>
    /// <param name="tls">How https addresses are trusted, and what is shown there.</param>
    /// <param name="backEnd">Asks replicas how they are.</param>
    /// <param name="directory">Which replicas there are.</param>
    /// <param name="time">For time-outs.</param>
    /// <exception cref="ArgumentException">That is no address of a name server; the message is for people.</exception>
    public TownKeeper(
        string nameServer, ClusterKey key, TlsFiles tls, IBackEnd backEnd, ReplicaDirectory directory, TimeProvider time)
    {
        (_backEnd, _directory, _time) = (backEnd, directory, time);
        _registry = new TownRegistry(nameServer, key, time, tls);
        _http = InnerHttp.Client(key, tls);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Dispose();
        _http.Dispose();
    }

    /// <summary>The primary hands over, to that replica or to the best one. Null: nobody can take over.</summary>
    public async Task<View?> HandOver(string? to, CancellationToken cancellation)
    {
        if (_directory.View is not { } before)
        {
            return null;
        }
        var query = to is null ? "" : "?to=" + Uri.EscapeDataString(to);
        try
        {
            using var limit = new TimeLimit(AnswerTime, _time, cancellation);
            using var answer = await _http.PostAsync(before.Primary.Url + InnerApi.HandOver + query, null, limit.Token);
            var report = answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync(ReplicationJson.Default.ViewReport, limit.Token)
                : null;
            return report is null ? null : await NewView(report.View, before.Number, cancellation);
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    /// <summary>A replica ends, if it runs, and is forgotten.</summary>
    public async Task<RemovalOutcome> Remove(string id, CancellationToken cancellation)
    {
        var known = _directory.All().Select(each => each.Registered?.Status).OfType<ReplicaStatus>().ToList();
        if (known.FirstOrDefault(each => each.Replica.Id == id) is not { } status)
        {
            return RemovalOutcome.Unknown;
        }
        if (_directory.View?.Primary.Id == id)
        {
            return RemovalOutcome.IsPrimary;
        }
        var (refused, isLeaving) = await AskToLeave(status, cancellation);
        if (refused is { } words)
        {
            return words;
        }
        var hasEnded = isLeaving && await HasEnded(status, cancellation);
        try
        {
            await _registry.Forget(id, cancellation);
            return hasEnded ? RemovalOutcome.Ended : RemovalOutcome.Silent;
        }
        catch (LogUnavailableException)
        {
            return RemovalOutcome.NotForgotten;
        }
    }

    /// <summary>The hash of each living replica's store at one position; null where they do not get to one together.</summary>
    public async Task<StoreComparison?> Verify(CancellationToken cancellation)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var replicas = await Living(cancellation);
            if (replicas.Count == 0)
            {
                return null;
            }
            var position = await PositionAhead(replicas, cancellation);
            var hashes = await Task.WhenAll(replicas.Select(each => HashOf(each, position, cancellation)));
            if (Array.TrueForAll(hashes, static hash => hash is not null))
            {
                return new StoreComparison(position, [.. replicas.Zip(hashes, static (each, hash) => (each.Replica.Id, hash!))]);
            }
        }
        return null;
    }

    /// <summary>Begins to fetch an archive of the town, from a backup before the primary. The caller disposes it; null: nobody gives one.</summary>
    public async Task<HttpResponseMessage?> BackUp(CancellationToken cancellation)
    {
        var replicas = await Living(cancellation);
        var least = replicas.Select(static each => each.Applied).DefaultIfEmpty().Max();
        foreach (var giver in replicas.OrderBy(static each => each.Role == ReplicaRole.Primary))
        {
            try
            {
                var url = string.Create(CultureInfo.InvariantCulture, $"{giver.Replica.Url}{InnerApi.Snapshot}?least={least}");
                var answer = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return answer;
                }
                answer.Dispose();
            }
            catch (Exception error) when (IsNoAnswer(error, cancellation))
            {
                // The next one.
            }
        }
        return null;
    }

    /// <summary>How every replica is that answers.</summary>
    public async Task<IReadOnlyList<ReplicaStatus>> Living(CancellationToken cancellation)
    {
        var statuses = await Task.WhenAll(
            _directory.All().Select(each => _backEnd.AskStatus(each.Url, cancellation)));
        return [.. statuses.OfType<ReplicaStatus>().Where(each => each.Role is ReplicaRole.Primary or ReplicaRole.Backup)];
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

    // Not leaving, and no refusal: it does not answer, and nobody knows whether it lives.
    private async Task<(RemovalOutcome? Refusal, bool IsLeaving)> AskToLeave(ReplicaStatus status, CancellationToken cancellation)
    {
        try
        {
            using var limit = new TimeLimit(AnswerTime, _time, cancellation);
            using var answer = await _http.PostAsync(status.Replica.Url + InnerApi.Leave, null, limit.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.NoContent => (null, true),
                HttpStatusCode.Conflict => (RemovalOutcome.IsPrimary, false),
                HttpStatusCode.ServiceUnavailable => (RemovalOutcome.Joins, false),
                _ => (null, false),
            };
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return (null, InnerHttp.IsRefused(error));
        }
    }

    // Until it has ended, it would say to the registry once more that it lives. Only a closed port shows that it has: a replica that is
    // frozen, or cut off from here, gives no answer either.
    private async Task<bool> HasEnded(ReplicaStatus status, CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        while (_time.GetElapsedTime(since) < EndTime)
        {
            try
            {
                using var limit = new TimeLimit(AnswerTime, _time, cancellation);
                using var answer = await _http.GetAsync(status.Replica.Url + InnerApi.Status, limit.Token);
            }
            catch (Exception error) when (IsNoAnswer(error, cancellation))
            {
                if (InnerHttp.IsRefused(error))
                {
                    return true;
                }
            }
            await Task.Delay(Look, _time, cancellation);
        }
        return false;
    }

    // Where nothing happens, what all have applied; under load, what they will have in a moment.
    private async Task<long> PositionAhead(IReadOnlyList<ReplicaStatus> before, CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        await Task.Delay(Look, _time, cancellation);
        var after = await Living(cancellation);
        var (then, now) = (Highest(before), Highest(after));
        var perSecond = (now - then) / _time.GetElapsedTime(since).TotalSeconds;
        return now + (long)Math.Ceiling(Math.Max(0, perSecond) * Ahead.TotalSeconds);
    }

    private static long Highest(IReadOnlyList<ReplicaStatus> replicas) =>
        replicas.Select(static each => each.Applied).DefaultIfEmpty().Max();

    private async Task<string?> HashOf(ReplicaStatus replica, long position, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{InnerApi.Verify}?at={position}&wait={VerifyWait.TotalMilliseconds:0}");
        try
        {
            using var limit = new TimeLimit(AnswerTime, _time, cancellation);
            using var answer = await _http.GetAsync(replica.Replica.Url + path, limit.Token);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(limit.Token) : null;
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    private static bool IsNoAnswer(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException or System.Text.Json.JsonException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private sealed class TimeLimit : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _either;

        public TimeLimit(TimeSpan after, TimeProvider time, CancellationToken cancellation)
        {
            _timer = new CancellationTokenSource(after, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellation);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _timer.Dispose();
        }
    }
}

/// <summary>What became of the removal of a replica.</summary>
public enum RemovalOutcome
{
    /// <summary>It has ended and is forgotten.</summary>
    Ended,

    /// <summary>It did not answer, or not in time; it is forgotten until it says something again.</summary>
    Silent,

    /// <summary>No replica is called so.</summary>
    Unknown,

    /// <summary>It is the primary: it hands over first.</summary>
    IsPrimary,

    /// <summary>It joins just now: its process must be ended first.</summary>
    Joins,

    /// <summary>The name server did not answer.</summary>
    NotForgotten,
}

/// <summary>What a comparison of the stores came to. Immutable.</summary>
/// <param name="Position">At which they were compared.</param>
/// <param name="Replicas">Each replica's hash.</param>
public sealed record StoreComparison(long Position, IReadOnlyList<(string Id, string Hash)> Replicas)
{
    /// <summary>True where all have the same content.</summary>
    public bool AreEqual => Replicas.Select(static each => each.Hash).Distinct(StringComparer.Ordinal).Count() == 1;
}

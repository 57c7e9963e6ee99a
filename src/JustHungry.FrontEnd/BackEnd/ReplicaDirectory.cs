using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// Who lives, and who is the primary, as far as can be seen from here. Addresses come from the name server's registry and from
/// views; they are remembered while the name server is away. Each known replica is watched with a long poll for its next view,
/// so that a fail-over is heard of the moment that any replica knows. What it says is a hint and never a matter of safety:
/// who is taken for the primary and is not, answers 421. Safe for many threads.
/// </summary>
public sealed class ReplicaDirectory(IBackEnd backEnd, TimeProvider time, Random random)
{
    private static readonly TimeSpan RegistryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RegistryEveryWhileAlone = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RegistryTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WatchWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SuspectFor = TimeSpan.FromSeconds(2);
    private const int MostKnown = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownReplica> _known = new(StringComparer.Ordinal);
    private View? _view;
    private CancellationToken _stopping;

    /// <summary>Raised, outside of any lock, when the view has changed or the primary's watch fell silent or came back.</summary>
    public event Action? Changed;

    /// <summary>The view that is believed in; null before the first.</summary>
    public View? View
    {
        get
        {
            lock (_gate)
            {
                return _view;
            }
        }
    }

    /// <summary>True while the replica at this address answers its watch.</summary>
    public bool Answers(string url)
    {
        lock (_gate)
        {
            return _known.TryGetValue(url, out var replica) && replica.Answers;
        }
    }

    /// <summary>How long the replica at this address has not answered its watch; zero while it does, or is not known.</summary>
    public TimeSpan SilentFor(string url)
    {
        lock (_gate)
        {
            return _known.TryGetValue(url, out var replica) && !replica.Answers
                ? time.GetElapsedTime(replica.SilentSince)
                : TimeSpan.Zero;
        }
    }

    /// <summary>A replica that answers and is not the one at <paramref name="url"/>; null where there is none.</summary>
    public string? AnotherThan(string url) =>
        ForReads().FirstOrDefault(other => other != url && Answers(other));

    /// <summary>All addresses, in the order in which a read should try them: the ones that answer, shuffled; then the rest.</summary>
    public IReadOnlyList<string> ForReads()
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var order = new (string Url, int Rank)[_known.Count];
            var i = 0;
            foreach (var replica in _known.Values)
            {
                var rank = (replica.Answers, replica.SuspectUntil > now) switch
                {
                    (true, false) => 0,
                    (true, true) => 1,
                    _ => 2,
                };
                order[i++] = (replica.Url, (rank << 16) + random.Next(1 << 16));
            }
            Array.Sort(order, static (a, b) => a.Rank.CompareTo(b.Rank));
            return Array.ConvertAll(order, static one => one.Url);
        }
    }

    /// <summary>What is known of each replica beside its own word, for the cluster page.</summary>
    public IReadOnlyList<(string Url, Registration? Registered, bool Answers)> All()
    {
        lock (_gate)
        {
            return [.. _known.Values.Select(replica => (replica.Url, Aged(replica), replica.Answers))];
        }
    }

    /// <summary>A read went wrong there: others first, for a while.</summary>
    public void Suspect(string url)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(url, out var replica))
            {
                replica.SuspectUntil = time.GetTimestamp() + Ticks(SuspectFor);
            }
        }
    }

    /// <summary>Takes note of the view that the replica at <paramref name="url"/> named in an answer.</summary>
    public void Heard(string url, View view)
    {
        Meet(url);
        Note(url, replica => replica.View = view.Number > (replica.View?.Number ?? 0) ? view : replica.View);
    }

    /// <summary>Asks the registry every second, and watches whom it learns of, until cancelled.</summary>
    public async Task Run(CancellationToken stopping)
    {
        _stopping = stopping;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await Within(RegistryTimeout, backEnd.AskRegistry, stopping) is { } registry)
                {
                    Learn(registry);
                }
                await Task.Delay(View is null ? RegistryEveryWhileAlone : RegistryEvery, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Learn(RegistryListing registry)
    {
        var now = time.GetTimestamp();
        foreach (var item in registry.Items)
        {
            if (!item.IsGone)
            {
                Meet(item.Status.Replica.Url);
            }
        }
        lock (_gate)
        {
            foreach (var item in registry.Items)
            {
                if (_known.TryGetValue(item.Status.Replica.Url, out var replica))
                {
                    replica.Registered = item;
                    replica.RegisteredAt = now;
                }
            }
            ForgetTheDead(now);
        }
    }

    /// <summary>Only ever called when the name server has just answered: while it is away, all are remembered.</summary>
    private void ForgetTheDead(long now)
    {
        foreach (var replica in _known.Values.ToList())
        {
            var fresh = replica.RegisteredAt == now && replica.Registered is { IsGone: false };
            var movedAway = replica.Registered is { } was && _known.Values.Any(other => other != replica
                && other.RegisteredAt == now && other.Registered is { IsGone: false } item
                && item.Status.Replica.Id == was.Status.Replica.Id);
            var removed = replica.Registered is not null && replica.RegisteredAt != now;
            var tooMany = _known.Count > MostKnown;
            if (!fresh && !replica.Answers && (removed || movedAway || tooMany || now - replica.SilentSince > Ticks(ForgetAfter)))
            {
                _known.Remove(replica.Url);
                replica.Watch.Cancel();
            }
        }
    }

    private void Meet(string url)
    {
        KnownReplica replica;
        lock (_gate)
        {
            if (_known.ContainsKey(url) || _known.Count > MostKnown || !Uri.TryCreate(url, UriKind.Absolute, out _))
            {
                return;
            }
            replica = new KnownReplica(url)
            {
                SilentSince = time.GetTimestamp(),
                Watch = CancellationTokenSource.CreateLinkedTokenSource(_stopping),
            };
            _known.Add(url, replica);
        }
        _ = Watch(replica, replica.Watch.Token);
    }

    /// <summary>Asks one replica for its next view, again and again, until it is forgotten.</summary>
    private async Task Watch(KnownReplica replica, CancellationToken forgotten)
    {
        var pause = ShortestPause;
        var wait = TimeSpan.Zero;
        var after = 0L;
        try
        {
            while (!forgotten.IsCancellationRequested)
            {
                var asked = time.GetTimestamp();
                var answer = await Within(WatchTimeout, stop => backEnd.AskView(replica.Url, after, wait, stop), forgotten);
                var news = answer?.View is { } view && view.Number > after;
                Note(replica.Url, known => Take(known, answer));
                after = answer?.View?.Number ?? 0;
                wait = answer is null ? TimeSpan.Zero : WatchWait;
                if (answer is null)
                {
                    await Task.Delay(pause * (0.5 + NextDouble() / 2), time, forgotten);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                    continue;
                }
                pause = ShortestPause;
                if (!news && time.GetElapsedTime(asked) < ShortestPause)
                {
                    await Task.Delay(ShortestPause, time, forgotten);
                }
            }
        }
        catch (OperationCanceledException) when (forgotten.IsCancellationRequested)
        {
            return;
        }
    }

    private void Take(KnownReplica replica, ViewReport? answer)
    {
        if (answer is null && replica.Answers)
        {
            replica.SilentSince = time.GetTimestamp();
        }
        replica.Answers = answer is not null;
        if (answer is not null)
        {
            replica.View = answer.View;
            replica.Role = answer.Role;
        }
    }

    /// <summary>Changes what is known of one replica, and sees what follows from it.</summary>
    private void Note(string url, Action<KnownReplica> change)
    {
        bool changed;
        IReadOnlyList<string> others = [];
        lock (_gate)
        {
            if (!_known.TryGetValue(url, out var replica))
            {
                return;
            }
            var answered = replica.Answers;
            change(replica);
            changed = answered != replica.Answers && url == _view?.Primary.Url;
            var best = Believed();
            if (best is not null && !Same(best, _view))
            {
                _view = best;
                changed = true;
                others = [.. best.Replicas.Append(best.Primary).Select(one => one.Url)];
            }
        }
        foreach (var other in others)
        {
            Meet(other);
        }
        if (changed)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>
    /// The newest view that a replica which answers knows of. Who does not answer is not believed: when a town was restored
    /// to an earlier state, its numbers begin again lower.
    /// </summary>
    private View? Believed()
    {
        View? best = null;
        foreach (var replica in _known.Values)
        {
            if (replica is { Answers: true, View: { } view } && (best is null || view.Number > best.Number))
            {
                best = view;
            }
        }
        return best;
    }

    private static bool Same(View a, View? b) =>
        b is not null && a.Number == b.Number && a.Primary.Incarnation == b.Primary.Incarnation && a.Primary.Url == b.Primary.Url;

    private Registration? Aged(KnownReplica replica) => replica.Registered is { } item
        ? item with { AgeMs = item.AgeMs + (long)time.GetElapsedTime(replica.RegisteredAt).TotalMilliseconds }
        : null;

    /// <summary>Null when the time is over first.</summary>
    private async Task<T?> Within<T>(TimeSpan limit, Func<CancellationToken, Task<T?>> ask, CancellationToken stopping)
        where T : class
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private double NextDouble()
    {
        lock (_gate)
        {
            return random.NextDouble();
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

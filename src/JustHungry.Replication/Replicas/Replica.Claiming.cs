using JustHungry.Replication.Log;
using JustHungry.Replication.Peers;
using JustHungry.Replication.Seams;
using JustHungry.Replication.Telemetry;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <content>
/// How a backup becomes the primary (section 3 of <c>docs/design.md</c>). Clocks and heartbeats decide when to try;
/// whether it is safe is decided by the head's compare-and-swap alone.
/// </content>
public sealed partial class Replica
{
    private ClaimRequest? _claim;
    private long _viewSince;
    private DateTimeOffset _viewTime;
    private int _fastViews;
    private long _heardOfPrimaryAt;

    /// <summary>Watches the primary by held heartbeat requests, and asks for a claim when it is gone.</summary>
    private async Task WatchPrimary(CancellationToken ended)
    {
        var contact = new Contact(0, _time.GetTimestamp());
        while (!ended.IsCancellationRequested)
        {
            var view = Applied.View;
            if (!Volatile.Read(ref _isCaughtUp) || IsPrimary)
            {
                await _positions.WaitForView(view?.Number ?? 0, ReplicaTimes.Retry, ended);
                continue;
            }
            if (view is null || view.Primary.Id == _self.Id)
            {
                // There was never a primary, or it was this replica before it was started again.
                await RequestClaim(view, ended);
                continue;
            }
            if (contact.View != view.Number)
            {
                contact = new Contact(0, _time.GetTimestamp());
            }
            contact = await WatchOnce(view, contact, ended);
        }
    }

    private async Task<Contact> WatchOnce(View view, Contact contact, CancellationToken ended)
    {
        try
        {
            using var limit = new TimeLimit(PatienceLeft(contact), _time, ended);
            var status = await _peers.Heartbeat(view.Primary.Url, Status, limit.Token);
            _heardOfPrimaryAt = _time.GetTimestamp();
            _heard[status.Replica.Id] = (status, _time.GetTimestamp());
            if (status.Replica.Incarnation != view.Primary.Incarnation || status.Trouble is not null)
            {
                await RequestClaim(view, ended);
                return contact;
            }
            if (status.View?.Number > view.Number)
            {
                Wake();
                await _positions.WaitForView(view.Number, ReplicaTimes.Retry, ended);
            }
            return new Contact(view.Number, _time.GetTimestamp());
        }
        catch (PeerException error)
        {
            await Doubt(view, contact, error.Fault, ended);
        }
        catch (OperationCanceledException)
        {
            await Doubt(view, contact, PeerFault.TimedOut, ended);
        }
        return contact;
    }

    /// <summary>The primary did not answer: is it dead for certain, suspected, or was it only the connection?</summary>
    private async Task Doubt(View view, Contact contact, PeerFault fault, CancellationToken ended)
    {
        if (ended.IsCancellationRequested || Applied.View != view)
        {
            return;
        }
        if (fault == PeerFault.Lost)
        {
            fault = await Probe(view, ended);
        }
        var wasConnected = contact.View == view.Number;
        var isCertain = fault == PeerFault.Refused && (wasConnected || await IsUnregistered(view, ended));
        if (isCertain || await IsSuspect(view, contact, fault, ended))
        {
            await RequestClaim(view, ended);
        }
        else
        {
            await Sleep(ReplicaTimes.Retry, ended);
        }
    }

    /// <summary>
    /// Whether the silence is long enough and the registry has not heard of the primary either. After a time-out both may be a matter of
    /// moments, which are waited for here: another heartbeat would take longer.
    /// </summary>
    private async Task<bool> IsSuspect(View view, Contact contact, PeerFault fault, CancellationToken ended)
    {
        if (fault == PeerFault.TimedOut && SuspicionNow() - Silence(contact) is { Ticks: >= 0 } left && left <= ReplicaTimes.HeartbeatAnswer)
        {
            await Sleep(left + TimeSpan.FromMilliseconds(1), ended);
        }
        var since = _time.GetTimestamp();
        while (Applied.View == view && Silence(contact) > SuspicionNow() && !ended.IsCancellationRequested)
        {
            if (await IsUnregistered(view, ended))
            {
                return true;
            }
            if (fault != PeerFault.TimedOut || _time.GetElapsedTime(since) > ReplicaTimes.HeartbeatAnswer)
            {
                return false;
            }
            await Sleep(ReplicaTimes.Retry * 2, ended);
        }
        return false;
    }

    /// <summary>Asks once more on a new connection; an answer by another process counts as a refusal.</summary>
    private async Task<PeerFault> Probe(View view, CancellationToken ended)
    {
        try
        {
            using var limit = new TimeLimit(ReplicaTimes.AskPeers * 2, _time, ended);
            var status = await _peers.Ask(view.Primary.Url, limit.Token);
            return status.Replica.Incarnation == view.Primary.Incarnation ? PeerFault.Lost : PeerFault.Refused;
        }
        catch (PeerException error)
        {
            return error.Fault;
        }
        catch (OperationCanceledException)
        {
            return PeerFault.TimedOut;
        }
    }

    /// <summary>Whether the registry has not heard of that run of the primary lately. False where the log does not answer.</summary>
    private async Task<bool> IsUnregistered(View view, CancellationToken ended)
    {
        try
        {
            var registry = await _log.Registry(ended);
            LogAnswered();
            return !registry.Any(registration =>
                registration.Status.Replica.Incarnation == view.Primary.Incarnation
                && registration.AgeMs < ReplicaTimes.StaleRegistration.TotalMilliseconds);
        }
        catch (Exception error) when (error is LogUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>How long nothing has been heard of the primary: no heartbeat, no entry, no new view.</summary>
    private TimeSpan Silence(Contact contact) =>
        _time.GetElapsedTime(Math.Max(Math.Max(contact.At, _lastEntryAt), _viewSince));

    /// <summary>What is left until the silence makes a suspicion, but never less than a heartbeat may fairly take.</summary>
    private TimeSpan PatienceLeft(Contact contact)
    {
        var left = SuspicionNow() - Silence(contact);
        return left > ReplicaTimes.HeartbeatAnswer ? left : ReplicaTimes.HeartbeatAnswer;
    }

    /// <summary>How long a silence makes a suspicion now: longer while views follow each other fast.</summary>
    private TimeSpan SuspicionNow()
    {
        var patience = ReplicaTimes.Suspicion * Math.Pow(2, Math.Clamp(_fastViews - 1, 0, 2));
        return patience < ReplicaTimes.LongestSuspicion ? patience : ReplicaTimes.LongestSuspicion;
    }

    private async Task RequestClaim(View? view, CancellationToken ended)
    {
        if (_heard.Count > 1)
        {
            await Sleep(ReplicaTimes.ClaimJitter * _random.NextDouble(), ended);
        }
        if (Applied.View == view && !ended.IsCancellationRequested)
        {
            if (_claim is null && view is not null)
            {
                _failOver.Detected(_time.GetElapsedTime(Math.Max(_heardOfPrimaryAt, _viewSince)));
            }
            _claim = new ClaimRequest(view?.Number ?? 0);
            Wake();
            await _positions.WaitForView(view?.Number ?? 0, ReplicaTimes.Retry * 4, ended);
        }
    }

    /// <summary>Advances the log with the next view, naming this replica. To lose that race is normal.</summary>
    private async Task Claim(LogHead head, CancellationToken ended)
    {
        var claim = _claim!;
        _claim = null;
        var before = Applied;
        if (claim.View != (before.View?.Number ?? 0) || before.Head != head)
        {
            return;
        }
        _failOver.CaughtUp();
        var peers = await AskPeers(ended);
        if (peers.Find(peer => peer.Lineage == head.Lineage && peer.Applied > head.Position) is { } ahead)
        {
            await DoubtLog(ahead, ended);
            return;
        }
        if (Applied != before || !ClockIsTrusted(peers))
        {
            return;
        }
        var replicas = peers.Select(peer => peer.Replica).Where(replica => replica.Id != _self.Id);
        var view = new View(claim.View + 1, _self, [_self, .. replicas], before.View?.Level ?? Reads);
        if (await Begin(view))
        {
            _failOver.Claimed(view.Number);
        }
    }

    private async Task<List<ReplicaStatus>> AskPeers(CancellationToken ended)
    {
        var others = Others();
        using var limit = new TimeLimit(ReplicaTimes.AskPeers, _time, ended);
        var answers = await Task.WhenAll(others.Select(url => AskOne(url, limit.Token)));
        return [.. answers.OfType<ReplicaStatus>().Where(status => status.Replica.Id != _self.Id)];
    }

    private async Task<ReplicaStatus?> AskOne(string url, CancellationToken cancel)
    {
        try
        {
            return await _peers.Ask(url, cancel);
        }
        catch (Exception error) when (error is PeerException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Where the others answer: from the registry as it was a moment ago, and from the last view.</summary>
    private List<string> Others()
    {
        var known = (Applied.View?.Replicas ?? []).Select(replica => replica.Url);
        var registered = _registered
            .Where(registration => registration.AgeMs < ReplicaTimes.LongestSuspicion.TotalMilliseconds)
            .Select(registration => registration.Status.Replica.Url);
        return [.. known.Concat(registered).Where(url => url != _self.Url).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A peer has applied more than the head that we read. Either the log has moved on meanwhile, which the next read shows; or
    /// it was rolled back, and then nobody may claim.
    /// </summary>
    private async Task DoubtLog(ReplicaStatus ahead, CancellationToken ended)
    {
        var head = await _log.Head(ended);
        if (head is not null && head.Lineage == ahead.Lineage && head.Position < ahead.Applied)
        {
            _trouble = $"The log was rolled back: its head is at {head.Position}, and replica {ahead.Replica.Id} has "
                + $"applied {ahead.Applied}. Nobody becomes the primary; restore the log, or the town from a backup.";
        }
    }

    /// <summary>A clock far off the median of all does not claim. With fewer than two peers nobody can say whose is wrong.</summary>
    private bool ClockIsTrusted(IReadOnlyCollection<ReplicaStatus> peers)
    {
        if (peers.Count < 2)
        {
            return true;
        }
        var own = _time.GetUtcNow();
        var clocks = peers.Select(peer => peer.Clock).Append(own).Order().ToList();
        var offset = own - clocks[clocks.Count / 2];
        var isTrusted = offset.Duration() <= ReplicaTimes.ClockTolerance;
        _trouble = isTrusted ? null
            : $"This machine's clock is {offset.TotalSeconds:F0} s off the other replicas': set it; until then it is not the primary.";
        return isTrusted;
    }

    /// <summary>Every few seconds: makes the store durable; as the primary, also trims the log and looks at the clock.</summary>
    private async Task KeepHouse(CancellationToken ended)
    {
        var trimmed = _time.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            await Sleep(Housekeeping.Every, ended);
            if (ended.IsCancellationRequested)
            {
                return;
            }
            _isDurableDue = true;
            if (IsPrimary && !ClockIsTrusted(Recent()))
            {
                _handOvers.Add(new HandOverRequest(null, EndAfterwards: false));
                Wake();
            }
            if (IsPrimary && _time.GetElapsedTime(trimmed) >= Housekeeping.TrimEvery)
            {
                trimmed = _time.GetTimestamp();
                await TrimLog(ended);
            }
        }
    }

    /// <summary>The earliest of the clocks of the living, this one's included: by it deadlines go.</summary>
    public Task<DateTimeOffset> SmallestClock() =>
        OnLoop(() => Recent().Select(status => status.Clock).Append(_time.GetUtcNow()).Min());

    private List<ReplicaStatus> Recent() => [.. _heard.Values
        .Where(heard => _time.GetElapsedTime(heard.At) < ReplicaTimes.Suspicion && heard.Status.Replica.Id != _self.Id)
        .Select(heard => heard.Status with { Clock = heard.Status.Clock + _time.GetElapsedTime(heard.At) })];

    private sealed record ClaimRequest(long View);

    private readonly record struct Contact(long View, long At);
}

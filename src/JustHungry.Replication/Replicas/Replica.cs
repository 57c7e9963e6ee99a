using JustHungry.Replication.Inner;
using JustHungry.Replication.Log;
using JustHungry.Replication.Peers;
using JustHungry.Replication.Telemetry;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <summary>
/// One replica: follows the log, or decides as its primary. All its logic runs on one loop (a
/// <see cref="SynchronizationContext"/> with one thread), so that it needs no locks and can be simulated from a seed.
/// Public members are thread-safe except <see cref="Run"/>, which is called once, on the loop.
/// </summary>
/// <remarks>
/// <c>Replica.Following.cs</c>: what a backup does. <c>Replica.Leading.cs</c>: what the primary does; <c>Replica.Deciding.cs</c>: how it
/// decides. <c>Replica.Claiming.cs</c>: how a backup becomes the primary.
/// </remarks>
public sealed partial class Replica
{
    private readonly ReplicaIdentity _self;
    private readonly int _pid;
    private readonly IStateMachine _machine;
    private readonly ILog _log;
    private readonly IPeers _peers;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly SynchronizationContext _loop;
    private readonly Positions _positions;
    private readonly ReadBarrier _barrier;
    private readonly Signal _wake;
    private readonly Dictionary<string, (ReplicaStatus Status, long At)> _heard = [];
    private IReadOnlyList<Registration> _registered = [];
    private CancellationTokenSource? _waitingRead;
    private volatile string? _trouble;
    private long _durable;
    private long _lastEntryAt;
    private long _lastLogContact;
    private long _logEnd;
    private readonly FailOverClock _failOver;

    /// <summary>True at first: what a process before this one committed may not have come to the disk yet.</summary>
    private bool _isDurableDue = true;
    private bool _isCaughtUp;
    private ReplicaEnd? _end;

    /// <summary>Makes a replica over an open store.</summary>
    public Replica(
        ReplicaIdentity self, int pid, IStateMachine machine, ILog log, IPeers peers,
        TimeProvider time, Random random, SynchronizationContext loop)
    {
        (_self, _pid, _machine, _log, _peers) = (self, pid, machine, log, peers);
        (_time, _random, _loop) = (time, random, loop);
        _positions = new Positions(machine.Applied, time) { Wanted = () => loop.Post(_ => Wake(), null) };
        _barrier = new ReadBarrier(log);
        _wake = new Signal(time);
        _failOver = new FailOverClock(time);
        _tally = new LogTally(machine.Applied.Head.Position, machine.Applied.Time, ReplicaTimes.KeepBytes);
        _lastEntryAt = _lastLogContact = _heardOfPrimaryAt = time.GetTimestamp();
    }

    /// <summary>How often it keeps house, and what it leaves in the log.</summary>
    public Housekeeping Housekeeping { get; init; } = new();

    /// <summary>The highest feature level that this program reads. Default: the first.</summary>
    public int Reads { get; init; } = View.FirstLevel;

    /// <summary>This program's version, for people; null: not told.</summary>
    public string? Program { get; init; }

    /// <summary>Where the store stands.</summary>
    public AppliedState Applied => _positions.Applied;

    /// <summary>True while this run of this replica is the primary of the view that it knows.</summary>
    public bool IsPrimary => IsMine(Applied.View);

    private bool IsMine(View? view) => view?.Primary is { } primary
        && primary.Id == _self.Id && primary.Incarnation == _self.Incarnation;

    /// <summary>How long ago the log last answered.</summary>
    public TimeSpan LogAge => _time.GetElapsedTime(Volatile.Read(ref _lastLogContact));

    /// <summary>Entries of the log that this replica has seen and not applied.</summary>
    public long Lag => Math.Max(0, Volatile.Read(ref _logEnd) - Applied.Head.Position);

    /// <summary>What the replica says of itself now.</summary>
    public ReplicaStatus Status
    {
        get
        {
            var applied = Applied;
            return new ReplicaStatus(
                _self, _pid, Role, applied.Head.Lineage, applied.Head.Position, Volatile.Read(ref _durable), applied.View,
                _time.GetUtcNow(), _trouble ?? StuckWords(), Refuses: Shortage, Reads: Reads, Program: Program);
        }
    }

    /// <summary>What the replica is now.</summary>
    public ReplicaRole Role => IsPrimary ? ReplicaRole.Primary
        : Volatile.Read(ref _isCaughtUp) ? ReplicaRole.Backup
        : ReplicaRole.Joining;

    /// <summary>
    /// Runs until <paramref name="stop"/>, and then hands over first if it is the primary; or until it cannot go on.
    /// </summary>
    public async Task<ReplicaEnd> Run(CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        using var stopping = stop.Register(() => _loop.Post(_ => Stop(), null));
        Task[] sides = [Register(ended.Token), WatchPrimary(ended.Token), KeepHouse(ended.Token), Rehearse(ended.Token)];
        while (_end is null)
        {
            try
            {
                MakeDurableIfDue();
                await (IsPrimary && !_isUncertain ? Lead(ended.Token) : Follow(ended.Token));
            }
            catch (LogUnavailableException)
            {
                EndIfAskedTo();
                await _wake.Wait(ReplicaTimes.Retry, ended.Token);
            }
            catch (StoreException error) when (error.IsDamaged)
            {
                EndWith(ReplicaEnd.StoreDamaged, error.Message);
            }
            catch (StoreException error)
            {
                _trouble = $"The store cannot be written: {error.Message}";
                await _wake.Wait(ReplicaTimes.Retry * 4, ended.Token);
            }
            catch (Exception error) when (error is EntryNotApplicableException or FormatException)
            {
                EndWith(ReplicaEnd.Broken, error.Message);
            }
        }
        GiveUpWaiting();
        ended.Cancel();
        await Task.WhenAll(sides);
        return _end.Value;
    }

    /// <summary>Why the replica cannot do its work, in words for people; null while it can.</summary>
    public string? Trouble => _trouble;

    /// <summary>Hands commands to the primary's next batch.</summary>
    public Task<SubmitResult> Submit(IReadOnlyList<Submission> commands)
    {
        var ticket = new CommandTicket(commands);
        _loop.Post(_ => Enqueue(ticket), null);
        return ticket.Done;
    }

    /// <summary>
    /// Waits until a read may go on: for <paramref name="position"/>, or, where that is null, for the head as it is read now.
    /// </summary>
    public ValueTask<ReadGate> Gate(long? position, CancellationToken cancel) =>
        position is null && Measures.Barriers.Enabled ? TimedGate(cancel) : OpenGate(position, cancel);

    private async ValueTask<ReadGate> TimedGate(CancellationToken cancel)
    {
        var since = _time.GetTimestamp();
        var gate = await OpenGate(null, cancel);
        Measures.Barriers.Record(_time.GetElapsedTime(since).TotalSeconds);
        return gate;
    }

    private async ValueTask<ReadGate> OpenGate(long? position, CancellationToken cancel)
    {
        if (position is null)
        {
            var head = await _barrier.Head(cancel);
            if (head is null)
            {
                return ReadGate.NoLog;
            }
            Volatile.Write(ref _lastLogContact, _time.GetTimestamp());
            position = head.Position;
        }
        if (Applied.Head.Position >= position
            || await _positions.WaitForPosition(position.Value, ReplicaTimes.ReadWait, cancel))
        {
            return ReadGate.Open;
        }
        return await _barrier.Head(cancel) is { } end && end.Position < position ? ReadGate.Beyond : ReadGate.Behind;
    }

    /// <summary>Waits until more than <paramref name="after"/> is applied, or for the time.</summary>
    public Task<bool> WaitForPosition(long after, TimeSpan atMost, CancellationToken cancel) =>
        _positions.WaitForPosition(after + 1, atMost, cancel);

    /// <summary>
    /// Waits until the store holds all that this replica has answered as the primary: answers do not wait for its commit, so that what
    /// is read right after one could be older than it. False where that takes longer than a read may wait.
    /// </summary>
    public Task<bool> WaitForAnswered(CancellationToken cancel) =>
        _positions.WaitForPosition(Volatile.Read(ref _answered), ReplicaTimes.ReadWait, cancel);

    /// <summary>Answers when the view's number exceeds <paramref name="after"/>, or, after the time, with what there is.</summary>
    public async Task<ViewReport> WaitForView(long after, TimeSpan atMost, CancellationToken cancel)
    {
        await _positions.WaitForView(after, atMost, cancel);
        return new ViewReport(Applied.View, Role);
    }

    /// <summary>
    /// Takes a backup's heartbeat and holds it, unless the view changes, for a moment. It goes through the loop that decides, so
    /// that a replica whose loop hangs answers nobody.
    /// </summary>
    public async Task<ReplicaStatus> TakeHeartbeat(ReplicaStatus from, CancellationToken cancel)
    {
        await OnLoop(() => _heard[from.Replica.Id] = (from, _time.GetTimestamp())).WaitAsync(cancel);
        await _positions.WaitForView(Applied.View?.Number ?? 0, ReplicaTimes.HeartbeatHold, cancel);
        return Status;
    }

    /// <summary>Does it on the replica's loop; does not complete while the loop hangs, nor after it has ended.</summary>
    private Task<T> OnLoop<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(_ => done.TrySetResult(work()), null);
        return done.Task;
    }

    /// <summary>Ends this replica, because it was removed from the town; false where it is the primary, which hands over first.</summary>
    public Task<bool> Leave()
    {
        var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(_ =>
        {
            if (!IsPrimary)
            {
                EndWith(ReplicaEnd.Removed, "This replica was removed from the town. Its folder can be deleted; started again, it joins again.");
            }
            left.TrySetResult(!IsPrimary);
        }, null);
        return left.Task;
    }

    private void Stop()
    {
        if (IsPrimary && !_isUncertain && _trouble is null)
        {
            _handOvers.Add(new HandOverRequest(null, EndAfterwards: true));
            Wake();
        }
        else
        {
            EndWith(ReplicaEnd.Stopped, null);
        }
    }

    private void EndWith(ReplicaEnd end, string? trouble)
    {
        _trouble = trouble ?? _trouble;
        _end ??= end;
        Wake();
    }

    /// <summary>Ends whatever the main loop waits for.</summary>
    private void Wake()
    {
        _wake.Set();
        _waitingRead?.Cancel();
    }

    private void Publish(AppliedState applied)
    {
        _lastEntryAt = _time.GetTimestamp();
        if (applied.View != Applied.View)
        {
            NoteView(applied);
        }
        _positions.Publish(applied);
        HashIfAsked(applied.Head.Position);
    }

    /// <summary>Between two batches, when the store is in no transaction.</summary>
    private void MakeDurableIfDue()
    {
        if (_isDurableDue && Applied.Head.Position > _durable)
        {
            Volatile.Write(ref _durable, _machine.MakeDurable());
        }
        _isDurableDue = false;
    }

    private void LogAnswered() => Volatile.Write(ref _lastLogContact, _time.GetTimestamp());

    /// <summary>Says to the registry that this replica lives; from the loop, so that a hung one does not.</summary>
    private async Task Register(CancellationToken ended)
    {
        var isHeard = true;
        while (!ended.IsCancellationRequested)
        {
            var told = Applied.View?.Number ?? 0;
            try
            {
                // Who can speak and not hear must not go on saying that it lives: nobody would take its place.
                _registered = isHeard ? _registered : await _log.Registry(ended);
                isHeard = false;
                await _log.Register(Status, ended);
                _registered = await _log.Registry(ended);
                isHeard = true;
                LogAnswered();
            }
            catch (Exception error) when (error is LogUnavailableException or OperationCanceledException)
            {
                // It is asked again in a moment; while the log is away nobody can claim either.
            }
            // A new view is told at once: who looks at the town must not be shown the old one.
            await _positions.WaitForView(told, ReplicaTimes.Register, ended);
        }
    }

    private async Task Sleep(TimeSpan span, CancellationToken ended)
    {
        try
        {
            await Task.Delay(span, _time, ended);
        }
        catch (OperationCanceledException)
        {
            // The caller's loop looks at the token itself.
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>Why a replica's run ended.</summary>
public enum ReplicaEnd
{
    /// <summary>It was asked to.</summary>
    Stopped,

    /// <summary>The log no longer holds what its store lacks: it needs a snapshot, and can then go on.</summary>
    NeedsSnapshot,

    /// <summary>It was removed from the town.</summary>
    Removed,

    /// <summary>Its store's file is damaged: it needs another one, from a snapshot or from the log.</summary>
    StoreDamaged,

    /// <summary>An entry cannot be applied, the chain is broken, or the log is another town's: see <see cref="Replica.Trouble"/>.</summary>
    Broken,
}

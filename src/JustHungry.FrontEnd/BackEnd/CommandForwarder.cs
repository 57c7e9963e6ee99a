using JustHungry.Replication.Views;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>
/// Brings commands to the primary, whoever that is at the moment, and holds them through fail-overs until their deadline.
/// Commands gather while the allowed number of batches is on its way, and where many come in, for some milliseconds (see
/// <see cref="Pace"/>); each batch takes all that wait. An attempt that was lost
/// is made again with the same ids, at once the first time, then with growing pauses and whenever the view changes; so it is
/// done once however often it is sent. Safe for many threads; uses no clock, random or thread but those it is given.
/// </summary>
public sealed class CommandForwarder : IDisposable
{
    private const int NotNow = 503;

    private readonly IBackEnd _backEnd;
    private readonly ReplicaDirectory _directory;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ForwarderOptions _options;
    private readonly Lock _gate = new();
    private readonly Lane _together;
    private readonly Lane _alone;
    private readonly Pace _pace;
    private readonly List<Flight> _flights = [];
    private readonly ITimer _sweep;
    private readonly ITimer _wake;
    private Attempts? _attempts;
    private int _held;
    private long _heldBytes;
    private bool _sweeping;

    public CommandForwarder(
        IBackEnd backEnd, ReplicaDirectory directory, TimeProvider time, Random random, ForwarderOptions options)
    {
        (_backEnd, _directory, _time, _random, _options) = (backEnd, directory, time, random, options);
        Latencies = new CommandLatencies(time);
        _together = new Lane(options.BatchesInFlight, CommandBatch.MaxCommands);
        _alone = new Lane(options.AloneInFlight, 1);
        _pace = new Pace(time, GoOn);
        _sweep = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _wake = time.CreateTimer(_ => TryAtOnce(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        directory.Changed += TryAtOnce;
        TryAtOnce();
    }

    /// <summary>Commands that are held now, on their way or waiting.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>How long commands took, of the latest minutes.</summary>
    public CommandLatencies Latencies { get; }

    /// <summary>Sends the command, as often as it takes. Completes by the deadline, whatever happens; never throws.</summary>
    public Task<CommandOutcome> Send(ForwardedCommand command)
    {
        var held = new HeldCommand(command, _time.GetTimestamp() + Ticks(_options.Deadline));
        Flight? flight;
        lock (_gate)
        {
            if (_held >= _options.MostHeld || _heldBytes >= _options.MostHeldBytes)
            {
                return Task.FromResult<CommandOutcome>(CommandOutcome.Overloaded.Value);
            }
            _held++;
            _heldBytes += command.Body.Length;
            var lane = command.Alone ? _alone : _together;
            lane.Add(held);
            flight = TakeOff(lane);
            if (!_sweeping)
            {
                _sweeping = true;
                _sweep.Change(_options.SweepEvery, Timeout.InfiniteTimeSpan);
            }
        }
        if (flight is not null)
        {
            _ = Fly(flight);
        }
        return held.Task;
    }

    public void Dispose()
    {
        _directory.Changed -= TryAtOnce;
        _pace.Dispose();
        _sweep.Dispose();
        _wake.Dispose();
    }

    private void TryAtOnce()
    {
        lock (_gate)
        {
            // Asked for here, under the lock, because news of two views may arrive in the wrong order.
            if (_directory.View is { } view && !(_attempts?.IsAt(view) ?? false))
            {
                Begin(view);
            }
            if (_attempts is { } attempts)
            {
                attempts.NotBefore = 0;
                attempts.Via = _directory.Answers(attempts.Primary.Url) ? null : attempts.Via;
            }
        }
        Pump();
    }

    private void GoOn()
    {
        lock (_gate)
        {
            _pace.Woke();
        }
        Pump();
    }

    /// <summary>A new view: what waits goes to its primary now; what is on its way to the old one has a moment to be answered.</summary>
    private void Begin(View view)
    {
        _attempts = new Attempts(view);
        _together.InFlight = _alone.InFlight = 0;
        foreach (var flight in _flights)
        {
            flight.Abandon.CancelAfter(_options.OldPrimaryGrace);
        }
    }

    /// <summary>Sends whatever may be sent now.</summary>
    private void Pump()
    {
        while (true)
        {
            Flight? flight;
            lock (_gate)
            {
                flight = TakeOff(_together) ?? TakeOff(_alone);
            }
            if (flight is null)
            {
                return;
            }
            _ = Fly(flight);
        }
    }

    /// <summary>Under the lock. The next batch of a lane, if one may go now; after a failure, only one at a time, as a probe.</summary>
    private Flight? TakeOff(Lane lane)
    {
        if (_attempts is not { } attempts || !lane.HasRoom
            || (attempts.Failures > 0 && (lane.InFlight > 0 || _time.GetTimestamp() < attempts.NotBefore)))
        {
            return null;
        }
        if (lane.IsEmpty || (lane == _together && _pace.Holds()))
        {
            return null;
        }
        var commands = lane.Take();
        if (commands.Count == 0)
        {
            return null;
        }
        if (lane == _together)
        {
            _pace.Went(commands.Count);
        }
        var via = attempts.Via ?? WayRound(attempts);
        var flight = new Flight(attempts, lane, commands, _time)
        {
            Url = via ?? attempts.Primary.Url,
            ThroughBackup = via is not null,
            Round = attempts.Round,
        };
        lane.InFlight++;
        _flights.Add(flight);
        return flight;
    }

    /// <summary>
    /// A backup to go through, where the primary was not reached from here: at the second lost attempt, at the first if its
    /// watch is silent too; every other time, so that both ways are tried.
    /// </summary>
    private string? WayRound(Attempts attempts)
    {
        var first = _directory.SilentFor(attempts.Primary.Url) > _options.SilenceGrace ? 1 : 2;
        return attempts.Unreachable >= first && (attempts.Unreachable - first) % 2 == 0
            ? _directory.AnotherThan(attempts.Primary.Url)
            : null;
    }

    private async Task Fly(Flight flight)
    {
        BatchAnswer answer = new BatchAnswer.Lost();
        try
        {
            var commands = flight.Commands.ConvertAll(static held => held.Command);
            answer = await _backEnd.SendCommands(flight.Url, commands, flight.ThroughBackup, flight.Abandon.Token);
        }
        catch (OperationCanceledException) when (flight.Abandon.IsCancellationRequested)
        {
            answer = new BatchAnswer.Lost();
        }
        finally
        {
            Land(flight, answer);
        }
    }

    private void Land(Flight flight, BatchAnswer answer)
    {
        if (answer is BatchAnswer.NotPrimary { View: { } view })
        {
            _directory.Heard(flight.Url, view);
        }
        lock (_gate)
        {
            _flights.Remove(flight);
            if (flight.Attempts == _attempts)
            {
                flight.Lane.InFlight--;
            }
            var allDecided = answer switch
            {
                BatchAnswer.Decided decided => Settle(flight, decided),
                BatchAnswer.Declined declined => Decline(flight, declined),
                _ => false,
            };
            if (!allDecided)
            {
                SendAgain(flight, areAlone: answer is BatchAnswer.Refused);
            }
            Learn(flight, answer, allDecided);
        }
        Pump();
    }

    /// <summary>Under the lock. Tells those who wait; false where some of the commands were not decided.</summary>
    private bool Settle(Flight flight, BatchAnswer.Decided decided)
    {
        var all = true;
        for (var i = 0; i < decided.Answers.Count; i++)
        {
            var answer = decided.Answers[i];
            if (answer.Status == 0)
            {
                all = false;
                continue;
            }
            Complete(flight.Commands[i], new CommandOutcome.Answered(answer, decided.Position));
        }
        return all;
    }

    /// <summary>Under the lock. To hold on would be of no use to anybody: who waits is told, and may ask again under the same key.</summary>
    private bool Decline(Flight flight, BatchAnswer.Declined declined)
    {
        var answer = new CommandAnswer(NotNow, declined.Body, Replayed: false);
        foreach (var held in flight.Commands)
        {
            Complete(held, new CommandOutcome.Answered(answer, ""));
        }
        return true;
    }

    /// <summary>
    /// Under the lock. Commands that were refused as a batch go each alone, so that one of them cannot hold up the others; which
    /// is refused even so waits for its deadline in vain, and is told now.
    /// </summary>
    private void SendAgain(Flight flight, bool areAlone)
    {
        foreach (var held in flight.Commands.Where(static held => !held.Task.IsCompleted))
        {
            if (areAlone && flight.Commands.Count == 1)
            {
                Complete(held, CommandOutcome.Unknown.Value);
                continue;
            }
            (areAlone ? _alone : flight.Lane).AddAgain(held);
        }
    }

    /// <summary>Under the lock. When, and by which way, the next attempt at this primary is made.</summary>
    private void Learn(Flight flight, BatchAnswer answer, bool allDecided)
    {
        var attempts = flight.Attempts;
        if (allDecided)
        {
            attempts.Failures = attempts.Unreachable = 0;
            attempts.Via = flight.ThroughBackup ? flight.Url : null;
            return;
        }
        if (flight.Round < attempts.Round)
        {
            return; // It was lost together with one that is counted already.
        }
        attempts.Round++;
        attempts.Failures++;
        attempts.Unreachable = answer is BatchAnswer.Lost || flight.ThroughBackup ? attempts.Unreachable + 1 : 0;
        attempts.Via = null;
        var pause = Pause(attempts.Failures, answer);
        attempts.NotBefore = _time.GetTimestamp() + Ticks(pause);
        if (pause > TimeSpan.Zero && attempts == _attempts)
        {
            _wake.Change(pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A lost connection may be no more than that: the first attempt after one is made at once.</summary>
    private TimeSpan Pause(int failures, BatchAnswer answer)
    {
        if (failures == 1 && answer is BatchAnswer.Lost)
        {
            return TimeSpan.Zero;
        }
        var pause = _options.ShortestPause * Math.Pow(2, Math.Min(failures - 1, 16));
        var bounded = pause < _options.LongestPause ? pause : _options.LongestPause;
        return bounded * (0.5 + _random.NextDouble() / 2);
    }

    /// <summary>Answers those whose time is over, and gives up batches that nobody waits for or nobody will answer.</summary>
    private void Sweep()
    {
        List<Flight> hopeless;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var held in _together.Waiting.Concat(_alone.Waiting))
            {
                ExpireAt(now, held);
            }
            _together.DropAnswered();
            _alone.DropAnswered();
            foreach (var held in _flights.SelectMany(static flight => flight.Commands))
            {
                ExpireAt(now, held);
            }
            hopeless = _flights.FindAll(IsHopeless);
            _sweeping = _held > 0 || _flights.Count > 0;
            if (_sweeping)
            {
                _sweep.Change(_options.SweepEvery, Timeout.InfiniteTimeSpan);
            }
        }
        hopeless.ForEach(static flight => flight.Abandon.Cancel());
        Pump();
    }

    private bool IsHopeless(Flight flight) =>
        flight.Commands.TrueForAll(static held => held.Task.IsCompleted)
        || (!flight.ThroughBackup
            && _directory.SilentFor(flight.Url) > _options.SilenceGrace
            && _directory.AnotherThan(flight.Url) is not null);

    private void ExpireAt(long now, HeldCommand held)
    {
        if (held.Deadline <= now)
        {
            Complete(held, CommandOutcome.Unknown.Value);
        }
    }

    private void Complete(HeldCommand held, CommandOutcome outcome)
    {
        if (held.TrySetResult(outcome))
        {
            _held--;
            _heldBytes -= held.Command.Body.Length;
            Latencies.Add(held.Deadline - Ticks(_options.Deadline));
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}

using JustHungry.Replication.Views;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>Does to a town what its plan says, and makes good again what was done.</summary>
internal sealed class Mayhem
{
    /// <summary>After this long without trouble nobody has a reason to claim.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(6);

    /// <summary>Who was asked to stop, and is well, ends within this time.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(12);

    /// <summary>An advance takes about so long: somewhere within it a process may die.</summary>
    private static readonly TimeSpan Flight = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Sleep = TimeSpan.FromMinutes(11);
    private static readonly TimeSpan SuperviseEvery = TimeSpan.FromMilliseconds(500);
    private const double LongestJump = 10_000;

    private readonly FoodTown _town;
    private readonly World _world;
    private readonly Random _random;
    private readonly List<string> _hosts;
    private readonly Dictionary<string, TimeSpan> _dieAdvancing = [];
    private readonly HashSet<ReplicaNode> _away = [];
    private TimeSpan _calmSince;
    private int _phase = 1;

    public Mayhem(FoodTown town)
    {
        (_town, _world, _random) = (town, town.World, town.World.Stream("mayhem"));
        _hosts = [.. town.Replicas.Select(node => node.Name), .. town.FrontEnds.Select(node => node.Name), SimulatedLog.Host];
        town.Log.Advancing += DieIfMarked;
        town.LogChecks.Claimed += CheckClaim;
    }

    /// <summary>The first phase: everything that the plan has goes wrong; what is promised must hold.</summary>
    public void Rage()
    {
        var weather = _town.Plan.Weather;
        _town.Network.Faults = weather.Network;
        (_town.Log.UnknownAnswers, _town.Log.LateDoubles) = (weather.UnknownAdvances, weather.LateDoubles);
        _town.Log.PageEntries = weather.PageEntries;
        _town.Replicas.ForEach(node => node.Disk!.Errors = weather.StoreErrors);
        _calmSince = _world.Now;
        Supervise();
        if (_town.Plan.JoinsAt is { } joinsAt)
        {
            var joiner = _town.Replicas[^1];
            _away.Add(joiner);
            After(joinsAt, () => Join(joiner));
        }
        foreach (var mishap in _town.Plan.Mishaps)
        {
            _world.Schedule(mishap.At, () => Do(mishap));
        }
        _world.RunFor(_town.Plan.Length);
    }

    /// <summary>
    /// The second phase: a core of replicas is healed, and everything around it; the others are dead, frozen or cut off for good.
    /// </summary>
    public void HealCore()
    {
        HealAround();
        var core = PickCore();
        _world.Tell($"healed: {string.Join(", ", core.Select(node => node.Name))}");
        foreach (var node in _town.Replicas.Except(core))
        {
            _away.Add(node);
            switch (_random.Next(3))
            {
                case 0:
                    node.Kill();
                    break;
                case 1:
                    node.Loop.Pause();
                    break;
                default:
                    CutOff(node.Name);
                    break;
            }
        }
        core.ForEach(Heal);
    }

    /// <summary>And at last the others too.</summary>
    public void HealAll()
    {
        _world.Tell("healed: everybody");
        _away.Clear();
        HealAround();
        _town.Replicas.ForEach(Heal);
    }

    private void HealAround()
    {
        _phase++;
        _calmSince = _world.Now;
        _dieAdvancing.Clear();
        _town.Network.MendAll();
        _town.Network.Faults = NetworkFaults.None with { Late = 0 };
        (_town.Log.UnknownAnswers, _town.Log.LateDoubles, _town.Log.IsDown, _town.Log.IsFull) = (0, 0, false, false);
        foreach (var frontEnd in _town.FrontEnds.Where(frontEnd => !frontEnd.Loop.IsAlive))
        {
            frontEnd.Start();
        }
    }

    /// <summary>Whom the log can still serve must be among them, or nobody could go on.</summary>
    private List<ReplicaNode> PickCore()
    {
        var size = _town.Plan.Core == 0 ? _town.Replicas.Count : _town.Plan.Core;
        var order = _town.Replicas.OrderBy(_ => _random.Next()).ToList();
        var core = order.Take(size).ToList();
        if (!core.Exists(node => node.Disk!.Durable >= _town.Log.Trimmed))
        {
            core.Add(order.First(node => node.Disk!.Durable >= _town.Log.Trimmed));
        }
        return core;
    }

    private void Heal(ReplicaNode node)
    {
        (node.Disk!.Errors, node.Disk.FailsUntil, node.Disk.FullUntil, node.Disk.FailsNextCommit) =
            (0, TimeSpan.Zero, TimeSpan.Zero, false);
        node.Clock.Offset = TimeSpan.Zero;
        node.DamagedSnapshots = 0;
        node.Loop.Resume();
        Restart(node);
    }

    private void Do(Mishap mishap)
    {
        _world.Tell($"mishap: {mishap}");
        _calmSince = Max(_calmSince, _world.Now + mishap.Span);
        var victim = _town.Replicas[mishap.Victim % _town.Replicas.Count];
        var primary = _town.Primary ?? victim;
        switch (mishap.Kind)
        {
            case MishapKind.PrimaryDiesAdvancing:
                Mark(primary, mishap.Span);
                break;
            case MishapKind.ReplicaDiesAdvancing:
                Mark(victim, mishap.Span);
                break;
            case MishapKind.PrimaryDies:
                Die(primary, mishap.Span, losesPower: false);
                break;
            case MishapKind.ReplicaDies:
                Die(victim, mishap.Span, losesPower: false);
                break;
            case MishapKind.PrimaryLosesPower:
                Die(primary, mishap.Span, losesPower: true);
                break;
            case MishapKind.ReplicaLosesPower:
                Die(victim, mishap.Span, losesPower: true);
                break;
            case MishapKind.AllLosePower:
                _town.Replicas.ForEach(node => Die(node, mishap.Span, losesPower: true));
                break;
            case MishapKind.PrimaryIsPaused:
                Pause(primary, mishap.Span * 2);
                break;
            case MishapKind.ReplicaIsPaused:
                Pause(victim, mishap.Span * 2);
                break;
            case MishapKind.PrimaryStops:
                Stop(primary);
                break;
            case MishapKind.ReplicaStops:
                Stop(victim);
                break;
            default:
                DoAround(mishap, victim, primary);
                break;
        }
    }

    /// <summary>What does not happen to a replica's process.</summary>
    private void DoAround(Mishap mishap, ReplicaNode victim, ReplicaNode primary)
    {
        var (from, to) = (_hosts[mishap.Victim % _hosts.Count], _hosts[mishap.Victim / _hosts.Count % _hosts.Count]);
        switch (mishap.Kind)
        {
            case MishapKind.FrontEndDies:
                var frontEnd = _town.FrontEnds[mishap.Victim % _town.FrontEnds.Count];
                frontEnd.Kill();
                After(mishap.Span, () => RestartFrontEnd(frontEnd));
                break;
            case MishapKind.ReplicaIsCutOff:
                CutOff(victim.Name);
                After(mishap.Span, () => Mend(victim.Name));
                break;
            case MishapKind.PrimaryIsCutOffFromLog:
                CutLink(primary.Name, SimulatedLog.Host, mishap.Span);
                CutLink(SimulatedLog.Host, primary.Name, mishap.Span);
                break;
            case MishapKind.LinkIsCutOneWay:
                CutLink(from, to, mishap.Span);
                break;
            case MishapKind.LinkIsClogged:
                _town.Network.Clog(from, to, _world.Now + mishap.Span);
                break;
            case MishapKind.LogDies:
                _town.Log.IsDown = true;
                _town.Log.ForgetRegistry();
                After(mishap.Span, () => _town.Log.IsDown = false);
                break;
            case MishapKind.LogIsFull:
                _town.Log.IsFull = true;
                After(mishap.Span, () => _town.Log.IsFull = false);
                break;
            case MishapKind.LogForgetsWhoLives:
                _town.Log.ForgetRegistry();
                break;
            case MishapKind.LogIsTrimmed:
                _town.Log.Trim(_town.Replicas.Select(node => node.Disk!.Durable).OrderDescending().ElementAt(1));
                break;
            default:
                DoToMachine(mishap, victim);
                break;
        }
    }

    private void DoToMachine(Mishap mishap, ReplicaNode victim)
    {
        var disk = victim.Disk!;
        switch (mishap.Kind)
        {
            case MishapKind.DiskFails:
                disk.FailsUntil = _world.Now + mishap.Span;
                break;
            case MishapKind.DiskIsFull:
                disk.FullUntil = _world.Now + mishap.Span;
                break;
            case MishapKind.CommitFails:
                disk.FailsNextCommit = true;
                After(mishap.Span, () =>
                {
                    disk.FailsNextCommit = false;
                    Restart(victim);
                });
                break;
            case MishapKind.ClockJumps:
                var jump = TimeSpan.FromSeconds(LongestJump * Math.Pow(mishap.Size, 5));
                victim.Clock.Offset += jump;
                After(mishap.Span, () => victim.Clock.Offset -= jump);
                break;
            case MishapKind.AllClocksJump:
                _town.Replicas.ForEach(node => node.Clock.Offset += Sleep);
                break;
        }
    }

    /// <summary>Once made, the next advance is this process's last, wherever it has come by then.</summary>
    private void Mark(ReplicaNode node, TimeSpan span)
    {
        _dieAdvancing[node.Name] = span;
        After(span, () => _dieAdvancing.Remove(node.Name));
    }

    private void DieIfMarked(NodeLoop advancing)
    {
        if (_dieAdvancing.Remove(advancing.Host, out var span))
        {
            var node = _town.Replicas.Find(replica => replica.Name == advancing.Host)!;
            _world.Schedule(_random.Between(TimeSpan.Zero, Flight), () =>
            {
                if (node.Loop == advancing && !_away.Contains(node))
                {
                    Die(node, span, losesPower: false);
                }
            });
        }
    }

    private void Die(ReplicaNode node, TimeSpan span, bool losesPower)
    {
        node.Kill();
        if (losesPower)
        {
            node.Disk!.LosePower();
            _world.Tell($"{node.Name} loses power; its disk keeps {node.Disk.Durable} for certain");
        }
        After(span, () => Restart(node));
    }

    private void Pause(ReplicaNode node, TimeSpan span)
    {
        _world.Tell($"{node.Loop.Name} is paused");
        _calmSince = Max(_calmSince, _world.Now + span);
        var loop = node.Loop;
        loop.Pause();
        After(span, () =>
        {
            if (!_away.Contains(node) && loop.IsPaused)
            {
                _world.Tell($"{loop.Name} goes on");
                loop.Resume();
            }
        });
    }

    private void Stop(ReplicaNode node)
    {
        _world.Tell($"{node.Loop.Name} is asked to stop");
        var loop = node.Loop;
        node.Stopping.Cancel();
        _world.Schedule(TimeToStop, () =>
        {
            if (node.IsUp && node.Loop == loop && !loop.IsPaused && !_away.Contains(node))
            {
                if (IsCalm)
                {
                    _world.Break($"{loop.Name} was asked to stop {TimeToStop.TotalSeconds} s ago, and has not ended");
                }
                node.Kill();
            }
        });
    }

    private void Join(ReplicaNode node)
    {
        _world.Tell($"{node.Name} joins the town");
        _away.Remove(node);
        Restart(node);
    }

    private void Restart(ReplicaNode node)
    {
        if (!node.IsUp && !_away.Contains(node))
        {
            _calmSince = Max(_calmSince, _world.Now);
            _town.Start(node);
        }
    }

    private static void RestartFrontEnd(FrontEndNode frontEnd)
    {
        if (!frontEnd.Loop.IsAlive)
        {
            frontEnd.Start();
        }
    }

    private void CutOff(string name)
    {
        foreach (var other in _hosts)
        {
            _town.Network.Cut(name, other);
            _town.Network.Cut(other, name);
        }
    }

    private void Mend(string name)
    {
        foreach (var other in _hosts)
        {
            _town.Network.Mend(name, other);
            _town.Network.Mend(other, name);
        }
    }

    private void CutLink(string from, string to, TimeSpan span)
    {
        _town.Network.Cut(from, to);
        After(span, () => _town.Network.Mend(from, to));
    }

    /// <summary>Makes good what was done, unless everything has been by then.</summary>
    private void After(TimeSpan span, Action action)
    {
        var phase = _phase;
        _world.Schedule(span, () =>
        {
            if (phase == _phase)
            {
                action();
            }
        });
    }

    /// <summary>Who ended by itself is started again, as <c>hungry up</c> does; in the second phase whoever is not up, too.</summary>
    private void Supervise()
    {
        foreach (var node in _town.Replicas.Where(node => !node.IsUp && (node.End is not null || _phase > 1)))
        {
            Restart(node);
        }
        _world.Schedule(SuperviseEvery, Supervise);
    }

    /// <summary>Whether everybody who is up can do all that is to be done, and could for a while.</summary>
    private bool IsCalm => _world.Now - _calmSince > Settled && (_phase > 1 || _town.Plan.Weather.IsMild);

    /// <summary>A connection that broke, with a good reconnect, is no reason to depose anybody.</summary>
    private void CheckClaim(View before, View next)
    {
        var deposed = _town.Find(before.Primary.Url);
        if (deposed is { IsUp: true, Loop.IsPaused: false } && deposed.Loop.Name == before.Primary.Incarnation
            && IsCalm && !_away.Contains(deposed))
        {
            _world.Break($"{next.Primary.Incarnation} deposes {deposed.Loop.Name}, which is well");
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

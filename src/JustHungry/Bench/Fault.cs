using System.Globalization;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Replicas;
using JustHungry.Up;
using Town = JustHungry.Up.Town;

namespace JustHungry.Bench;

/// <summary>What <c>hungry bench failover</c> does to a town under load. On the command line in lower case with hyphens.</summary>
internal enum Fault
{
    /// <summary>The primary is killed.</summary>
    Kill,

    /// <summary>The primary is frozen (SIGSTOP) for <see cref="Faults.FrozenFor"/>, and thawed.</summary>
    Freeze,

    /// <summary>A backup is frozen for as long, and thawed.</summary>
    FreezeBackup,

    /// <summary>The primary is asked to hand over.</summary>
    HandOver,

    /// <summary>All replicas but one backup are killed at once.</summary>
    AllButOne,

    /// <summary>The name server is killed.</summary>
    NameServer,

    /// <summary>Every process of the town is killed at once, the front end too: requests under way fail.</summary>
    Everything,
}

/// <summary>Does to a town what a <see cref="Fault"/> says. The supervisor starts anew whatever died of it.</summary>
internal static class Faults
{
    /// <summary>How long a frozen replica stays so.</summary>
    public static readonly TimeSpan FrozenFor = TimeSpan.FromSeconds(10);

    /// <summary>The words of the command line.</summary>
    public static readonly IReadOnlyList<string> Words = ["kill", "freeze", "freeze-backup", "hand-over", "all-but-one", "name-server", "everything"];

    public static Fault Parse(string word) => Enum.Parse<Fault>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>Whether requests may fail of it: the front end dies with all the rest.</summary>
    public static bool MayFailRequests(Fault fault) => fault == Fault.Everything;

    /// <summary>Does it; completes when a frozen one is thawed, else at once. Answers with what it did, for people.</summary>
    public static async Task<string> Strike(Fault fault, Town town, Supervised primary, TimeProvider time, CancellationToken cancellation)
    {
        var backups = town.Replicas.Where(replica => replica != primary).ToList();
        switch (fault)
        {
            case Fault.Kill:
                return Kill([primary]);
            case Fault.AllButOne:
                return Kill([primary, .. backups.Skip(1)]);
            case Fault.NameServer:
                return Kill(town.Parts.Where(part => !town.Replicas.Contains(part)).Take(1));
            case Fault.Everything:
                return Kill(town.Parts);
            case Fault.Freeze:
                return await Freeze(primary, time, cancellation);
            case Fault.FreezeBackup:
                return await Freeze(backups[0], time, cancellation);
            default:
                return await HandOver(town, cancellation);
        }
    }

    private static string Kill(IEnumerable<Supervised> parts)
    {
        var struck = parts.ToList();
        struck.ForEach(part => part.Child?.Kill());
        return $"killed {string.Join(", ", struck.Select(part => part.Name))}";
    }

    private static async Task<string> Freeze(Supervised part, TimeProvider time, CancellationToken cancellation)
    {
        var pid = part.Child?.Pid ?? throw new RefusedException($"{part.Name} died by itself.");
        Signals.Send(pid, Signals.Freeze);
        try
        {
            await Task.Delay(FrozenFor, time, cancellation);
        }
        finally
        {
            Signals.Send(pid, Signals.Thaw);
        }
        return string.Create(CultureInfo.InvariantCulture, $"froze {part.Name} for {FrozenFor.TotalSeconds} s");
    }

    private static async Task<string> HandOver(Town town, CancellationToken cancellation)
    {
        var view = await town.Cluster.Look(cancellation);
        ReplicaStatus primary = view.Primary ?? throw new RefusedException("there is no primary just now.");
        var after = await town.Cluster.HandOver(primary, to: null, cancellation);
        return $"{primary.Replica.Id} handed over to {after.View?.Primary.Id}";
    }
}

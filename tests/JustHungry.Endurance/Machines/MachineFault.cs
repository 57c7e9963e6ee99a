using JustHungry.Processes;

namespace JustHungry.Endurance.Machines;

/// <summary>Something that befalls machines or processes; <see cref="MachineTown.Repair"/> puts it right. Immutable.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Meaning">What is done, for people.</param>
/// <param name="Most">What the time without acknowledgements is to be at most; null: nothing is asked.</param>
/// <param name="IsMedian">True where that is asked of the median, false where of every time.</param>
/// <param name="Strike">Does it.</param>
internal sealed record MachineFault(
    string Name, string Meaning, TimeSpan? Most, bool IsMedian, Func<MachineTown, CancellationToken, Task> Strike)
{
    private static readonly TimeSpan Replica = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Machine = TimeSpan.FromSeconds(4);

    private const string NotLoopbackOut = "oifname != \"lo\"";
    private const string NotLoopbackIn = "iifname != \"lo\"";

    public static IReadOnlyList<MachineFault> All { get; } =
    [
        new("kill-primary", "kill -9 of the primary", Replica, true, async (town, cancel) => (await town.Primary(cancel)).Replica.Kill()),
        new("kill-etcd-leader", "kill -9 of etcd's leader", Machine, false, async (town, cancel) => (await town.EtcdLeader(cancel)).Etcd.Kill()),
        new("kill-both", "kill -9 of the primary and of etcd's leader", Machine, false, async (town, cancel) =>
        {
            var (primary, leader) = (await town.Primary(cancel), await town.EtcdLeader(cancel));
            primary.Replica.Kill();
            leader.Etcd.Kill();
        }),
        new("kill-machine", "the primary's machine loses its power", Machine, false, async (town, cancel) =>
        {
            var machine = await town.Primary(cancel);
            await Cut(town, machine);
            foreach (var child in machine.All)
            {
                child.Kill();
            }
        }),
        new("cut-machine", "the primary's machine is cut off", Machine, false, async (town, cancel) => await Cut(town, await town.Primary(cancel))),
        new("cut-from-etcd", "the primary is cut from etcd only", Machine, false, async (town, cancel) =>
        {
            var machine = await town.Primary(cancel);
            await town.Namespaces.Drop(machine.Number, $"tcp dport {Machines.Machine.ClientPort}", $"tcp sport {Machines.Machine.ClientPort}");
        }),
        new("cut-from-front-ends", "the primary is cut from the front ends only", Machine, false, async (town, cancel) =>
        {
            var primary = await town.Primary(cancel);
            foreach (var machine in town.Machines)
            {
                await town.Namespaces.Drop(
                    machine.Number,
                    $"meta skgid {Machines.Machine.FrontEndGroup} ip daddr {primary.Address} tcp dport {Machines.Machine.ReplicaPort}", null);
            }
        }),
        new("cut-outward", "what the primary's machine sends is lost", Machine, false, async (town, cancel) =>
            await town.Namespaces.Drop((await town.Primary(cancel)).Number, NotLoopbackOut, null)),
        new("cut-inward", "what is sent to the primary's machine is lost", Machine, false, async (town, cancel) =>
            await town.Namespaces.Drop((await town.Primary(cancel)).Number, null, NotLoopbackIn)),
        new("freeze-primary", "the primary stands still", Machine, false, async (town, cancel) => Freeze((await town.Primary(cancel)).Replica)),
        new("freeze-backup", "a backup stands still", Machine, false, async (town, cancel) => Freeze((await Other(town, await town.Primary(cancel))).Replica)),
        new("freeze-etcd-leader", "etcd's leader stands still", Machine, false, async (town, cancel) => Freeze((await town.EtcdLeader(cancel)).Etcd)),
        new("freeze-etcd-follower", "another member of etcd stands still", Machine, false, async (town, cancel) =>
            Freeze((await Other(town, await town.EtcdLeader(cancel))).Etcd)),
        new("freeze-front-end", "a front end stands still", Machine, false, (town, _) =>
        {
            Freeze(town.Machines[0].FrontEnd);
            return Task.CompletedTask;
        }),
        new("full-disk", "the primary's disk is full", Machine, false, async (town, cancel) => await (await town.Primary(cancel)).FillDisk()),
        new("restart-all", "everything is killed, and started again", null, false, async (town, _) =>
        {
            var all = town.Machines.SelectMany(machine => machine.All).ToList();
            all.ForEach(child => child.Kill());
            await Task.WhenAll(all.Select(child => child.Ended));
            foreach (var machine in town.Machines)
            {
                machine.StartWhatIsDead();
            }
        }),
    ];

    private static Task Cut(MachineTown town, Machine machine) =>
        town.Namespaces.Drop(machine.Number, NotLoopbackOut, NotLoopbackIn);

    private static Task<Machine> Other(MachineTown town, Machine than) =>
        Task.FromResult(town.Machines[than.Number % town.Machines.Count]);

    private static void Freeze(Child child) => Signals.Send(child.Pid, Signals.Freeze);
}

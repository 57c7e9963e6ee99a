using System.Globalization;
using JustHungry.Bench;
using JustHungry.Cluster;
using JustHungry.Commands;
using JustHungry.Processes;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;
using JustHungry.Up;

namespace JustHungry.Endurance.Machines;

/// <summary>A town over three machines, seen from where the clients are. This process runs in their namespace.</summary>
internal sealed class MachineTown : IAsyncDisposable
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Samples = ["ask.json", "stantons.json"];

    private readonly string _folder;
    private readonly TimeProvider _time;

    private MachineTown(Namespaces namespaces, string folder, string program, TimeProvider time)
    {
        (Namespaces, _folder, _time) = (namespaces, folder, time);
        Machines = [.. Enumerable.Range(1, Namespaces.Machines).Select(number => new Machine(
            namespaces, number, Directory.CreateDirectory(Path.Combine(folder, $"machine-{number}")).FullName, program, time))];
        Cluster = new ClusterClient(Machine.NameServer(1), ClusterKey.LoadOrCreate(Path.Combine(folder, DataFolders.KeyName)), time);
    }

    public Namespaces Namespaces { get; }

    public IReadOnlyList<Machine> Machines { get; }

    public ClusterClient Cluster { get; }

    public string Logs => Path.Combine(_folder, "logs");

    public static async Task<MachineTown> Start(
        Namespaces namespaces, string folder, string program, TimeProvider time, CancellationToken cancellation)
    {
        var town = new MachineTown(namespaces, folder, program, time);
        try
        {
            foreach (var machine in town.Machines)
            {
                await machine.MakeDisk();
                machine.StartEtcd();
            }
            var first = town.Machines[0];
            await town.Until("etcd", async () => (await ((EtcdLog)town.Cluster.Log).Inspect(cancellation)).Trouble is null, cancellation);
            first.StartReplica("--new-town");
            await first.Ready(first.Replica);
            foreach (var machine in town.Machines)
            {
                if (machine != first)
                {
                    machine.StartReplica();
                }
                machine.StartFrontEnd();
            }
            await town.Recovered(cancellation);
            await SampleTown.Load(
                town.Cluster, [.. SampleTown.Files.Where(file => Samples.Contains(Path.GetFileName(file)))], time,
                words => throw new RefusedException(words), cancellation);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>Orders that the town takes.</summary>
    public Task<List<byte[]>> Orders(CancellationToken cancellation) =>
        BenchTown.Running(Machines[0].FrontEndUrl.AbsoluteUri).Orders(new Random(1), _time, cancellation);

    public async Task<Machine> Primary(CancellationToken cancellation)
    {
        Machine? found = null;
        await Until(
            "a primary",
            async () =>
            {
                var url = (await Cluster.TryLook(cancellation))?.Primary?.Replica.Url;
                found = Machines.FirstOrDefault(machine => url is not null && new Uri(url).Host == machine.Address);
                return found is not null;
            },
            cancellation);
        return found!;
    }

    public async Task<Machine> EtcdLeader(CancellationToken cancellation)
    {
        Machine? found = null;
        await Until(
            "a leader of etcd",
            async () =>
            {
                var leader = (await ((EtcdLog)Cluster.Log).Inspect(cancellation)).Members.FirstOrDefault(member => member.IsLeader);
                found = Machines.FirstOrDefault(machine => leader is not null && new Uri(leader.Endpoint).Host == machine.Address);
                return found is not null;
            },
            cancellation);
        return found!;
    }

    /// <summary>Puts everything right, and waits until all three replicas are close, all front ends listen, and all members of etcd answer.</summary>
    public async Task Repair(CancellationToken cancellation)
    {
        await Namespaces.Heal();
        foreach (var machine in Machines)
        {
            machine.EmptyDisk();
            foreach (var child in machine.All)
            {
                Signals.Send(child.Pid, child.IsAlive ? Signals.Thaw : 0);
            }
            machine.StartWhatIsDead();
        }
        await Recovered(cancellation);
    }

    /// <summary>The stores' common hash.</summary>
    /// <exception cref="RefusedException">They differ.</exception>
    public async Task<StoreHashes> Verify(CancellationToken cancellation)
    {
        var found = await Cluster.CompareStores(cancellation);
        return found.AreEqual && found.Replicas.Count == Machines.Count ? found
            : throw new RefusedException($"the stores differ at position {found.Position}: {string.Join(", ", found.Replicas)}.");
    }

    public async Task Until(string what, Func<Task<bool>> isSo, CancellationToken cancellation)
    {
        var since = _time.GetTimestamp();
        while (!await isSo())
        {
            if (_time.GetElapsedTime(since) > RecoveryLimit)
            {
                var view = await Cluster.TryLook(cancellation);
                throw new RefusedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"waited {RecoveryLimit.TotalSeconds} s in vain for {what}: {StatusLoop.Headline(view, null)}; {StatusLoop.State(view)}; the logs are in {Logs}."));
            }
            await Task.Delay(LookEvery, _time, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in Machines)
        {
            await machine.DisposeAsync();
        }
        Cluster.Dispose();
    }

    private async Task Recovered(CancellationToken cancellation)
    {
        await Until(
            "three replicas close to the head, and a healthy etcd",
            async () => await Cluster.TryLook(cancellation) is { Primary: { Trouble: null, Refuses: null } } view
                && Machines.All(machine => machine.Replica.IsAlive && machine.FrontEnd.IsAlive && IsClose(view, machine))
                && (await ((EtcdLog)Cluster.Log).Inspect(cancellation)).Trouble is null,
            cancellation);
        await Task.WhenAll(Machines.Select(machine => machine.Ready(machine.FrontEnd)));
    }

    private static bool IsClose(ClusterView view, Machine machine) => view.Members.Any(member =>
        member.Status.Pid == machine.Replica.Pid && new Uri(member.Status.Replica.Url).Host == machine.Address
        && member.Role is ReplicaRole.Primary or ReplicaRole.Backup && member.Status.Refuses is null);
}

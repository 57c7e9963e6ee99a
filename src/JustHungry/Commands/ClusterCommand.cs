using System.CommandLine;
using System.Globalization;
using JustHungry.Cluster;
using JustHungry.Processes;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Commands;

/// <summary><c>hungry cluster view | hand-over | remove | verify | make-room | features | move-log</c>: looks at a running town, and steers it.</summary>
internal static class ClusterCommand
{
    public static Command Create(TimeProvider time) => new("cluster", "Look at a running town, and steer it.")
    {
        View(time), HandOver(time), Remove(time), Verify(time), MakeRoom(time), Features(time), MoveLogCommand.Create(time),
    };

    private static Command View(TimeProvider time)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var (command, connect) = New("view", "Show the view, the primary and every replica.", time);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connect(parsed);
            var view = await cluster.Look(cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(ClusterReport.Json(view));
            }
            else
            {
                ClusterReport.Print(view, Screen.OfThisProcess());
            }
            return CommandLine.Fine;
        });
        return command;
    }

    private static Command HandOver(TimeProvider time)
    {
        var to = new Option<string?>("--to") { Description = "The id of the replica to be the primary. Default: the best one.", HelpName = "ID" };
        var (command, connect) = New("hand-over", "Let the primary hand over to another replica.", time);
        command.Add(to);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connect(parsed);
            var before = await cluster.Look(cancellation);
            var primary = before.Primary ?? throw new RefusedException("there is no primary just now.");
            var heir = parsed.GetValue(to);
            if (heir is not null && before.Members.All(member => member.Id != heir))
            {
                throw new RefusedException($"there is no replica '{heir}'; hungry cluster view shows them.");
            }
            if (heir == primary.Replica.Id)
            {
                throw new RefusedException($"{heir} is the primary already.");
            }
            var after = await Supervise(
                cluster, time, "hand_over", heir, () => cluster.HandOver(primary, heir, cancellation), cancellation);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"View {after.View?.Number}: {after.View?.Primary.Id} is the primary now, after {primary.Replica.Id}."));
            return CommandLine.Fine;
        });
        return command;
    }

    private static Command Remove(TimeProvider time)
    {
        var id = new Argument<string>("REPLICA") { Description = "Its id, as hungry cluster view shows it." };
        var (command, connect) = New("remove", "Remove a replica for good: it ends if it runs, and holds nothing back.", time);
        command.Add(id);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connect(parsed);
            var replica = parsed.GetValue(id)!;
            if ((await cluster.Look(cancellation)).Members.All(member => member.Id != replica))
            {
                throw new RefusedException($"there is no replica '{replica}'; hungry cluster view shows them.");
            }
            var hasEnded = await Supervise(
                cluster, time, "remove_replica", replica, () => cluster.Remove(replica, cancellation), cancellation);
            Console.WriteLine(hasEnded
                ? $"{replica} is removed: it holds nothing back any more. Its folder can be deleted."
                : $"{replica} is removed: it holds nothing back any more. It did not answer; should its process still live, end it, or it joins again.");
            return CommandLine.Fine;
        });
        return command;
    }

    private static Command Verify(TimeProvider time)
    {
        var (command, connect) = New("verify", "Prove that the stores of all living replicas are equal.", time);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connect(parsed);
            var found = await Supervise(cluster, time, "verify", null, () => cluster.CompareStores(cancellation), cancellation);
            foreach (var (id, hash) in found.Replicas)
            {
                Console.WriteLine($"{id}  {hash}");
            }
            if (!found.AreEqual)
            {
                throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"the stores differ at position {found.Position}."));
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{found.Replicas.Count} stores are equal at position {found.Position}."));
            return CommandLine.Fine;
        });
        return command;
    }

    private static Command Features(TimeProvider time)
    {
        var (command, connect) = New("features", "Show the town's feature level, and which levels its replicas read.", time);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connect(parsed);
            var view = await cluster.Look(cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"feature level {view.View?.Level ?? Replication.Views.View.FirstLevel}"));
            foreach (var member in view.Members)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{member.Id}  reads up to {member.Status.Reads}  program {member.Status.Program ?? "unknown"}  {ClusterReport.Word(member.Role)}"));
            }
            return CommandLine.Fine;
        });
        var (raise, connectRaise) = New("raise", "Let the town write what its older programs cannot read: there is no way back.", time);
        raise.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connectRaise(parsed);
            var primary = (await cluster.Look(cancellation)).Primary ?? throw new RefusedException("there is no primary just now.");
            var level = await Supervise(
                cluster, time, "raise_level", null, () => cluster.RaiseLevel(primary, cancellation), cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The town's feature level is {level} now."));
            return CommandLine.Fine;
        });
        command.Add(raise);
        return command;
    }

    private static Command MakeRoom(TimeProvider time)
    {
        var (command, connect) = New("make-room", "Bring an etcd that is full back: compact, defragment member by member, disarm.", time);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = connect(parsed);
            if (cluster.Log is not EtcdLog etcd)
            {
                throw new RefusedException("the log is not on etcd: the town's own name server makes room by itself.");
            }
            try
            {
                Console.WriteLine($"Before: {(await etcd.Inspect(cancellation)).Describe()}.");
                Console.WriteLine("Each member stands still while it is defragmented …");
                var health = await etcd.MakeRoom(cancellation);
                Console.WriteLine($"After: {health.Describe()}.");
                return health.Trouble is { } trouble ? throw new RefusedException(trouble) : CommandLine.Fine;
            }
            catch (LogUnavailableException error)
            {
                throw new RefusedException($"not all was done, and it can be repeated: {error.Message}");
            }
        });
        return command;
    }

    /// <summary>
    /// Does something with the town's machinery once the trail has it. A town that takes no commands is helped all the same, and then it is
    /// said that the trail does not have it.
    /// </summary>
    public static async Task<T> Supervise<T>(
        ClusterClient cluster, TimeProvider time, string act, string? subject, Func<Task<T>> work, CancellationToken cancellation)
    {
        var isNoted = await new TownCommands(cluster, time).Note(OperatorCommand.FreshId(time), act, subject, cancellation);
        var done = await work();
        if (!isNoted)
        {
            Console.Error.WriteLine("hungry: the town took no commands just then, so its trail does not have this.");
        }
        return done;
    }

    private static (Command Command, Func<ParseResult, ClusterClient> Connect) New(string name, string meaning, TimeProvider time)
    {
        var nameServer = SharedOptions.NameServer();
        var key = SharedOptions.Key();
        var tls = new TlsOptions();
        var command = new Command(name, meaning) { nameServer, key };
        tls.AddForClient(command);
        return (command, parsed => new ClusterClient(
            parsed.GetValue(nameServer)!,
            SharedOptions.ExistingKey(DataFolders.KeyFile(parsed.GetValue(key), folder: null)),
            time,
            tls.Read(parsed)));
    }
}

using System.Text;
using System.Text.RegularExpressions;
using JustHungry.Replication.Log;
using JustHungry.Replication.Peers;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Planted;

/// <summary>Any broken connection counts as the death of the primary.</summary>
internal sealed class ClaimOnAnyReset : Planting
{
    public override PlantedLife Begin(NodeLoop loop) => new Life();

    private sealed class Life : PlantedLife
    {
        public override IPeers Peers(IPeers peers) => new Nervous(peers);
    }

    private sealed class Nervous(IPeers peers) : IPeers
    {
        public Task<ReplicaStatus> Ask(string url, CancellationToken cancel) => peers.Ask(url, cancel);

        public async Task<ReplicaStatus> Heartbeat(string url, ReplicaStatus own, CancellationToken cancel)
        {
            try
            {
                return await peers.Heartbeat(url, own, cancel);
            }
            catch (PeerException error) when (error.Fault == PeerFault.Lost)
            {
                throw new PeerException(PeerFault.Refused, error.Message);
            }
        }
    }
}

/// <summary>One answer in some dozens is not kept, on all replicas alike: the same command would be taken for a new one.</summary>
internal sealed class ForgetAnswer : Planting
{
    public override void StoreOpened(string path)
    {
        using var database = Database.Open(path, new DatabaseOptions { Synchronous = Synchronous.Off, CheckpointPages = 0 });
        database.Execute("""
            CREATE TRIGGER IF NOT EXISTS forget AFTER INSERT ON answers WHEN hex(substr(NEW.key, 17, 1)) < '08'
            BEGIN DELETE FROM answers WHERE key = NEW.key; END
            """);
    }
}

/// <summary>A backup writes down when it applied what happened, and not when it happened.</summary>
internal sealed partial class ClockInApply : Planting
{
    public override PlantedLife Begin(NodeLoop loop) => new Life(loop);

    private sealed class Life(NodeLoop loop) : PlantedLife
    {
        public override IStateMachine Store(IStateMachine store) => new Clocked(store, loop.Time);
    }

    private sealed partial class Clocked(IStateMachine store, TimeProvider time) : StoreAround(store)
    {
        public override void Apply(IReadOnlyList<LogEntry> run, AppliedState applied) =>
            base.Apply([.. run.Select(entry => entry with { Commands = [.. entry.Commands.Select(Now)] })], applied);

        private ReadOnlyMemory<byte> Now(ReadOnlyMemory<byte> record) => Encoding.UTF8.GetBytes(At().Replace(
            Encoding.UTF8.GetString(record.Span), $"\"at\":{time.GetUtcNow().ToUnixTimeMilliseconds()}", 1));

        [GeneratedRegex("\"at\":[0-9]+")]
        private static partial Regex At();
    }
}

/// <summary>A snapshot says that it stands where its maker stood when it was asked for, and not where it does.</summary>
internal sealed class SnapshotWithoutPosition : Planting
{
    public override void SnapshotMade(string path, AppliedState asked)
    {
        using var database = Database.Open(path, new DatabaseOptions { Synchronous = Synchronous.Off });
        using var update = database.Prepare("UPDATE applied SET position = ?1, hash = ?2");
        update.Bind(1, asked.Head.Position).Bind(2, asked.Head.Hash).Execute();
        database.Checkpoint(truncate: true);
    }
}

/// <summary>A store as it is, for bugs that change one verb of it.</summary>
internal abstract class StoreAround(IStateMachine store) : IStateMachine
{
    public AppliedState Applied => store.Applied;

    public bool InTransaction => store.InTransaction;

    public void Begin() => store.Begin();

    public virtual Decision Decide(Submission submission, DecisionContext context) => store.Decide(submission, context);

    public ReadOnlyMemory<byte> EndEntry(DateTimeOffset time) => store.EndEntry(time);

    public void Commit(AppliedState applied) => store.Commit(applied);

    public void Rollback() => store.Rollback();

    public virtual void Apply(IReadOnlyList<LogEntry> run, AppliedState applied) => store.Apply(run, applied);

    public long MakeDurable() => store.MakeDurable();

    public Func<string> BeginContentHash() => store.BeginContentHash();
}

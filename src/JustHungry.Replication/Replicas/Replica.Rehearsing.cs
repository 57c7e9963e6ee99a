using JustHungry.Replication.Log;
using JustHungry.Replication.Peers;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <content>
/// What a backup does once, when it has caught up: everything that it will have to do in the first moments as the primary, with no
/// effect, so that its code is compiled and its connections are open by then. A cold fail-over takes several times as long.
/// </content>
public sealed partial class Replica
{
    /// <summary>Nobody listens there: what a dead primary's address is like.</summary>
    private const string DeadUrl = "http://127.0.0.1:1";

    /// <summary>Commands to decide in the rehearsal; whatever they come to is rolled back. Default: none.</summary>
    public IReadOnlyList<Submission> Rehearsal { get; init; } = [];

    private async Task Rehearse(CancellationToken ended)
    {
        while (!Volatile.Read(ref _isCaughtUp) && !ended.IsCancellationRequested)
        {
            await Sleep(ReplicaTimes.Retry, ended);
        }
        try
        {
            if (!ended.IsCancellationRequested && !IsPrimary && !_machine.InTransaction)
            {
                var entry = RehearseBatch();
                // Built on a head that cannot be: every log refuses it.
                await _log.Advance(NoHead(Applied.Head), entry, ended);
                await AskPeers(ended);
                await _peers.Ask(DeadUrl, ended);
            }
        }
        catch (Exception error) when (error is LogUnavailableException or PeerException or StoreException or OperationCanceledException)
        {
            // It was only a rehearsal.
        }
    }

    private ReadOnlyMemory<byte> RehearseBatch()
    {
        try
        {
            _machine.Begin();
            var now = Later(Applied.Time, EntryFormat.Truncate(_time.GetUtcNow()));
            var context = new DecisionContext(now, _random, Applied.View?.Level ?? View.FirstLevel);
            var records = Rehearsal.Select(command => _machine.Decide(command, context).Record).Where(record => record.Length > 0).ToList();
            return EntryFormat.Write(Applied.Head, Applied.View?.Number ?? 0, now, null, records, context.Level);
        }
        finally
        {
            _machine.Rollback();
        }
    }
}

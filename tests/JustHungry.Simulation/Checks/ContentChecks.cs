using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Seams;
using JustHungry.Simulation.Towns;
using Town = JustHungry.Replication.Replicas.Town;

namespace JustHungry.Simulation.Checks;

/// <summary>
/// Equal content at equal position: compares stores with one that applies the log alone, entry by entry, and never fails.
/// </summary>
internal sealed class ContentChecks(World world, SimulatedLog log, string path, Action<string> opened) : IDisposable
{
    private readonly Dictionary<long, string> _hashes = [];
    private ReplicaStore? _model;

    /// <summary>How many stores were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>
    /// Compares one store, as it is committed. The model cannot go back: where it is past the store, and nobody was there when it
    /// was, there is nothing to compare with.
    /// </summary>
    public void Look(ReplicaNode node)
    {
        if (world.Broken is not null || node.Machine is not DiskStore { Store: var store } || store.Applied.Head.Position == 0
            || log.Head is null)
        {
            return;
        }
        var applied = store.Applied.Head;
        if (applied.Position > log.Head.Position)
        {
            world.Break($"{node.Name} has applied {applied.Position}, and the log's head is {log.Head.Position}");
            return;
        }
        if (HashAt(applied.Position) is { } expected)
        {
            Compared++;
            var found = store.BeginContentHash()();
            if (found != expected)
            {
                world.Break($"{node.Name} has other content at position {applied.Position} than the log makes");
            }
        }
    }

    /// <summary>Compares all that are open, the ones behind first.</summary>
    public void LookAtAll(IEnumerable<ReplicaNode> nodes)
    {
        foreach (var node in nodes.Where(node => node.Machine is not null)
            .OrderBy(node => node.Machine!.Applied.Head.Position).ThenBy(node => node.Name, StringComparer.Ordinal))
        {
            Look(node);
        }
    }

    public void Dispose() => _model?.Dispose();

    private string? HashAt(long position)
    {
        if (_hashes.TryGetValue(position, out var known))
        {
            return known;
        }
        if (_model is null)
        {
            _model = ReplicaStore.Open(SimulatedDisk.Options(path));
            opened(path);
            Town.Begin(_model, log.Head!.Lineage);
        }
        if (_model.Applied.Head.Position > position)
        {
            return null;
        }
        Replay(_model, position);
        return _hashes[position] = _model.BeginContentHash()();
    }

    private void Replay(ReplicaStore model, long position)
    {
        var applied = model.Applied;
        var run = new List<LogEntry>();
        for (var next = applied.Head.Position + 1; next <= position; next++)
        {
            var entry = EntryFormat.Read(log.Entries[(int)next - 1]);
            run.Add(entry);
            applied = new AppliedState(
                new LogHead(applied.Head.Lineage, entry.Position, entry.Hash), entry.NewView ?? applied.View, entry.Time);
        }
        if (run.Count > 0)
        {
            model.Apply(run, applied);
        }
    }
}

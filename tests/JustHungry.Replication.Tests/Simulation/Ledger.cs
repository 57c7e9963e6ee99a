using System.Text;
using System.Text.Json;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.Replication.Tests.Simulation;

/// <summary>A command for the ledger: write a line under an id.</summary>
internal sealed record WriteLine(string Id, string Line) : Submission(Line.Length);

/// <summary>The smallest thing that can be replicated: lines under ids, each id once. Kept in memory, as if it were a disk.</summary>
internal sealed class Ledger : IStateMachine
{
    private readonly List<(string Id, string Line)> _lines = [];
    private readonly Dictionary<string, int> _numbers = [];
    private int _committed;

    public AppliedState Applied { get; private set; } = new(new LogHead("", 0, ""), null, DateTimeOffset.UnixEpoch);

    public bool InTransaction { get; private set; }

    public IEnumerable<string> Lines => _lines.Take(_committed).Select(line => $"{line.Id}={line.Line}");

    /// <summary>True while its disk fails.</summary>
    public bool Fails { get; set; }

    /// <summary>True where its disk is to be full at the next decision: the transaction is gone then, as SQLite's is.</summary>
    public bool IsFullOnce { get; set; }

    /// <summary>Called before a commit, when what was answered is not in the store yet.</summary>
    public Action Committing { get; set; } = static () => { };

    public void Begin() => InTransaction = Fails ? throw new StoreException("the disk fails") : true;

    public Decision Decide(Submission submission, DecisionContext context)
    {
        var (id, line) = ((WriteLine)submission).Id is var i ? (i, ((WriteLine)submission).Line) : default;
        if (IsFullOnce)
        {
            IsFullOnce = false;
            Rollback();
            throw new StoreException("the disk is full") { IsFull = true };
        }
        if (_numbers.TryGetValue(id, out var number))
        {
            return new Decision(default, Answer(number) with { Replayed = true });
        }
        Add(id, line);
        return new Decision(JsonSerializer.SerializeToUtf8Bytes(new[] { id, line }), Answer(_lines.Count));
    }

    public ReadOnlyMemory<byte> EndEntry(DateTimeOffset time) => default;

    public void Commit(AppliedState applied)
    {
        Committing();
        (Applied, InTransaction, _committed) = (applied, false, _lines.Count);
    }

    public void Rollback()
    {
        InTransaction = false;
        foreach (var (id, _) in _lines.Skip(_committed))
        {
            _numbers.Remove(id);
        }
        _lines.RemoveRange(_committed, _lines.Count - _committed);
    }

    public void Apply(IReadOnlyList<LogEntry> run, AppliedState applied)
    {
        foreach (var command in run.SelectMany(entry => entry.Commands))
        {
            var parts = JsonSerializer.Deserialize<string[]>(command.Span)!;
            Add(parts[0], parts[1]);
        }
        Commit(applied);
    }

    public Func<string> BeginContentHash()
    {
        var lines = string.Join('\n', Lines);
        return () => lines;
    }

    public long MakeDurable() => Applied.Head.Position;

    private void Add(string id, string line)
    {
        _lines.Add((id, line));
        _numbers.Add(id, _lines.Count);
    }

    private static Answer Answer(int number) => new(200, Encoding.UTF8.GetBytes($"{number}"));
}

using System.Text;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Log;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>What clients were told, and whether the town keeps to it. A broken promise is an <see cref="InvariantException"/>.</summary>
internal sealed class History(World world)
{
    private readonly Dictionary<string, (int Status, string Body)> _told = [];

    /// <summary>How many commands were answered.</summary>
    public int Answers => _told.Count;

    /// <summary>The first broken promise that was seen while the town ran; it stays.</summary>
    public InvariantException? Broken { get; private set; }

    /// <summary>An answer reached a client: it must be the answer that was given to that key before, if any was.</summary>
    public void Told(string client, ForwardedCommand command, CommandAnswer answer)
    {
        var body = Encoding.UTF8.GetString(answer.Body.Span);
        world.Tell($"{client} told {command.Type} {command.Id} {answer.Status}");
        if (answer.Status is < 200 or >= 500)
        {
            Broken ??= new InvariantException($"{command.Id} was answered {answer.Status}: {body}");
        }
        if (!_told.TryAdd(command.Id, (answer.Status, body)) && _told[command.Id] != (answer.Status, body))
        {
            Broken ??= new InvariantException($"{command.Id} was answered {_told[command.Id]} and then {(answer.Status, body)}.");
        }
    }

    /// <summary>Checks the six promises against the log and the stores of a healed town.</summary>
    public void Check(FoodTown town)
    {
        if (Broken is not null)
        {
            throw Broken;
        }
        var logged = CheckLog(town.Log);
        foreach (var (id, told) in _told)
        {
            // 1. What was acknowledged is there.
            Require(logged.TryGetValue(id, out var status), $"{id} was answered {told.Status}, and the log does not have it.");
            Require(status == told.Status, $"{id} was answered {told.Status}, and the log says {status}.");
        }
        // 6. Equal content at equal position.
        var hashes = town.Replicas.ConvertAll(node => node.Machine!.BeginContentHash()());
        Require(hashes.Distinct().Count() == 1, $"The stores differ: {string.Join(", ", hashes)}");
    }

    /// <summary>2. one decision per key; 3. numbers unique; 4. the chain is unbroken; 5. one writer per view.</summary>
    private static Dictionary<string, int> CheckLog(SimulatedLog log)
    {
        var decided = new Dictionary<string, int>();
        var numbers = new HashSet<string>();
        var (hash, view) = (EntryFormat.Origin(log.Head!.Lineage).Hash, 0L);
        foreach (var entry in log.Entries.Select(bytes => EntryFormat.Read(bytes)))
        {
            Require(entry.Previous == hash, $"The chain is broken at {entry.Position}.");
            Require(entry.View == (entry.NewView is null ? view : view + 1), $"Entry {entry.Position} of view {entry.View} follows view {view}.");
            (hash, view) = (entry.Hash, entry.View);
            foreach (var command in entry.Commands)
            {
                using var record = JsonDocument.Parse(command);
                CheckRecord(record.RootElement, decided, numbers);
            }
        }
        return decided;
    }

    private static void CheckRecord(JsonElement record, Dictionary<string, int> decided, HashSet<string> numbers)
    {
        if (record.TryGetProperty("id", out var id))
        {
            var status = record.GetProperty("answer").GetProperty("status").GetInt32();
            Require(decided.TryAdd(id.GetString()!, status), $"{id} was decided twice.");
        }
        foreach (var placed in record.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("type").GetString() == "orderPlaced"))
        {
            var number = $"{placed.GetProperty("restaurant")} {placed.GetProperty("day")} {placed.GetProperty("number")}";
            Require(numbers.Add(number), $"The order number {number} was given twice.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }
}

/// <summary>A promise of the design was broken: a bug in the product (or in the simulation).</summary>
internal sealed class InvariantException(string message) : Exception(message);

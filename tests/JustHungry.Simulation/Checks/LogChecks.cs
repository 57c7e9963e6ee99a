using System.Text.Json;
using JustHungry.Replication.Log;
using JustHungry.Replication.Views;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Checks;

/// <summary>
/// Watches every entry that goes into the log: the chain is unbroken, each view has one writer, each key one decision, each number
/// one order, each order one life.
/// </summary>
internal sealed class LogChecks(World world)
{
    private readonly Dictionary<string, Decided> _decided = [];
    private readonly Dictionary<string, LoggedOrder> _orders = [];
    private readonly HashSet<string> _numbers = [];
    private LogHead? _head;
    private View? _view;
    private DateTimeOffset _time;

    /// <summary>A claim that nobody but the claimer had a reason for: who was deposed, and by whom.</summary>
    public event Action<View, View>? Claimed;

    /// <summary>The last view in the log.</summary>
    public View? View => _view;

    /// <summary>What the log says of a command; null where it has not got it.</summary>
    public Decided? Find(string key) => _decided.GetValueOrDefault(key);

    /// <summary>What the log says of an order; null where it has not got it.</summary>
    public LoggedOrder? Order(string id) => _orders.GetValueOrDefault(id);

    public void Watch(SimulatedLog log) => log.Advanced += (bytes, writer) => Check(EntryFormat.Read(bytes), log.Head!, writer);

    private void Check(LogEntry entry, LogHead head, NodeLoop writer)
    {
        _head ??= EntryFormat.Origin(head.Lineage);
        Require(entry.Position == _head.Position + 1, $"entry {entry.Position} follows entry {_head.Position}");
        Require(entry.Previous == _head.Hash, $"the chain is broken at entry {entry.Position}");
        Require(entry.Time >= _time, $"time runs back at entry {entry.Position}");
        _time = entry.Time;
        _head = new LogHead(head.Lineage, entry.Position, entry.Hash);
        CheckView(entry, writer);
        foreach (var command in entry.Commands)
        {
            using var record = JsonDocument.Parse(command);
            CheckRecord(entry.Position, record.RootElement);
        }
    }

    /// <summary>In a view its primary alone writes; a view begins by its primary's claim, or by the old primary's handing over.</summary>
    private void CheckView(LogEntry entry, NodeLoop writer)
    {
        var before = _view;
        if (entry.NewView is { } next)
        {
            Require(next.Number == (before?.Number ?? 0) + 1 && entry.View == next.Number,
                $"view {next.Number} follows view {before?.Number}");
            Require(writer.Name == next.Primary.Incarnation || writer.Name == before?.Primary.Incarnation,
                $"{writer.Name} begins view {next.Number} for {next.Primary.Incarnation}");
            _view = next;
            world.Tell($"view {next.Number}: {next.Primary.Incarnation} is the primary");
            if (before is not null && writer.Name != before.Primary.Incarnation)
            {
                Claimed?.Invoke(before, next);
            }
        }
        else
        {
            Require(entry.View == before?.Number && writer.Name == before.Primary.Incarnation,
                $"{writer.Name} writes entry {entry.Position} in view {entry.View}, whose primary is {before?.Primary.Incarnation}");
        }
    }

    private void CheckRecord(long position, JsonElement record)
    {
        string? key = null;
        if (record.TryGetProperty("id", out var id))
        {
            key = id.GetString()!;
            var answer = record.GetProperty("answer");
            var order = answer.TryGetProperty("order", out var shown) ? shown.GetString() : null;
            var decided = new Decided(position, answer.GetProperty("status").GetInt32(), order);
            Require(_decided.TryAdd(key, decided), $"command {key} is decided in entry {position}, and was in {Find(key)?.Position}");
            if (world.Story is not null)
            {
                world.Story.Add($"{"",9}   {key} is decided: {decided.Status}{(order is null ? "" : $", order {order}")}");
            }
        }
        foreach (var happened in record.GetProperty("events").EnumerateArray())
        {
            CheckEvent(position, key, happened);
        }
    }

    private void CheckEvent(long position, string? key, JsonElement happened)
    {
        switch (happened.GetProperty("type").GetString())
        {
            case "orderPlaced":
                var placed = happened.GetProperty("id").GetString()!;
                var number = $"{happened.GetProperty("restaurant")} {happened.GetProperty("day")} {happened.GetProperty("number")}";
                Require(_numbers.Add(number), $"the order number {number} is given twice, in entry {position}");
                Require(_orders.TryAdd(placed, new LoggedOrder(key!)), $"order {placed} is placed twice, in entry {position}");
                break;
            case "orderCancelled":
                Change(position, happened, "cancelled");
                break;
            case "orderExpired":
                Change(position, happened, "expired");
                break;
        }
    }

    private void Change(long position, JsonElement happened, string status)
    {
        var id = happened.GetProperty("id").GetString()!;
        var order = Order(id);
        Require(order?.Statuses is [.., "placed"], $"order {id} becomes {status} in entry {position}, and was {order?.Statuses[^1]}");
        order?.Statuses.Add(status);
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            world.Break(otherwise);
        }
    }
}

/// <summary>What the log says of a command. Immutable.</summary>
/// <param name="Position">The entry that decided it.</param>
/// <param name="Status">What it was answered.</param>
/// <param name="Order">The order that the answer shows, if it shows one.</param>
internal sealed record Decided(long Position, int Status, string? Order);

/// <summary>What the log says of an order.</summary>
/// <param name="Key">The command that placed it.</param>
internal sealed record LoggedOrder(string Key)
{
    /// <summary>All its statuses, in order: status n is change n + 1.</summary>
    public List<string> Statuses { get; } = ["placed"];
}

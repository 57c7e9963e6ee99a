using System.Buffers;
using System.Text.Json;
using JustHungry.Ordering;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <content>What a kitchen does: it moves orders on, pauses, is busy, runs out of things.</content>
internal sealed partial class Decider
{
    private Decision Move(
        CommandSubmission submission, MoveOrder command, StoredCustomer caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var row = Find(command.Order);
        var terms = row is null ? null : FrozenOrder.Terms(row.Document);
        var order = row is null ? null : new Order(row.Id, Guid.Empty, row.Status, row.PlacedAt);
        var usual = terms is not null && tables.Restaurants.Find(terms.Restaurant) is { } stored
            ? stored.Restaurant.MinutesFor(terms.Service, stored.Live.Busy(now))
            : 0;
        var verdict = OrderMoves.Decide(command, order, terms, caller.Caller, usual, now);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var changed = verdict.Happened!;
        var change = new OrderChange(row!.Version + 1, changed.Status, now, changed.By, changed.Detail);
        _record.Begin(submission, caller.Customer.Id, now);
        _record.AnswerOrder(Ok, row.Id, change.Version);
        _record.Write(changed);
        if (changed.GivesBack)
        {
            WriteGivenBack(row.Number, row.Id, changed.PortionsAreLeft);
        }

        var body = Rendering.Order(row.Document, [.. tables.Orders.History(row, row.Version), change]);
        return new Decision(_record.End(), new Answer(Ok, body));
    }

    /// <summary>An edit is decided on the document as it is now, so that no two edits take each other's place.</summary>
    private Decision Edit(
        CommandSubmission submission, EditRestaurant command, StoredCustomer caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        if (!caller.Caller.MayManage(command.Restaurant))
        {
            var words = "Only its owner or an operator may change a restaurant's document.";
            return Refused(submission, caller, Staff.NotAllowed(caller.Caller, words), now);
        }

        if (tables.Restaurants.Find(command.Restaurant) is null)
        {
            return Refused(
                submission, caller, new Refusal(Reason.RestaurantNotFound, "There is no restaurant of that name."), now);
        }

        var edited = RestaurantEdits.Apply(tables.Restaurants.DocumentOf(command.Restaurant), command.Edits);
        if (edited.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var put = new PutRestaurant(edited.Happened!.Json, command.Restaurant);
        return Put(submission, put, caller, RestaurantPut.Decide(put, caller.Caller, now), now);
    }

    private Decision Supervise(
        CommandSubmission submission, SuperviseTown command, StoredCustomer? caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var verdict = Supervision.Decide(command, caller?.Caller, now);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(command, CommandJson.Default.SuperviseTown);
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(Ok, body);
        _record.Write(verdict.Happened!);
        return new Decision(_record.End(), new Answer(Ok, body));
    }

    private Decision DecideKitchen(CommandSubmission submission, StoredCustomer caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var slug = submission.Command switch
        {
            PauseRestaurant pause => pause.Restaurant,
            KeepBusy busy => busy.Restaurant,
            SetStock stock => stock.Restaurant,
            _ => "",
        };
        var stored = tables.Restaurants.Find(slug);
        var (restaurant, live) = (stored?.Restaurant, stored?.Live ?? LiveState.Usual);
        Verdict<LiveKept> verdict = submission.Command switch
        {
            PauseRestaurant pause => KitchenDecisions.Pause(pause, restaurant, live, caller.Caller, now),
            KeepBusy busy => KitchenDecisions.Busy(busy, restaurant, live, caller.Caller, now),
            SetStock stock => KitchenDecisions.Stock(stock, restaurant, live, caller.Caller, now),
            _ => throw new InvalidOperationException($"No kitchen decides {submission.Command.GetType().Name}."),
        };
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var kept = verdict.Happened!;
        var left = tables.Holds.Remaining(slug).ToDictionary();
        if (kept.Counted is { } counted)
        {
            left[counted] = kept.Left;
        }

        var body = KitchenState.Json(stored! with { Live = kept.Live }, left, now);
        _record.Begin(submission, caller.Customer.Id, now);
        _record.AnswerBody(Ok, body);
        _record.Write(kept);
        return new Decision(_record.End(), new Answer(Ok, body));
    }
}

/// <summary>Reads what was frozen in an order's document, where a decision needs it.</summary>
internal static class FrozenOrder
{
    public static OrderTerms Terms(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        var order = json.RootElement;
        return new OrderTerms(
            order.GetProperty("restaurant").GetString()!,
            ServiceTypes.Parse(order.GetProperty("service").GetString())!.Value,
            order.TryGetProperty("slot", out var slot) ? slot.GetProperty("from").GetDateTimeOffset() : null);
    }
}

/// <summary>What a kitchen says of the moment, as the public API shows it to the kitchen.</summary>
internal static class KitchenState
{
    /// <summary>As one JSON object.</summary>
    public static byte[] Json(StoredRestaurant stored, IReadOnlyDictionary<string, long> left, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, stored, left, now);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(
        Utf8JsonWriter json, StoredRestaurant stored, IReadOnlyDictionary<string, long> left, DateTimeOffset now)
    {
        var (restaurant, live) = (stored.Restaurant, stored.Live);
        json.WriteStartObject();
        json.WriteString("restaurant"u8, restaurant.Slug);
        WriteTime(json, "pausedUntil"u8, live.IsPaused(now) ? live.PausedUntil : null);
        json.WriteNumber("busyMinutes"u8, live.Busy(now));
        WriteTime(json, "busyUntil"u8, live.Busy(now) > 0 ? live.BusyUntil : null);
        json.WriteStartArray("out"u8);
        foreach (var (key, until) in live.Out.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            WriteKey(json, key);
            WriteTime(json, "until"u8, until);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("counted"u8);
        foreach (var item in restaurant.Menu.Items.Values
            .Where(item => item.Stock is not null)
            .OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("item"u8, item.Id);
            json.WriteNumber("left"u8, left.TryGetValue(item.Id, out var portions) ? portions : item.Stock!.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The key as the members with which the kitchen named it.</summary>
    private static void WriteKey(Utf8JsonWriter json, string key)
    {
        var (hash, colon) = (key.IndexOf('#', StringComparison.Ordinal), key.IndexOf(':', StringComparison.Ordinal));
        if (hash >= 0)
        {
            json.WriteString("group"u8, key[..hash]);
            json.WriteString("modifier"u8, key[(hash + 1)..]);
            return;
        }

        json.WriteString("item"u8, colon < 0 ? key : key[..colon]);
        if (colon >= 0)
        {
            json.WriteString("variation"u8, key[(colon + 1)..]);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            OrderDocument.WriteTime(json, name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

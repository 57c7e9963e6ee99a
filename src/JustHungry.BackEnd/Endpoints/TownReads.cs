using System.Globalization;
using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads about the town itself: who did what, how the views followed each other, how many orders come.</summary>
internal static class TownReads
{
    private const int MostViews = 100;
    private const string Path = "/api/v1/trail";

    /// <summary>Who did what, the latest first: operators see all, owners what was done in a restaurant of theirs.</summary>
    public static ReadAnswer Trail(Tables tables, Caller by, PageQuery page, string? restaurant)
    {
        if (!by.IsOperator && (restaurant is null || !by.MayManage(restaurant)))
        {
            return Staff.NotAllowed(by, "Only operators see what was done in the town; owners, in their restaurants.");
        }

        var before = long.MaxValue;
        if (page.After is { } after
            && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return PageQuery.UnknownCursor();
        }

        var acts = tables.Trail.Page(before, page.Limit + 1, restaurant);
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var act in acts.Take(page.Limit))
            {
                Write(json, tables, act);
            }

            json.WriteEndArray();
            var scope = restaurant is null ? "" : $"restaurant={Uri.EscapeDataString(restaurant)}&";
            json.WriteString(
                "next"u8,
                acts.Count > page.Limit
                    ? $"{Path}?{scope}limit={page.Limit}&after={acts[page.Limit - 1].Number.ToString(CultureInfo.InvariantCulture)}"
                    : null);
            json.WriteEndObject();
        });
    }

    /// <summary>The latest views, the last one first, with how long orders waited for each.</summary>
    public static ReadAnswer Views(Tables tables, Caller by)
    {
        if (!by.IsOperator)
        {
            return Staff.NotAllowed(by, "Only operators see how the town's servers fared.");
        }

        var views = tables.Views.Latest(MostViews);
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var view in views)
            {
                json.WriteStartObject();
                json.WriteNumber("number"u8, view.Number);
                json.WriteString("primary"u8, view.Primary);
                json.WriteStartArray("replicas"u8);
                foreach (var replica in view.Replicas)
                {
                    json.WriteStringValue(replica);
                }

                json.WriteEndArray();
                json.WriteNumber("position"u8, view.Position);
                WriteTime(json, "lastEntryBefore"u8, view.BeforeAt);
                WriteTime(json, "at"u8, view.At);
                WriteTime(json, "firstAnswer"u8, view.FirstAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNull("next"u8);
            json.WriteEndObject();
        });
    }

    /// <summary>Orders of each of the latest seconds.</summary>
    public static ReadAnswer Rates(OrderRates rates, Caller by, DateTimeOffset now)
    {
        if (!by.IsOperator)
        {
            return Staff.NotAllowed(by, "Only operators see how many orders come.");
        }

        var counts = rates.Before(now, OrderRates.Seconds);
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            OrderDocument.WriteTime(json, "until"u8, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
            json.WriteStartArray("orders"u8);
            foreach (var count in counts)
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, Tables tables, StoredAct act)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, act.Number.ToString(CultureInfo.InvariantCulture));
        WriteTime(json, "at"u8, act.At);
        if (act.Person is { } person && tables.Customers.Find(person) is { } found)
        {
            json.WriteStartObject("by"u8);
            json.WriteString("id"u8, found.Customer.Id);
            json.WriteString("name"u8, found.Customer.Name);
            json.WriteString("email"u8, tables.Accounts.Find(person)?.Account.Email);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("by"u8);
        }

        json.WriteString("act"u8, act.What);
        json.WriteString("restaurant"u8, act.Restaurant.Length == 0 ? null : act.Restaurant);
        json.WriteString("subject"u8, act.Subject.Length == 0 ? null : act.Subject);
        json.WriteString("detail"u8, act.Detail.Length == 0 ? null : act.Detail);
        if (act.What.StartsWith("order_", StringComparison.Ordinal)
            && OrderReads.TryGetNumber(act.Subject, out _, out var number)
            && tables.Orders.Find(number) is { } order)
        {
            using var document = JsonDocument.Parse(order.Document);
            json.WriteString("orderNumber"u8, document.RootElement.GetProperty("number").GetString());
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? milliseconds)
    {
        if (milliseconds is { } time)
        {
            OrderDocument.WriteTime(json, name, DateTimeOffset.FromUnixTimeMilliseconds(time));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

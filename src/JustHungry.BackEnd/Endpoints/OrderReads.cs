using System.Security.Cryptography;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads of orders. Another's order is as unknown as one that there is not.</summary>
internal static class OrderReads
{
    private const int Ok = 200;
    private const string Path = "/api/v1/orders";

    private static readonly Refusal Unknown = new(Reason.OrderNotFound, "You have no order with that id.");

    /// <summary>A page of the caller's orders, newest first. It costs its own length, however many there are.</summary>
    public static ReadAnswer List(Tables tables, StoredCustomer caller, PageQuery page)
    {
        var before = long.MaxValue;
        if (page.After is { } after && !TryGetNumber(after, out _, out before))
        {
            return PageQuery.UnknownCursor();
        }

        var rows = tables.Orders.Page(caller.Number, before, page.Limit + 1);
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var row in rows.Take(page.Limit))
            {
                json.WriteRawValue(Render(tables, row), skipInputValidation: true);
            }

            json.WriteEndArray();
            if (rows.Count > page.Limit)
            {
                json.WriteString("next"u8, $"{Path}?limit={page.Limit}&after={rows[page.Limit - 1].Id}");
            }
            else
            {
                json.WriteNull("next"u8);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>How many orders the town has taken, for its operator.</summary>
    public static ReadAnswer Totals(Tables tables) => ReadAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("orders"u8, tables.Orders.Total());
        json.WriteEndObject();
    });

    /// <summary>One order.</summary>
    public static ReadAnswer One(Tables tables, StoredCustomer caller, string id) =>
        Find(tables, caller, id) is { } row ? new ReadAnswer(Ok, Render(tables, row)) : Unknown;

    /// <summary>What became of an order after its change number <paramref name="after"/>.</summary>
    /// <param name="mayCome">True where there is nothing yet, and something may still come.</param>
    public static ReadAnswer Changes(Tables tables, StoredCustomer caller, string id, int after, out bool mayCome)
    {
        mayCome = false;
        if (Find(tables, caller, id) is not { } row)
        {
            return Unknown;
        }

        var changes = tables.Orders.History(row, row.Version);
        mayCome = changes.Count <= after && !row.Status.IsFinal();
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var change in changes.Where(change => change.Version > after))
            {
                json.WriteStartObject();
                json.WriteNumber("n"u8, change.Version);
                json.WriteString("status"u8, change.Status.Code());
                OrderDocument.WriteTime(json, "at"u8, change.At);
                json.WriteString("actor"u8, change.Actor.Code());
                ChangeDetails.Write(json, change.Detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("final"u8, row.Status.IsFinal());
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// The number of an order that the caller may see, without its row: to begin waiting before reading.
    /// </summary>
    public static bool TryGetNumber(string id, out Guid guid, out long number)
    {
        number = 0;
        return Guid.TryParseExact(id, "D", out guid) && Uuid7.TryGetSequence(guid, out number);
    }

    /// <summary>Whose order that is, where the token is the order's own; null where it is not.</summary>
    /// <param name="hash">SHA-256 of the token.</param>
    public static StoredCustomer? ShownBy(Tables tables, ReadOnlySpan<byte> hash, string id, ReadOnlySpan<byte> secret) =>
        TryGetNumber(id, out var guid, out var number)
            && CryptographicOperations.FixedTimeEquals(hash, Rendering.TokenHash(Rendering.OrderToken(secret, guid)))
            && tables.Orders.Find(number, guid) is { } row
            ? tables.Customers.Find(row.Customer)
            : null;

    private static StoredOrder? Find(Tables tables, StoredCustomer caller, string id) =>
        TryGetNumber(id, out var guid, out var number) && tables.Orders.Find(number, guid) is { } row
            && row.Customer == caller.Number
            ? row
            : null;

    private static byte[] Render(Tables tables, StoredOrder row) =>
        Rendering.Order(row.Document, tables.Orders.History(row, row.Version));
}

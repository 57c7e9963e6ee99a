using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads for a restaurant's kitchen: its orders, what came or changed, what it says of the moment.</summary>
internal static class KitchenReads
{
    /// <summary>Orders that are looked at for one page: a page may be short and yet have a next one.</summary>
    private const int MostLookedAt = 5_000;

    /// <summary>Orders on a board that is told at once.</summary>
    private const int MostOnBoard = 500;

    /// <summary>How long after its placing an order that nobody finished is still looked for on the board.</summary>
    private const int BoardDays = 3;

    /// <summary>A page of a restaurant's orders, newest first.</summary>
    /// <param name="openOnly">True: only those of which something may still become.</param>
    public static ReadAnswer Orders(Tables tables, StoredCustomer caller, string slug, PageQuery page, bool openOnly)
    {
        if (Refuse(tables, caller, slug, out _) is { } refusal)
        {
            return refusal;
        }

        var before = long.MaxValue;
        if (page.After is { } after && !OrderReads.TryGetNumber(after, out _, out before))
        {
            return PageQuery.UnknownCursor();
        }

        var (rows, last) = Find(tables, slug, before, page.Limit, row => !openOnly || !row.Status.IsFinal());
        var path = $"/api/v1/restaurants/{slug}/orders?{(openOnly ? "status=open&" : "")}limit={page.Limit}";
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var row in rows)
            {
                json.WriteRawValue(Render(tables, row), skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteString("next"u8, last is null ? null : $"{path}&after={last.Id}");
            json.WriteEndObject();
        });
    }

    /// <summary>One order of the restaurant, open or not.</summary>
    public static ReadAnswer One(Tables tables, StoredCustomer caller, string slug, string id)
    {
        if (Refuse(tables, caller, slug, out _) is { } refusal)
        {
            return refusal;
        }

        return OrderReads.TryGetNumber(id, out var guid, out var number)
            && tables.Orders.Find(number, guid) is { } row
            && IsOf(row, slug)
            ? new ReadAnswer(200, Render(tables, row))
            : new Refusal(Reason.OrderNotFound, "Your kitchen has no order with that id.");
    }

    /// <summary>What came or changed after a position; the whole board where that is not known here.</summary>
    /// <param name="orders">What the feed said, before this read began; null: everything is told anew.</param>
    /// <param name="through">How far that goes.</param>
    public static ReadAnswer Changes(
        Tables tables, StoredCustomer caller, string slug, IReadOnlyList<long>? orders, long through, DateTimeOffset now)
    {
        if (Refuse(tables, caller, slug, out var stored) is { } refusal)
        {
            return refusal;
        }

        var oldest = now.AddDays(-BoardDays - (stored!.Restaurant.Slots?.DaysAhead ?? 0));
        var rows = orders is null
            ? Find(tables, slug, long.MaxValue, MostOnBoard, row => !row.Status.IsFinal(), oldest).Rows
            : [.. orders.Select(tables.Orders.Find).OfType<StoredOrder>().Where(row => IsOf(row, slug))];
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("through"u8, through);
            json.WriteBoolean("board"u8, orders is null);
            json.WriteStartArray("items"u8);
            foreach (var row in rows)
            {
                json.WriteRawValue(Render(tables, row), skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>What the kitchen says of the moment.</summary>
    public static ReadAnswer State(Tables tables, StoredCustomer caller, string slug, DateTimeOffset now) =>
        Refuse(tables, caller, slug, out var stored) is { } refusal
            ? refusal
            : new ReadAnswer(200, KitchenState.Json(stored!, tables.Holds.Remaining(slug), now));

    /// <summary>The vouchers that the caller may change, by code.</summary>
    public static ReadAnswer Vouchers(Tables tables, StoredCustomer caller, PageQuery page)
    {
        if (!caller.Caller.IsOperator && !caller.Restaurants.Any(caller.Caller.MayManage))
        {
            return Staff.NotAllowed(caller.Caller, "Only operators and owners see vouchers.");
        }

        var all = tables.Vouchers.Page(page.After ?? "", MostLookedAt)
            .Where(stored => VoucherPut.MayManage(caller.Caller, stored.Voucher))
            .Take(page.Limit + 1)
            .ToList();
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (var stored in all.Take(page.Limit))
            {
                json.WriteStartObject();
                json.WriteString("code"u8, stored.Code);
                json.WriteNumber("used"u8, stored.Used);
                json.WritePropertyName("voucher"u8);
                json.WriteRawValue(stored.Document, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString(
                "next"u8,
                all.Count > page.Limit ? $"/api/v1/vouchers?limit={page.Limit}&after={all[page.Limit - 1].Code}" : null);
            json.WriteEndObject();
        });
    }

    private static Refusal? Refuse(Tables tables, StoredCustomer caller, string slug, out StoredRestaurant? stored)
    {
        stored = tables.Restaurants.Find(slug);
        return KitchenDecisions.Check(stored?.Restaurant, caller.Caller);
    }

    /// <summary>The rows that are wanted, and the last one looked at where there may be more.</summary>
    private static (IReadOnlyList<StoredOrder> Rows, StoredOrder? Last) Find(
        Tables tables,
        string slug,
        long before,
        int limit,
        Func<StoredOrder, bool> wanted,
        DateTimeOffset oldest = default)
    {
        var rows = new List<StoredOrder>(limit);
        var looked = 0;
        StoredOrder? last = null;
        foreach (var number in tables.KitchenOrders.Of(RestaurantKey.Of(slug), before, limit + 1))
        {
            if (rows.Count == limit || looked == MostLookedAt)
            {
                return (rows, last);
            }

            looked++;
            if (tables.Orders.Find(number) is not { } row || !IsOf(row, slug))
            {
                continue;
            }

            if (row.PlacedAt < oldest)
            {
                break;
            }

            last = row;
            if (wanted(row))
            {
                rows.Add(row);
            }
        }

        return (rows, null);
    }

    public static bool IsOf(StoredOrder row, string slug) =>
        RestaurantKey.SlugIn(row.Document).SequenceEqual(System.Text.Encoding.UTF8.GetBytes(slug));

    private static byte[] Render(Tables tables, StoredOrder row) =>
        Rendering.Order(row.Document, tables.Orders.History(row, row.Version));
}

using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using NodaTime;
using NodaTime.Text;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>What a restaurant took on a day of its own clock, reckoned from its orders.</summary>
internal static class TakingsReads
{
    /// <summary>Orders of a day that are reckoned; a busier kitchen is told that there are more.</summary>
    private const int MostOrders = 20_000;

    private const int PageSize = 500;
    private const int TopDishes = 10;

    /// <summary>Reads a date; null stays null.</summary>
    public static bool TryParseDay(string? text, out LocalDate? day)
    {
        var parsed = text is null ? null : LocalDatePattern.Iso.Parse(text);
        day = parsed is { Success: true } ? parsed.Value : null;
        return text is null || day is { Year: > 2000 and < 3000 };
    }

    /// <summary>The day's takings: orders that came to something, by hour and VAT rate, and what became of the others.</summary>
    /// <param name="day">Null: today.</param>
    public static ReadAnswer Of(Tables tables, StoredCustomer caller, string slug, LocalDate? day, DateTimeOffset now)
    {
        var stored = tables.Restaurants.Find(slug);
        if (KitchenDecisions.Check(stored?.Restaurant, caller.Caller) is { } refusal)
        {
            return refusal;
        }

        var restaurant = stored!.Restaurant;
        var date = day ?? restaurant.LocalDate(now);
        var begin = restaurant.Zone.AtStartOfDay(date).ToDateTimeOffset();
        var end = restaurant.Zone.AtStartOfDay(date.PlusDays(1)).ToDateTimeOffset();
        var takings = new DayTakings(restaurant.Zone);
        foreach (var number in tables.KitchenOrders.Of(RestaurantKey.Of(slug), Uuid7.FirstSequence(end), PageSize))
        {
            if (Uuid7.TimeOf(number) < begin || takings.Looked == MostOrders)
            {
                break;
            }

            if (tables.Orders.Find(number) is { } row && KitchenReads.IsOf(row, slug))
            {
                takings.Add(row);
            }
        }

        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("restaurant"u8, slug);
            json.WriteString("name"u8, restaurant.Name);
            json.WriteString("day"u8, LocalDatePattern.Iso.Format(date));
            json.WriteString("today"u8, LocalDatePattern.Iso.Format(restaurant.LocalDate(now)));
            json.WriteString("zone"u8, restaurant.Zone.Id);
            json.WriteString("currency"u8, restaurant.Currency);
            takings.Write(json, takings.Looked == MostOrders);
            json.WriteEndObject();
        });
    }

    /// <summary>Sums over one day's orders. For one thread.</summary>
    private sealed class DayTakings(DateTimeZone zone)
    {
        private readonly SortedDictionary<string, int> _statuses = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, (int Orders, long Gross)> _services = new(StringComparer.Ordinal);
        private readonly SortedDictionary<int, (long Total, long Vat)> _vat = [];
        private readonly SortedDictionary<string, (int Orders, long Worth)> _vouchers = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (string Name, long Quantity, long Total)> _dishes = [];
        private readonly (int Orders, long Gross)[] _hours = new (int, long)[24];
        private int _orders;
        private long _gross;
        private long _items;
        private long _discount;
        private long _delivery;
        private long _small;
        private long _tips;

        public int Looked { get; private set; }

        public void Add(StoredOrder row)
        {
            Looked++;
            var status = row.Status.Code();
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            if (row.Status is OrderStatus.Rejected or OrderStatus.Cancelled or OrderStatus.Expired)
            {
                return;
            }

            using var json = JsonDocument.Parse(row.Document);
            var order = json.RootElement;
            var total = order.GetProperty("total").GetInt64();
            _orders++;
            _gross += total;
            var totals = order.GetProperty("totals");
            _items += totals.GetProperty("items").GetInt64();
            _discount += totals.GetProperty("discount").GetInt64();
            _delivery += totals.GetProperty("delivery").GetInt64();
            _small += totals.TryGetProperty("smallOrderCharge", out var small) ? small.GetInt64() : 0;
            _tips += totals.GetProperty("tip").GetInt64();
            var hour = Instant.FromDateTimeOffset(row.PlacedAt).InZone(zone).Hour;
            _hours[hour] = (_hours[hour].Orders + 1, _hours[hour].Gross + total);
            var service = order.TryGetProperty("service", out var kind) ? kind.GetString()! : "delivery";
            var (orders, gross) = _services.GetValueOrDefault(service);
            _services[service] = (orders + 1, gross + total);
            AddVat(order);
            AddVoucher(order);
            AddDishes(order);
        }

        public void Write(Utf8JsonWriter json, bool areMore)
        {
            json.WriteNumber("orders"u8, _orders);
            json.WriteNumber("gross"u8, _gross);
            json.WriteStartObject("totals"u8);
            json.WriteNumber("items"u8, _items);
            json.WriteNumber("discount"u8, _discount);
            json.WriteNumber("delivery"u8, _delivery);
            json.WriteNumber("smallOrderCharge"u8, _small);
            json.WriteNumber("tip"u8, _tips);
            json.WriteEndObject();
            List(json, "vat"u8, _vat, static (json, each) =>
            {
                json.WriteNumber("rate"u8, each.Key);
                json.WriteNumber("total"u8, each.Value.Total);
                json.WriteNumber("vat"u8, each.Value.Vat);
            });
            List(json, "hours"u8, _hours.Index(), static (json, each) =>
            {
                json.WriteNumber("hour"u8, each.Index);
                json.WriteNumber("orders"u8, each.Item.Orders);
                json.WriteNumber("gross"u8, each.Item.Gross);
            });
            List(json, "services"u8, _services, static (json, each) =>
            {
                json.WriteString("service"u8, each.Key);
                json.WriteNumber("orders"u8, each.Value.Orders);
                json.WriteNumber("gross"u8, each.Value.Gross);
            });
            List(json, "statuses"u8, _statuses, static (json, each) =>
            {
                json.WriteString("status"u8, each.Key);
                json.WriteNumber("orders"u8, each.Value);
            });
            List(json, "vouchers"u8, _vouchers, static (json, each) =>
            {
                json.WriteString("code"u8, each.Key);
                json.WriteNumber("orders"u8, each.Value.Orders);
                json.WriteNumber("worth"u8, each.Value.Worth);
            });
            var best = _dishes.OrderByDescending(each => each.Value.Quantity)
                .ThenBy(each => each.Key, StringComparer.Ordinal)
                .Take(TopDishes);
            List(json, "dishes"u8, best, static (json, each) =>
            {
                json.WriteString("item"u8, each.Key);
                json.WriteString("name"u8, each.Value.Name);
                json.WriteNumber("quantity"u8, each.Value.Quantity);
                json.WriteNumber("total"u8, each.Value.Total);
            });
            json.WriteBoolean("areMore"u8, areMore);
        }

        private void AddVat(JsonElement order)
        {
            if (order.TryGetProperty("vat", out var lines))
            {
                foreach (var line in lines.EnumerateArray())
                {
                    var rate = line.GetProperty("rate").GetInt32();
                    var (total, vat) = _vat.GetValueOrDefault(rate);
                    _vat[rate] = (total + line.GetProperty("total").GetInt64(), vat + line.GetProperty("vat").GetInt64());
                }
            }
        }

        private void AddVoucher(JsonElement order)
        {
            if (order.TryGetProperty("voucher", out var voucher))
            {
                var code = voucher.GetProperty("code").GetString()!;
                var (uses, worth) = _vouchers.GetValueOrDefault(code);
                _vouchers[code] = (uses + 1, worth + voucher.GetProperty("worth").GetInt64());
            }
        }

        private void AddDishes(JsonElement order)
        {
            foreach (var line in order.GetProperty("lines").EnumerateArray())
            {
                var item = line.GetProperty("item").GetString()!;
                var (_, quantity, total) = _dishes.GetValueOrDefault(item);
                _dishes[item] = (
                    line.GetProperty("name").GetString()!,
                    quantity + line.GetProperty("quantity").GetInt64(),
                    total + line.GetProperty("total").GetInt64());
            }
        }

        private static void List<T>(
            Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
        {
            json.WriteStartArray(name);
            foreach (var item in items)
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }
}

using System.Text.Json;
using JustHungry.Endurance.Soak;

namespace JustHungry.Endurance.Friday;

/// <summary>
/// Goes through the books when the night is over: what customers see, what restaurants see, what the town counts, and what was
/// acknowledged must all say the same, and nothing was ever sold that was not there.
/// </summary>
internal sealed class FridayBooks(FridayTown town, bool awaitsExpiry)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(10);

    private readonly Findings _findings = town.Findings;
    private Dictionary<string, Receipt> _receipts = [];

    /// <summary>Pence that were paid at doors and counters.</summary>
    public long Takings { get; private set; }

    /// <summary>All orders as customers see them.</summary>
    public IReadOnlyDictionary<string, Receipt> Receipts => _receipts;

    public async Task Check(CancellationToken cancellation)
    {
        await ReadCustomers(cancellation);
        CheckOrders();
        CheckSeats();
        CheckVouchers(await Pages("/api/v1/vouchers", town.Operator, cancellation));
        await town.ForEach(town.Restaurants, (restaurant, connection) => CheckRestaurant(restaurant, connection, cancellation), cancellation);
        Takings = _receipts.Values.Where(receipt => receipt.IsPaid).Sum(receipt => receipt.Total);
    }

    private async Task ReadCustomers(CancellationToken cancellation)
    {
        var expected = town.Ledger.Orders.ToLookup(order => order.Customer, order => order.Id);
        var all = new System.Collections.Concurrent.ConcurrentDictionary<string, Receipt>();
        await town.ForEach(
            Enumerable.Range(0, town.Customers.Length),
            async (customer, connection) =>
            {
                var orders = await Pages("/api/v1/orders", town.Customers[customer], connection, cancellation);
                foreach (var receipt in orders.Select(Receipt.Read))
                {
                    _findings.Expect(all.TryAdd(receipt.Id, receipt), () => $"order {receipt.Id} is listed twice.");
                }
                _findings.Expect(
                    orders.Select(order => order.GetProperty("id").GetString()!).ToHashSet().SetEquals(expected[customer]),
                    () => $"customer {customer} was told of {expected[customer].Count()} orders and has {orders.Count}.");
            },
            cancellation);
        _receipts = new(all);
        _findings.Expect(_receipts.Count == town.Ledger.Count, () => $"{town.Ledger.Count} orders were acknowledged, and there are {_receipts.Count}.");
        var numbers = _receipts.Values.Select(receipt => receipt.Number).ToList();
        _findings.Expect(numbers.Distinct(StringComparer.Ordinal).Count() == numbers.Count, () => "a number was given to two orders.");
    }

    private void CheckOrders()
    {
        foreach (var order in town.Ledger.Orders)
        {
            if (!_receipts.TryGetValue(order.Id, out var receipt))
            {
                continue;
            }
            _findings.Expect(receipt.Faults.Count == 0, () => $"order {order.Id}: {string.Join("; ", receipt.Faults)}.");
            _findings.Expect(
                receipt.Total == order.Basket.Total,
                () => $"order {order.Id} comes to {receipt.Total}, and its menu says {order.Basket.Total}.");
            _findings.Expect(
                receipt.Slot == order.Basket.Slot && receipt.Voucher == order.Basket.Voucher?.Code, () => $"order {order.Id} has another slot or voucher than it was placed with.");
            var isExpired = receipt.Status == "expired";
            _findings.Expect(
                receipt.Status == order.Fate || (order.Fate == "placed" && isExpired),
                () => $"order {order.Id} is {receipt.Status}, and was {order.Fate}.");
            _findings.Expect(
                !awaitsExpiry || order.Fate != "placed" || isExpired, () => $"order {order.Id} has no answer, and does not expire.");
            var expiries = receipt.History.Count(change => change.Status == "expired");
            _findings.Expect(expiries == (isExpired ? 1 : 0), () => $"order {order.Id} expired {expiries} times.");
            _findings.Expect(
                !isExpired || (receipt.History[^1].At - receipt.PlacedAt >= AnswerWithin && receipt.History[^1].Actor == "system"),
                () => $"order {order.Id} expired after {receipt.History[^1].At - receipt.PlacedAt}, by {receipt.History[^1].Actor}.");
        }
    }

    private void CheckSeats()
    {
        foreach (var slot in _receipts.Values.Where(receipt => receipt.Slot is not null).GroupBy(receipt => (receipt.Restaurant, receipt.Slot)))
        {
            var capacity = town.Restaurants.First(restaurant => restaurant.Slug == slot.Key.Restaurant).Capacity;
            var most = Most(slot.Select(receipt => (receipt.PlacedAt, receipt.ReleasedAt, 1)));
            _findings.Expect(most <= capacity, () => $"the slot {slot.Key} of {capacity} had {most} orders at once.");
        }
    }

    private void CheckVouchers(IReadOnlyList<JsonElement> told)
    {
        var used = told.ToDictionary(each => each.GetProperty("code").GetString()!, each => each.GetProperty("used").GetInt64());
        var customers = town.Ledger.Orders.ToDictionary(order => order.Id, order => order.Customer);
        foreach (var voucher in town.Vouchers)
        {
            var orders = _receipts.Values.Where(receipt => receipt.Voucher == voucher.Code).ToList();
            var most = Most(orders.Select(receipt => (receipt.PlacedAt, receipt.ReleasedAt, 1)));
            _findings.Expect(most <= voucher.Uses, () => $"{voucher.Code}, good {voucher.Uses} times, was used {most} times.");
            foreach (var own in orders.GroupBy(receipt => customers[receipt.Id]))
            {
                var times = Most(own.Select(receipt => (receipt.PlacedAt, receipt.ReleasedAt, 1)));
                _findings.Expect(
                    times <= voucher.UsesPerCustomer, () => $"{voucher.Code}, good {voucher.UsesPerCustomer} times for each, was used {times} times by customer {own.Key}.");
            }
            var holding = orders.Count(receipt => receipt.ReleasedAt is null);
            _findings.Expect(
                used.GetValueOrDefault(voucher.Code, -1) == holding, () => $"{voucher.Code} counts {used.GetValueOrDefault(voucher.Code, -1)} uses, and {holding} orders have it.");
        }
    }

    private async Task CheckRestaurant(FridayRestaurant restaurant, Connection connection, CancellationToken cancellation)
    {
        var token = town.KitchenOf(restaurant);
        var orders = (await Pages($"/api/v1/restaurants/{restaurant.Slug}/orders", token, connection, cancellation)).Select(Receipt.Read).ToList();
        var own = _receipts.Values.Where(receipt => receipt.Restaurant == restaurant.Slug).ToList();
        _findings.Expect(
            orders.Count == own.Count && orders.TrueForAll(order => _receipts.TryGetValue(order.Id, out var same) && same.Status == order.Status && same.Total == order.Total),
            () => $"{restaurant.Slug} sees {orders.Count} orders, and its customers {own.Count}; or other ones.");
        var takings = (orders.Where(order => order.IsPaid).Sum(order => order.Total), own.Where(order => order.IsPaid).Sum(order => order.Total));
        _findings.Expect(takings.Item1 == takings.Item2, () => $"{restaurant.Slug} takes {takings.Item1}, and its receipts come to {takings.Item2}.");
        connection.Token = token;
        var kitchen = await connection.Ask(HttpMethod.Get, $"/api/v1/restaurants/{restaurant.Slug}/kitchen", null, null, cancellation);
        var left = kitchen.Json.GetProperty("counted").EnumerateArray()
            .ToDictionary(each => each.GetProperty("item").GetString()!, each => each.GetProperty("left").GetInt64());
        var taken = town.Ledger.Orders.Where(order => order.Basket.Restaurant == restaurant && _receipts.ContainsKey(order.Id))
            .SelectMany(order => order.Basket.Portions.Select(portions => (portions.Dish, portions.Portions, Receipt: _receipts[order.Id])))
            .ToLookup(each => each.Dish);
        for (var dish = FridayRestaurant.FirstCounted; dish < FridayRestaurant.Dishes; dish++)
        {
            var stock = restaurant.StockOf(dish)!.Value;
            var most = Most(taken[dish].Select(each => (each.Receipt.PlacedAt, each.Receipt.PortionsBackAt, each.Portions)));
            _findings.Expect(most <= stock, () => $"{restaurant.Slug} had {stock} of dish {dish}, and sold {most}.");
            var kept = taken[dish].Where(each => each.Receipt.PortionsBackAt is null).Sum(each => each.Portions);
            _findings.Expect(
                left[FridayRestaurant.Dish(dish)] == stock - kept,
                () => $"{restaurant.Slug} counts {left[FridayRestaurant.Dish(dish)]} of dish {dish}, of {stock} with {kept} sold.");
        }
    }

    /// <summary>The most that was held at one time. What was given back in a millisecond could be taken in the same one.</summary>
    private static int Most(IEnumerable<(DateTimeOffset From, DateTimeOffset? To, int Count)> held)
    {
        var changes = held.SelectMany(each => each.To is { } to
            ? new[] { (At: each.From, each.Count), (At: to, Count: -each.Count) }
            : [(At: each.From, each.Count)]);
        var (now, most) = (0, 0);
        foreach (var (_, count) in changes.OrderBy(change => change.At).ThenBy(change => change.Count))
        {
            now += count;
            most = Math.Max(most, now);
        }
        return most;
    }

    private async Task<IReadOnlyList<JsonElement>> Pages(string path, string token, CancellationToken cancellation)
    {
        using var connection = town.Connect(0);
        return await Pages(path, token, connection, cancellation);
    }

    /// <summary>All pages of a list. The first look of a connection is at orders, and so sees everything that was acknowledged.</summary>
    private async Task<IReadOnlyList<JsonElement>> Pages(string path, string token, Connection connection, CancellationToken cancellation)
    {
        var items = new List<JsonElement>();
        if (connection.Position is null)
        {
            connection.Token = town.Customers[0];
            await connection.Ask(HttpMethod.Get, "/api/v1/orders?limit=1", null, null, cancellation);
        }
        connection.Token = token;
        for (var next = $"{path}?limit=100"; next is not null;)
        {
            var page = await connection.Ask(HttpMethod.Get, next, null, null, cancellation);
            _findings.Expect(page.Status == System.Net.HttpStatusCode.OK, () => $"{next} got {page.Status}: {page.Text}");
            if (page.Status != System.Net.HttpStatusCode.OK)
            {
                break;
            }
            items.AddRange(page.Json.GetProperty("items").EnumerateArray());
            next = page.Json.GetProperty("next").GetString();
        }
        return items;
    }
}

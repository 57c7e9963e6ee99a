using System.Globalization;
using System.Net;
using System.Text.Json;
using JustHungry.Endurance.Soak;

namespace JustHungry.Endurance.Friday;

/// <summary>Places orders for whoever is drawn, until there are enough: each is wanted with what is short, and again with less where that is refused.</summary>
internal sealed class FridayCustomer(FridayTown town, int worker, Random random)
{
    private const int MostTries = 8;

    /// <summary>So many use vouchers all the time, so that those know their limits too.</summary>
    private const int Regulars = 40;

    /// <summary>What of a basket may be refused on such a night, for want of it.</summary>
    private static readonly HashSet<string> Shortages = ["slot_full", "item_unavailable", "voucher_used"];

    /// <summary>Comes with a voucher that is used up, where the order names its total.</summary>
    private const string PriceChanged = "price_changed";

    private int _keys;

    /// <summary>Places one order.</summary>
    /// <returns>The order; null where all tries were refused, which is a finding.</returns>
    public async Task<FridayOrder?> PlaceOne(Connection connection, CancellationToken over)
    {
        var (basket, customer) = Draw();
        connection.Token = town.Customers[customer];
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (random.Next(10) == 0)
            {
                await Quote(connection, basket, over);
            }
            var (key, body) = (string.Create(CultureInfo.InvariantCulture, $"friday-{worker}-{_keys++}"), basket.Body());
            var reply = await Send(connection, body, key, over);
            if (reply.Status == HttpStatusCode.Created)
            {
                var order = new FridayOrder(customer, basket, key, reply.Json);
                town.Ledger.Add(order);
                await Repeat(connection, body, key, reply, over);
                return order;
            }
            if (reply.Status != HttpStatusCode.UnprocessableEntity)
            {
                break;
            }
            var codes = reply.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()!).ToHashSet();
            foreach (var code in codes)
            {
                town.Ledger.Refused(code);
                var isShort = Shortages.Contains(code) || (code == PriceChanged && codes.Contains("voucher_used"));
                town.Findings.Expect(
                    isShort, () => $"an order was refused with {code}: {reply.Text} to {System.Text.Encoding.UTF8.GetString(body)}");
            }
            await Repeat(connection, body, key, reply, over);
            basket = Without(basket, codes);
        }
        town.Findings.Add($"customer {customer} could not order at {basket.Restaurant.Slug}.");
        return null;
    }

    private (FridayBasket Basket, int Customer) Draw()
    {
        var basket = FridayBasket.Draw(town.Restaurants[random.Next(town.Restaurants.Count)], random) with
        {
            Slot = random.Next(2) == 0 ? town.Slots[Math.Min(random.Next(town.Slots.Count), random.Next(town.Slots.Count))] : null,
        };
        var voucher = random.Next(5) < 2 ? town.Vouchers[random.Next(town.Vouchers.Count)] : null;
        basket = voucher is { Kind: FridayVoucher.FreeDelivery } && basket.Fee == 0 ? basket : basket with { Voucher = voucher };
        var isRegular = voucher is not null && random.Next(3) == 0;
        return (basket, random.Next(isRegular ? Math.Min(Regulars, town.Customers.Length) : town.Customers.Length));
    }

    private FridayBasket Without(FridayBasket basket, HashSet<string> refused)
    {
        if (refused.Contains("slot_full"))
        {
            basket = basket with { Slot = random.Next(2) == 0 ? town.Slots[random.Next(town.Slots.Count)] : null };
        }
        if (refused.Contains("item_unavailable"))
        {
            basket = basket.WithoutCounted(random);
        }
        var isVain = basket is { Voucher.Kind: FridayVoucher.FreeDelivery, Fee: 0 };
        return refused.Contains("voucher_used") || isVain ? basket with { Voucher = null } : basket;
    }

    /// <summary>Sends an order; now and then twice at once, as somebody does who is impatient: both get one answer.</summary>
    private async Task<Reply> Send(Connection connection, byte[] body, string key, CancellationToken over)
    {
        if (random.Next(50) > 0)
        {
            return await connection.Ask(HttpMethod.Post, "/api/v1/orders", body, key, over);
        }
        using var other = town.Connect(worker + 1);
        other.Token = connection.Token;
        var both = await Task.WhenAll(
            connection.Ask(HttpMethod.Post, "/api/v1/orders", body, key, over), other.Ask(HttpMethod.Post, "/api/v1/orders", body, key, over));
        town.Findings.Expect(
            both[0].Status == both[1].Status && both[0].Text == both[1].Text,
            () => $"the key {key} was answered in two ways: {both[0].Text} and {both[1].Text}");
        return both[0];
    }

    /// <summary>Now and then the key is sent again: the answer is the first one, refusals too.</summary>
    private async Task Repeat(Connection connection, byte[] body, string key, Reply first, CancellationToken over)
    {
        if (random.Next(20) == 0)
        {
            var again = await connection.Ask(HttpMethod.Post, "/api/v1/orders", body, key, over);
            town.Findings.Expect(
                again.IsReplayed && again.Status == first.Status && again.Text == first.Text,
                () => $"the key {key} was answered anew: {again.Text} after {first.Text}");
            town.Ledger.Replayed();
        }
    }

    /// <summary>A quote says the total that is reckoned here, and holds nothing.</summary>
    private async Task Quote(Connection connection, FridayBasket basket, CancellationToken over)
    {
        var reply = await connection.Ask(HttpMethod.Post, "/api/v1/quotes", basket.Body(), null, over);
        town.Findings.Expect(reply.Status == HttpStatusCode.OK, () => $"a quote got {reply.Status}: {reply.Text}");
        if (reply.Status == HttpStatusCode.OK && reply.Json.GetProperty("issues").GetArrayLength() == 0)
        {
            var total = reply.Json.GetProperty("total").GetInt64();
            town.Findings.Expect(total == basket.Total, () => $"a quote says {total} and not {basket.Total}: {reply.Text}");
        }
    }
}

using System.Text.Json;

namespace JustHungry.Endurance.Friday;

/// <summary>What somebody wants to order, and what it must come to. Immutable.</summary>
internal sealed record FridayBasket(FridayRestaurant Restaurant, IReadOnlyList<FridayLine> Lines, bool IsDelivered)
{
    /// <summary>When the slot begins that it is for; null: as soon as possible.</summary>
    public string? Slot { get; init; }

    public FridayVoucher? Voucher { get; init; }

    /// <summary>Pence.</summary>
    public int Tip { get; init; }

    /// <summary>Whether the order names the total that is reckoned here.</summary>
    public bool NamesTotal { get; init; }

    public long Items => Lines.Sum(line => line.Price(Restaurant) * line.Quantity);

    /// <summary>Before a voucher.</summary>
    public long Fee => !IsDelivered || Items >= FridayRestaurant.FreeFrom ? 0 : Restaurant.Fee;

    public long Charge => IsDelivered && Items < FridayRestaurant.Minimum ? FridayRestaurant.SmallOrderCharge : 0;

    public long Discount => Voucher switch
    {
        { Kind: FridayVoucher.Percent } percent => ((Items * percent.Worth) + 50) / 100,
        { Kind: FridayVoucher.Fixed } amount => Math.Min(amount.Worth, Items),
        _ => 0,
    };

    public long Delivery => Voucher is { Kind: FridayVoucher.FreeDelivery } ? 0 : Fee;

    public long Total => Items - Discount + Delivery + Charge + Tip;

    /// <summary>Portions of counted dishes.</summary>
    public IEnumerable<(int Dish, int Portions)> Portions => Lines
        .SelectMany(line => line.Dishes.Select(dish => (dish, line.Quantity)))
        .Where(each => Restaurant.StockOf(each.dish) is not null)
        .GroupBy(each => each.dish, (dish, each) => (dish, each.Sum(portion => portion.Quantity)));

    public static FridayBasket Draw(FridayRestaurant restaurant, Random random)
    {
        var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ => FridayLine.Draw(random, counted: true)).ToList();
        return new FridayBasket(restaurant, lines, random.Next(3) > 0)
        {
            Tip = random.Next(4) == 0 ? random.Next(1, 300) : 0, NamesTotal = random.Next(3) == 0,
        };
    }

    /// <summary>The same without anything that is counted.</summary>
    public FridayBasket WithoutCounted(Random random) =>
        this with { Lines = [.. Lines.Select(_ => FridayLine.Draw(random, counted: false))] };

    /// <summary>As <c>POST /orders</c> takes it.</summary>
    public byte[] Body()
    {
        var body = new Dictionary<string, object>
        {
            ["restaurant"] = Restaurant.Slug,
            ["lines"] = Lines.Select(line => line.Json()),
            ["service"] = IsDelivered ? "delivery" : "collection",
            ["tip"] = Tip,
        };
        if (Slot is not null)
        {
            body["time"] = Slot;
        }
        if (Voucher is not null)
        {
            body["voucher"] = Voucher.AsTyped;
        }
        if (NamesTotal)
        {
            body["expectedTotal"] = Total;
        }
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}

/// <summary>One line. Immutable.</summary>
/// <param name="Dishes">The dish, or both of a deal.</param>
/// <param name="Quantity">1–3.</param>
/// <param name="Options">How many options, of dishes that have some.</param>
internal sealed record FridayLine(IReadOnlyList<int> Dishes, int Quantity, int Options)
{
    private const int FirstOfDeal = 2;
    private const int SecondOfDeal = 4;

    private bool IsDeal => Dishes.Count == 2;

    public static FridayLine Draw(Random random, bool counted)
    {
        if (random.Next(6) == 0)
        {
            var isShort = counted && random.Next(2) == 0;
            return new FridayLine(
                [isShort ? FridayRestaurant.FirstCounted : FirstOfDeal, isShort ? FridayRestaurant.FirstCounted + 1 : SecondOfDeal],
                1, 0);
        }
        var dish = random.Next(counted ? FridayRestaurant.Dishes : FridayRestaurant.FirstCounted);
        return new FridayLine([dish], random.Next(1, 4), dish % 2 == 1 ? random.Next(3) : 0);
    }

    /// <summary>Pence for one.</summary>
    public long Price(FridayRestaurant restaurant) => IsDeal
        ? FridayRestaurant.DealPrice + (Dishes.Count(dish => dish >= FridayRestaurant.FirstCounted) * FridayRestaurant.DealSurcharge)
        : (Dishes[0] == 0 && Quantity > 1 ? FridayRestaurant.LargePrice : restaurant.PriceOf(Dishes[0])) + (Options * FridayRestaurant.OptionPrice);

    public Dictionary<string, object> Json()
    {
        if (IsDeal)
        {
            return new()
            {
                ["item"] = "deal",
                ["quantity"] = Quantity,
                ["choices"] = new[]
                {
                    new { group = "first", item = FridayRestaurant.Dish(Dishes[0]) }, new { group = "second", item = FridayRestaurant.Dish(Dishes[1]) },
                },
            };
        }
        var line = new Dictionary<string, object> { ["item"] = FridayRestaurant.Dish(Dishes[0]), ["quantity"] = Quantity };
        if (Dishes[0] == 0)
        {
            line["variation"] = Quantity > 1 ? "large" : "small";
        }
        if (Options > 0)
        {
            line["modifiers"] = Enumerable.Range(0, Options).Select(option => new { id = $"extra-{option}" });
        }
        return line;
    }
}

/// <summary>A voucher that is soon used up. Immutable.</summary>
/// <param name="Code">As it is kept.</param>
/// <param name="Kind">percent, fixed or free_delivery.</param>
/// <param name="Worth">Hundredths or pence.</param>
/// <param name="Uses">In all.</param>
/// <param name="UsesPerCustomer">For each.</param>
internal sealed record FridayVoucher(string Code, string Kind, int Worth, int Uses, int UsesPerCustomer)
{
    public const string Percent = "percent";
    public const string Fixed = "fixed";
    public const string FreeDelivery = "free_delivery";

    /// <summary>In small letters and with a space, as people do.</summary>
    public string AsTyped => Code.ToLowerInvariant().Insert(3, " ");

    /// <summary>All of a night: together they are for about a fifth of its orders.</summary>
    public static IReadOnlyList<FridayVoucher> All(FridayOptions options) =>
    [
        .. Enumerable.Range(0, 20).Select(number => new FridayVoucher(
            $"FRIDAY{number}",
            (number % 3) switch { 0 => Percent, 1 => Fixed, _ => FreeDelivery },
            number % 3 == 0 ? 5 + number : 150 + (number * 25),
            Math.Max(2, options.Orders / 100),
            1 + (number % 2))),
    ];

    /// <summary>As <c>POST /vouchers</c> takes it.</summary>
    public byte[] Document()
    {
        var document = new Dictionary<string, object>
        {
            ["code"] = Code, ["name"] = $"The {Code}", ["kind"] = Kind, ["uses"] = Uses, ["usesPerCustomer"] = UsesPerCustomer,
        };
        if (Kind != FreeDelivery)
        {
            document[Kind == Percent ? "percent" : "amount"] = Worth;
        }
        if (Kind == Fixed)
        {
            document["currency"] = "GBP";
        }
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }
}

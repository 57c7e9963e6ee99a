using System.Globalization;
using System.Text.Json;

namespace JustHungry.Endurance.Friday;

/// <summary>
/// A restaurant of the night: always open, with fewer counted portions and seats than people will ask for. What the product makes
/// of a basket is reckoned here a second time, from the menu alone.
/// </summary>
internal sealed class FridayRestaurant
{
    public const int Minimum = 1_000;
    public const int FreeFrom = 3_000;
    public const int SmallOrderCharge = 150;
    public const int DealPrice = 1_150;
    public const int DealSurcharge = 75;
    public const int LargePrice = 1_290;
    public const int FirstCounted = 6;
    public const int Dishes = 10;
    public const int OptionPrice = 85;

    private const int SlotMinutes = 15;
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public FridayRestaurant(int number, FridayOptions options)
    {
        Number = number;
        Slug = string.Create(CultureInfo.InvariantCulture, $"friday-{number:000}");
        Fee = 150 + (number % 4 * 50);
        Capacity = Math.Max(2, options.OrdersOfOne / 12);
        AcceptsByItself = number % 10 == 9;
        Stocks = [Math.Max(3, options.OrdersOfOne / 2), Math.Max(2, options.OrdersOfOne / 4), Math.Max(1, options.OrdersOfOne / 10), 1];
    }

    public int Number { get; }

    public string Slug { get; }

    /// <summary>Pence.</summary>
    public int Fee { get; }

    /// <summary>Orders of a slot.</summary>
    public int Capacity { get; }

    public bool AcceptsByItself { get; }

    /// <summary>Portions of the dishes from <see cref="FirstCounted"/> on.</summary>
    public IReadOnlyList<int> Stocks { get; }

    public static string Dish(int number) => string.Create(CultureInfo.InvariantCulture, $"dish-{number}");

    /// <summary>Pence.</summary>
    public int PriceOf(int dish) => 395 + (dish * 110) + (Number % 7 * 10);

    /// <summary>Basis points: every third dish is cold.</summary>
    public static int VatOf(int dish) => dish % 3 == 2 ? 0 : 2_000;

    /// <summary>Portions of a dish; null where they are not counted.</summary>
    public int? StockOf(int dish) => dish >= FirstCounted ? Stocks[dish - FirstCounted] : null;

    /// <summary>As <c>PUT /restaurants/{slug}</c> takes it.</summary>
    public byte[] Document() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        slug = Slug,
        name = $"Friday's {Number}",
        cuisines = new[] { Number % 2 == 0 ? "Italian" : "British" },
        description = "Open all night, and short of nearly everything.",
        phone = "0191 498 0000",
        address = new { lines = new[] { $"{Number + 1} Friday Street" }, town = "Durham", postcode = "DH1 3LE" },
        location = new { latitude = 54.7753, longitude = -1.5849 },
        currency = "GBP",
        zone = "Europe/London",
        hours = new { delivery = Always(), collection = Always() },
        delivery = new
        {
            rings = new[] { new { upToMetres = 100_000, fee = Fee, minimum = Minimum, freeFrom = FreeFrom } },
            smallOrderCharge = SmallOrderCharge,
        },
        preparationMinutes = 20,
        deliveryMinutes = 15,
        slots = new { intervalMinutes = SlotMinutes, leadMinutes = 0, daysAhead = 1, capacity = Capacity },
        autoAccept = AcceptsByItself,
        menu = new { modifierGroups = new[] { Options() }, categories = new[] { Plates() }, deals = new[] { Deal() } },
    });

    private static object[] Always() => [new { days = Days, from = "00:00", to = "00:00" }];

    private static object Nothing() => new { contains = Array.Empty<string>(), mayContain = Array.Empty<string>() };

    private static object Options() => new
    {
        id = "extras",
        name = "Something on top",
        min = 0,
        max = 2,
        modifiers = Enumerable.Range(0, 3)
            .Select(option => new { id = $"extra-{option}", name = $"Extra {option}", price = OptionPrice, allergens = Nothing() }),
    };

    private object Plates() => new
    {
        id = "plates", name = "Plates", items = Enumerable.Range(0, Dishes).Select(Plate),
    };

    private Dictionary<string, object> Plate(int dish)
    {
        var plate = new Dictionary<string, object>
        {
            ["id"] = Dish(dish),
            ["name"] = $"Dish {dish}",
            ["description"] = "",
            ["price"] = PriceOf(dish),
            ["vatRate"] = VatOf(dish),
            ["available"] = true,
            ["allergens"] = new { contains = new[] { "milk" }, mayContain = Array.Empty<string>() },
        };
        if (dish == 0)
        {
            plate["variations"] = new[]
            {
                new { id = "small", name = "Small", price = PriceOf(0) }, new { id = "large", name = "Large", price = LargePrice },
            };
        }
        if (dish % 2 == 1)
        {
            plate["modifierGroups"] = new[] { "extras" };
        }
        if (StockOf(dish) is { } stock)
        {
            plate["stock"] = stock;
        }
        return plate;
    }

    private static object Deal() => new
    {
        id = "deal",
        name = "For two",
        price = DealPrice,
        groups = new[]
        {
            new { id = "first", name = "First", min = 1, max = 1, choices = new[] { Choice(2, 0), Choice(FirstCounted, DealSurcharge) } },
            new { id = "second", name = "Second", min = 1, max = 1, choices = new[] { Choice(4, 0), Choice(FirstCounted + 1, DealSurcharge) } },
        },
    };

    private static object Choice(int dish, int surcharge) => new { item = Dish(dish), surcharge };
}

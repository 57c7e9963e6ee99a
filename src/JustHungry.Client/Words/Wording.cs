using System.Globalization;
using JustHungry.Client.Api;

namespace JustHungry.Client.Words;

/// <summary>Numbers, times and codes of the API in words for people.</summary>
internal static class Wording
{
    private const double MetresInMile = 1609.344;

    /// <summary>Minor units as money: 1250 → £12.50.</summary>
    public static string Money(long minor, string currency)
    {
        var amount = (Math.Abs(minor) / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        var sign = minor < 0 ? "-" : "";
        return currency switch
        {
            "GBP" => $"{sign}£{amount}",
            "EUR" => $"{sign}€{amount}",
            "USD" => $"{sign}${amount}",
            _ => $"{sign}{amount} {currency}",
        };
    }

    public static string Distance(long? metres) => metres switch
    {
        null => "",
        < 160 => "very near",
        _ => (metres.Value / MetresInMile).ToString(metres < 16000 ? "0.0" : "0", CultureInfo.InvariantCulture) + " mi",
    };

    /// <summary>"35 min · delivery £1.75, free from £25.00", as far as it is told.</summary>
    public static string Delivery(Restaurant restaurant)
    {
        if (restaurant.Delivery is not { } terms)
        {
            return "";
        }

        var minutes = terms.Minutes is { } about ? $"{about} min · " : "";
        var fee = terms.Fee == 0 ? "free delivery" : $"delivery {Money(terms.Fee, restaurant.Currency)}";
        var free = terms.Fee > 0 && terms.FreeFrom is { } from ? $", free from {Money(from, restaurant.Currency)}" : "";
        return minutes + fee + free;
    }

    public static string Status(string status) => status switch
    {
        OrderStatus.OnItsWay => "on its way",
        _ => status.Replace('_', ' '),
    };

    /// <summary>What a status means for the one who waits.</summary>
    public static string Meaning(string status, string restaurant) => status switch
    {
        OrderStatus.Placed => $"{restaurant} has your order and has not said yes yet.",
        OrderStatus.Accepted => $"{restaurant} is cooking.",
        OrderStatus.Ready => "It is ready.",
        OrderStatus.OnItsWay => "It is on its way to you.",
        OrderStatus.Delivered => "It was delivered. Enjoy your meal!",
        OrderStatus.Collected => "It was collected. Enjoy your meal!",
        OrderStatus.Rejected => $"{restaurant} cannot make it.",
        OrderStatus.Cancelled => "It was cancelled.",
        OrderStatus.Expired => $"{restaurant} did not answer in time. The order has lapsed.",
        _ => "",
    };

    public static Tone StatusTone(string status) => status switch
    {
        OrderStatus.Rejected or OrderStatus.Expired => Tone.Bad,
        OrderStatus.Cancelled => Tone.Dim,
        OrderStatus.Delivered or OrderStatus.Collected => Tone.Good,
        _ => Tone.Accent,
    };

    /// <summary>In local time: the time alone if it is today, else with the date.</summary>
    public static string When(DateTimeOffset? at, TimeProvider time)
    {
        if (at is not { } instant)
        {
            return "";
        }

        var local = TimeZoneInfo.ConvertTime(instant, time.LocalTimeZone);
        var format = local.Date == time.GetLocalNow().Date ? "HH:mm" : "d MMM HH:mm";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>What the labels of a dish mean, each after two spaces. What is vegan is vegetarian without saying.</summary>
    public static string Labels(IReadOnlyList<string> labels) => string.Concat(labels
        .Where(label => label != "vegetarian" || !labels.Contains("vegan"))
        .Select(label => "  " + Label(label)));

    private static string Label(string label) => label switch
    {
        "hot1" => "a little hot",
        "hot2" => "hot",
        "hot3" => "very hot",
        _ => label.Replace('_', ' '),
    };

    /// <summary>"contains gluten, milk · may contain nuts"; says so, too, when there are none or nobody knows.</summary>
    /// <param name="dependsOnChoice">What is chosen with it brings more.</param>
    public static Line Allergens(Allergens allergens, bool dependsOnChoice = false)
    {
        var line = new Line();
        if (!allergens.Told)
        {
            line.Add("allergens: ask the restaurant", Tone.Warning);
        }

        if (allergens.Contains.Count > 0)
        {
            line.Add(Gap(line) + "contains " + string.Join(", ", allergens.Contains), Tone.Warning);
        }

        if (allergens.MayContain.Count > 0)
        {
            line.Add(Gap(line) + "may contain " + string.Join(", ", allergens.MayContain), Tone.Dim);
        }

        if (dependsOnChoice)
        {
            return line.Add(line.Width > 0 ? " · more depends on your choice" : "allergens depend on your choice", Tone.Dim);
        }

        return line.Width > 0 ? line : Line.Of("none of the 14 allergens", Tone.Dim);

        static string Gap(Line line) => line.Width > 0 ? " · " : "";
    }

    /// <summary>The same on as many lines as it needs: none of an allergen list may be cut off.</summary>
    public static IEnumerable<Line> AllergenLines(Allergens allergens, int width, bool dependsOnChoice = false)
    {
        var whole = Allergens(allergens, dependsOnChoice);
        return whole.Width <= width
            ? [whole]
            : whole.Pieces.SelectMany(piece => Wrap(piece.Text.Replace(" · ", "", StringComparison.Ordinal), width)
                .Select(part => Line.Of(part, piece.Tone)));
    }

    /// <summary>How many options of a group are to be chosen.</summary>
    public static string HowMany(ModifierGroup group) => (group.Min, group.Max) switch
    {
        (0, 1) => "choose one if you like",
        (0, var most) when most >= group.Modifiers.Count => "as many as you like",
        (0, var most) => $"up to {most} if you like",
        (1, 1) => "choose one",
        var (least, most) when least == most => $"choose {least}",
        var (least, most) => $"choose {least} to {most}",
    };

    public static string Count(long number, string one, string many) => number == 1 ? $"1 {one}" : $"{number} {many}";

    /// <summary>Breaks text at spaces into lines of at most so many columns.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var current = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current.Length > 0 && current.Length + 1 + word.Length > width)
            {
                lines.Add(current);
                current = "";
            }

            current = current.Length == 0 ? word : $"{current} {word}";
        }

        if (current.Length > 0)
        {
            lines.Add(current);
        }

        return lines;
    }
}

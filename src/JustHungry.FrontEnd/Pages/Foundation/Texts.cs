using System.Globalization;
using System.Collections.Frozen;
using NodaTime;

namespace JustHungry.FrontEnd.Pages;

/// <summary>The site's texts in one language, and how it writes money, times and numbers. Immutable.</summary>
internal sealed class Texts(Language language)
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private static readonly FrozenDictionary<string, Texts> ByLanguage =
        Language.All.ToFrozenDictionary(static one => one.Code, static one => new Texts(one));

    private readonly FrozenDictionary<string, string> _texts = Catalogue.Of(language);

    public Language Language { get; } = language;

    public static Texts In(Language language) => ByLanguage[language.Code];

    /// <summary>The text with that key; where there is none, the key, so that a page is shown all the same.</summary>
    public string this[string key] => _texts.GetValueOrDefault(key, key);

    /// <summary>The text with that key, filled in.</summary>
    public string this[string key, params object?[] values] => string.Format(Plain, this[key], values);

    /// <summary>The text with that key, or null.</summary>
    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>The text <c>key.one</c> or <c>key.other</c>; the number is filled in.</summary>
    public string Count(string key, long number) => this[number == 1 ? $"{key}.one" : $"{key}.other", number];

    /// <summary>An amount in hundredths of a currency (ISO 4217), such as £12.50.</summary>
    public string Money(long amount, string currency = "GBP")
    {
        var sign = currency switch { "GBP" => "£", "EUR" => "€", "USD" => "$", _ => currency };
        var figures = (Math.Abs(amount) / 100m).ToString("N2", Plain);
        var minus = amount < 0 ? "−" : "";
        if (Language == Language.German)
        {
            return $"{minus}{figures.Replace(',', ' ').Replace('.', ',').Replace(' ', '.')}\u00a0{sign}";
        }
        return sign.Length == 1 ? $"{minus}{sign}{figures}" : $"{minus}{figures}\u00a0{sign}";
    }

    /// <summary>The hour and minute in a time zone (IANA), such as 18:30.</summary>
    public string Time(DateTimeOffset at, string? zone) => Local(at, zone).ToString("HH:mm", Plain);

    /// <summary>The day in a time zone, such as Sunday, 22 November.</summary>
    public string Day(DateTimeOffset at, string? zone)
    {
        var local = Local(at, zone);
        return this[
            "day.long", this[$"day.{local.DayOfWeek.ToString().ToLowerInvariant()}"], local.Day, this[$"month.{local.Month}"], local.Year];
    }

    /// <summary>Day and time.</summary>
    public string DayAndTime(DateTimeOffset at, string? zone) => $"{Day(at, zone)}, {Time(at, zone)}";

    /// <summary>A distance, such as 400 m or 1.2 km.</summary>
    public string Distance(int metres) => metres < 950
        ? string.Create(Plain, $"{Math.Max(50, (metres + 25) / 50 * 50)}\u00a0m")
        : Number(Math.Round(metres / 1000.0, 1)) + "\u00a0km";

    /// <summary>A number with this language's comma.</summary>
    public string Number(double number)
    {
        var text = number.ToString("0.#", Plain);
        return Language == Language.German ? text.Replace('.', ',') : text;
    }

    /// <summary>A text of the catalogue where it has one for this name (of an allergen, a label, a status), else the name itself.</summary>
    public string Named(string kind, string name) => Find($"{kind}.{name}") ?? name;

    /// <summary>What a refusal's code means to a person: the API's own words are English.</summary>
    public string Problem(string code, string words) =>
        Language == Language.English && words.Length > 0 ? words : Find($"problem.{code}") ?? (words.Length > 0 ? words : code);

    /// <summary>A time on a zone's own clock; an unknown zone is Europe/London.</summary>
    public static DateTime Local(DateTimeOffset at, string? zone)
    {
        var found = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "Europe/London") ?? DateTimeZoneProviders.Tzdb["Europe/London"];
        return Instant.FromDateTimeOffset(at).InZone(found).ToDateTimeUnspecified();
    }
}

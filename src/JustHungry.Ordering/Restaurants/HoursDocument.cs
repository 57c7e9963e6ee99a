using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace JustHungry.Ordering.Restaurants;

/// <summary>Reads the opening hours of a restaurant's document, and other windows of time.</summary>
internal static class HoursDocument
{
    private const int MaxWindows = 50;
    private const int MaxExceptions = 400;

    private static readonly LocalTimePattern TimePattern = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");

    public static OpeningHours Read(ObjectReader? reader)
    {
        if (reader is null)
        {
            return new OpeningHours([], [], new Dictionary<LocalDate, IReadOnlyList<DailyWindow>>());
        }

        var hours = new OpeningHours(
            reader.Objects("delivery", 0, MaxWindows, Weekly),
            reader.Objects("collection", 0, MaxWindows, Weekly),
            Exceptions(reader));
        reader.End();
        return hours;
    }

    /// <summary>Reads days, from and to.</summary>
    public static WeeklyWindow Weekly(ObjectReader reader) => new(Days(reader), Daily(reader));

    /// <summary>Reads days as the bits of a <see cref="WeeklyWindow"/>.</summary>
    public static int Days(ObjectReader reader)
    {
        var days = 0;
        foreach (var (index, name) in reader.Texts("days", 1, 7, 3).Index())
        {
            var day = WeeklyWindow.DayOf(name);
            days |= day;
            if (day == 0)
            {
                reader.Fault($"days[{index}]", "A day is one of mon, tue, wed, thu, fri, sat, sun.");
            }
        }

        return days;
    }

    /// <summary>Reads a date as it stands, such as 2026-12-25.</summary>
    public static string Date(ObjectReader reader, string name)
    {
        var text = reader.Text(name, 10);
        if (text.Length > 0 && !LocalDatePattern.Iso.Parse(text).Success)
        {
            reader.Fault(name, "A date looks like 2026-12-25.");
        }

        return text;
    }

    /// <summary>Reads from and to.</summary>
    public static DailyWindow Daily(ObjectReader reader) => new(Time(reader, "from"), Time(reader, "to"));

    private static LocalTime Time(ObjectReader reader, string name)
    {
        var text = reader.Text(name, 5);
        if (text == "24:00")
        {
            return LocalTime.Midnight;
        }

        var time = TimePattern.Parse(text);
        if (!time.TryGetValue(LocalTime.Midnight, out var value) && text.Length > 0)
        {
            reader.Fault(name, "A time looks like 17:30.");
        }

        return value;
    }

    private static Dictionary<LocalDate, IReadOnlyList<DailyWindow>> Exceptions(ObjectReader reader)
    {
        var byDate = new Dictionary<LocalDate, IReadOnlyList<DailyWindow>>();
        foreach (var (date, window) in reader.Objects("exceptions", 0, MaxExceptions, Exception))
        {
            var before = byDate.TryGetValue(date, out var windows) ? windows : [];
            byDate[date] = window is null ? before : [.. before, window];
        }

        return byDate;
    }

    private static Tuple<LocalDate, DailyWindow?> Exception(ObjectReader reader)
    {
        _ = LocalDatePattern.Iso.Parse(Date(reader, "date")).TryGetValue(LocalDate.MinIsoValue, out var date);
        var closed = reader.Boolean("closed", otherwise: false);
        if (!closed)
        {
            return Tuple.Create(date, (DailyWindow?)Daily(reader));
        }

        foreach (var name in (string[])["from", "to"])
        {
            if (reader.Optional(name) is { ValueKind: not JsonValueKind.Null })
            {
                reader.Fault(name, "A closed day has no hours.");
            }
        }

        return Tuple.Create(date, (DailyWindow?)null);
    }
}

using NodaTime;

namespace JustHungry.Ordering.Restaurants;

/// <summary>
/// When a restaurant delivers and when one can collect: a weekly timesheet each, with exceptions by date. Immutable.
/// </summary>
/// <param name="Delivery">The week's windows for delivery.</param>
/// <param name="Collection">The week's windows for collection.</param>
/// <param name="Exceptions">Dates with windows of their own, or none, for both services.</param>
public sealed record OpeningHours(
    IReadOnlyList<WeeklyWindow> Delivery,
    IReadOnlyList<WeeklyWindow> Collection,
    IReadOnlyDictionary<LocalDate, IReadOnlyList<DailyWindow>> Exceptions)
{
    /// <summary>
    /// True where the service is open at that moment. A window belongs to the date on which it begins: one that runs
    /// past midnight is found under yesterday, and a day may have 23 or 25 hours.
    /// </summary>
    public bool IsOpen(ServiceType service, DateTimeOffset now, DateTimeZone zone)
    {
        var instant = Instant.FromDateTimeOffset(now);
        var today = instant.InZone(zone).Date;
        return OpenOn(service, today, instant, zone) || OpenOn(service, today.PlusDays(-1), instant, zone);
    }

    /// <summary>
    /// True where the service is open at <paramref name="from"/> and stays so beyond <paramref name="to"/>, over
    /// midnight too where one window begins as another ends.
    /// </summary>
    public bool IsOpenBeyond(ServiceType service, DateTimeOffset from, DateTimeOffset to, DateTimeZone zone)
    {
        var (at, until) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        for (var joined = 0; joined < MaxJoined; joined++)
        {
            if (EndOfOpening(service, at, zone) is not { } end)
            {
                return false;
            }

            if (end > until)
            {
                return true;
            }

            at = end;
        }

        return true;
    }

    /// <summary>The windows that begin on a date, exceptions heeded.</summary>
    public IEnumerable<DailyWindow> WindowsOn(ServiceType service, LocalDate date) =>
        Exceptions.TryGetValue(date, out var windows)
            ? windows
            : (service == ServiceType.Delivery ? Delivery : Collection)
                .Where(week => week.On(date.DayOfWeek))
                .Select(week => week.Window);

    /// <summary>Windows that join each other, one after the other; more than these need not be looked at.</summary>
    private const int MaxJoined = 60;

    /// <summary>When the window that contains the moment ends, the latest of several; null: it is closed.</summary>
    private Instant? EndOfOpening(ServiceType service, Instant instant, DateTimeZone zone)
    {
        Instant? latest = null;
        var today = instant.InZone(zone).Date;
        for (var back = 0; back <= 1; back++)
        {
            // No iterators here: every order for a restaurant with slots comes this way.
            var date = back == 0 ? today : today.PlusDays(-1);
            if (Exceptions.Count > 0 && Exceptions.TryGetValue(date, out var windows))
            {
                foreach (var window in windows)
                {
                    Extend(window, date);
                }

                continue;
            }

            foreach (var week in service == ServiceType.Delivery ? Delivery : Collection)
            {
                if (week.On(date.DayOfWeek))
                {
                    Extend(week.Window, date);
                }
            }
        }

        void Extend(DailyWindow window, LocalDate date)
        {
            var (begins, ends) = window.On(date, zone);
            if (instant >= begins && instant < ends && (latest is null || ends > latest))
            {
                latest = ends;
            }
        }

        return latest;
    }

    private bool OpenOn(ServiceType service, LocalDate date, Instant instant, DateTimeZone zone)
    {
        if (Exceptions.TryGetValue(date, out var windows))
        {
            foreach (var window in windows)
            {
                if (window.Contains(date, instant, zone))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var week in service == ServiceType.Delivery ? Delivery : Collection)
        {
            if (week.On(date.DayOfWeek) && week.Window.Contains(date, instant, zone))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A window on some days of the week. Immutable.</summary>
/// <param name="Days">Bit n is set for the ISO weekday n: 1 Monday … 7 Sunday.</param>
/// <param name="Window">From when to when.</param>
public sealed record WeeklyWindow(int Days, DailyWindow Window)
{
    private static readonly string[] Names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>The days as documents have them, from <c>mon</c> to <c>sun</c>.</summary>
    public IEnumerable<string> DayNames => Names.Where((_, index) => (Days & (1 << (index + 1))) != 0);

    /// <summary>The bit of a day as documents have it; 0 where it is none.</summary>
    public static int DayOf(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? 1 << (index + 1) : 0;

    /// <summary>True where it begins on that day of the week.</summary>
    public bool On(IsoDayOfWeek day) => (Days & (1 << (int)day)) != 0;
}

/// <summary>From when to when, in the restaurant's own time. Immutable.</summary>
/// <param name="From">Begins.</param>
/// <param name="To">Ends; where it is not after <paramref name="From"/>, on the next day. 00:00 to 00:00 is a whole
/// day.</param>
public sealed record DailyWindow(LocalTime From, LocalTime To)
{
    /// <summary>
    /// True where the window that begins on <paramref name="date"/> contains the moment; its end is outside.
    /// </summary>
    public bool Contains(LocalDate date, Instant instant, DateTimeZone zone)
    {
        var (begins, ends) = On(date, zone);
        return instant >= begins && instant < ends;
    }

    /// <summary>From when to when it is on the date on which it begins.</summary>
    public (Instant Begins, Instant Ends) On(LocalDate date, DateTimeZone zone)
    {
        var end = (To > From ? date : date.PlusDays(1)) + To;
        return (zone.AtLeniently(date + From).ToInstant(), zone.AtLeniently(end).ToInstant());
    }
}

/// <summary>The public words for <see cref="ServiceType"/>.</summary>
public static class ServiceTypes
{
    /// <summary>The public word, such as <c>delivery</c>.</summary>
    public static string Code(this ServiceType service) =>
        service == ServiceType.Delivery ? "delivery" : "collection";

    /// <summary>Reads a public word; nothing means delivery, null is told for anything else.</summary>
    public static ServiceType? Parse(string? word) => word switch
    {
        null or "delivery" => ServiceType.Delivery,
        "collection" => ServiceType.Collection,
        _ => null,
    };
}

/// <summary>How the food gets to the person.</summary>
public enum ServiceType
{
    /// <summary>The restaurant brings it.</summary>
    Delivery,

    /// <summary>The person comes for it.</summary>
    Collection,
}

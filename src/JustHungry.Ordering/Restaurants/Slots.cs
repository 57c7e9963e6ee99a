using NodaTime;

namespace JustHungry.Ordering.Restaurants;

/// <summary>A time that can be ordered for. Immutable.</summary>
/// <param name="Begins">When it begins: what an order names.</param>
/// <param name="Ends">When it ends.</param>
public sealed record Slot(DateTimeOffset Begins, DateTimeOffset Ends);

/// <summary>
/// The slots of a restaurant: its opening windows, cut into intervals from where each window opens. Pure.
/// </summary>
/// <remarks>
/// A slot lies wholly within its window, begins no earlier than the lead time from now (once: tomorrow does not add it
/// again), and belongs to the date on which its window begins, also after midnight. Days of 23 or 25 hours have as many
/// slots as they have time.
/// </remarks>
public static class Slots
{
    /// <summary>More slots than a menu of them could show.</summary>
    private const int MaxOfDay = 25 * 60 / 5;

    /// <summary>The slots that can be ordered for from now on, the earliest first.</summary>
    /// <param name="restaurant">Whose; none where it takes no orders for later.</param>
    /// <param name="service">Delivery or collection.</param>
    /// <param name="busy">Minutes that the kitchen adds to the lead time.</param>
    /// <param name="now">From when on.</param>
    public static IEnumerable<Slot> Of(Restaurant restaurant, ServiceType service, int busy, DateTimeOffset now)
    {
        if (restaurant.Slots is not { } rules || !restaurant.Offers(service))
        {
            yield break;
        }

        var today = restaurant.LocalDate(now);
        var last = DateTimeOffset.MinValue;
        for (var day = -1; day <= rules.DaysAhead; day++)
        {
            foreach (var slot in On(restaurant, rules, service, today.PlusDays(day)))
            {
                if (slot.Begins >= now.AddMinutes(rules.LeadMinutes + busy) && slot.Begins > last)
                {
                    last = slot.Begins;
                    yield return slot;
                }
            }
        }
    }

    /// <summary>The slot that begins at that moment; null where there is none that can be ordered for now.</summary>
    public static Slot? Find(
        Restaurant restaurant, ServiceType service, int busy, DateTimeOffset begins, DateTimeOffset now)
    {
        if (restaurant.Slots is not { } rules || begins < now.AddMinutes(rules.LeadMinutes + busy))
        {
            return null;
        }

        var (today, date) = (restaurant.LocalDate(now), restaurant.LocalDate(begins));
        for (var back = 0; back <= 1; back++)
        {
            var day = date.PlusDays(-back);
            if (day >= today.PlusDays(-1)
                && Period.DaysBetween(today, day) <= rules.DaysAhead
                && restaurant.Offers(service)
                && On(restaurant, rules, service, day).FirstOrDefault(slot => slot.Begins == begins) is { } slot)
            {
                return slot;
            }
        }

        return null;
    }

    private static IEnumerable<Slot> On(Restaurant restaurant, SlotRules rules, ServiceType service, LocalDate date)
    {
        var interval = TimeSpan.FromMinutes(rules.IntervalMinutes);
        var slots = new SortedDictionary<DateTimeOffset, Slot>();
        foreach (var window in restaurant.Hours.WindowsOn(service, date))
        {
            var (opens, closes) = window.On(date, restaurant.Zone);
            var begins = opens.ToDateTimeOffset();
            for (var count = 0; count < MaxOfDay && begins + interval <= closes.ToDateTimeOffset(); count++)
            {
                slots.TryAdd(begins, new Slot(begins, begins + interval));
                begins += interval;
            }
        }

        return slots.Values;
    }
}

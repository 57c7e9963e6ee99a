using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Commands;

/// <summary>What became of an order, in a sentence.</summary>
internal static class Outcomes
{
    private const string KeyExpired = "idempotency_key_expired";

    /// <summary>After days, the town no longer knows what it answered: only the list of orders can tell.</summary>
    public static bool IsTooOld(Placing placing) => placing is Placing.Refused { Problem.Code: KeyExpired };

    public static string InWords(Placing placing) => placing switch
    {
        _ when IsTooOld(placing) =>
            "It is too long ago to ask again. If it was placed, it stands among your orders; it is not sent any more.",
        Placing.Placed { Before: true } placed =>
            $"It had been placed already: order {placed.Order.Number} ({Wording.Status(placed.Order.Status)}).",
        Placing.Placed placed => $"It is placed now, once: order {placed.Order.Number}.",
        Placing.Refused refused => $"It was refused and does not stand. {refused.Problem.InOneLine()}",
        Placing.Unknown unknown => Unknown(unknown.Why),
        _ => "Another client is placing it at this moment.",
    };

    public static string Unknown(string why) =>
        $"{why} Whether the order stands is unknown. It is saved: the next start of the client finishes it, exactly once.";
}

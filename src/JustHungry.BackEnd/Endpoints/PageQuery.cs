using System.Globalization;
using JustHungry.Ordering.Refusals;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>What a list is asked for with: how many, and after which. Immutable.</summary>
/// <param name="Limit">1–100.</param>
/// <param name="After">The last element of the page before; null for the first page.</param>
public sealed record PageQuery(int Limit, string? After)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>Reads <c>limit</c> and <c>after</c>; null with a refusal where they are malformed.</summary>
    public static PageQuery? Read(string? limit, string? after, out Refusal? refusal)
    {
        refusal = null;
        var number = DefaultLimit;
        if (!string.IsNullOrEmpty(limit)
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > MaxLimit))
        {
            refusal = Malformed("limit", $"limit is a whole number from 1 to {MaxLimit}.");
            return null;
        }

        return new PageQuery(number, string.IsNullOrEmpty(after) ? null : after);
    }

    /// <summary>The refusal of a cursor that nobody gave out.</summary>
    public static Refusal UnknownCursor() =>
        Malformed("after", "after is the cursor of a page that you were given; this is none.");

    private static Refusal Malformed(string name, string message) =>
        Refusal.Of([new Fault(name, Reason.MalformedParameter, message)]);
}

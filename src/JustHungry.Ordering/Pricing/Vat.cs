namespace JustHungry.Ordering.Pricing;

/// <summary>What of a total is taxed at one rate. Immutable; pence.</summary>
/// <param name="Rate">Basis points: 2000 is 20 %.</param>
/// <param name="Total">What is paid at this rate, VAT included and discounts taken off.</param>
/// <param name="Vat">The VAT within that.</param>
public sealed record VatLine(int Rate, long Total, long Vat);

/// <summary>The VAT within a total, rate by rate: rounded once for each rate, never for each line.</summary>
public static class VatBreakdown
{
    private const int Whole = 10_000;

    /// <summary>The breakdown, the lowest rate first. The totals of its lines come to the total of the order.</summary>
    /// <param name="lines">What was ordered.</param>
    /// <param name="discounts">What is taken off each line; null: nothing is taken off any.</param>
    /// <param name="totals">What the order comes to.</param>
    /// <param name="rates">Of fee and tip.</param>
    public static IReadOnlyList<VatLine> Of(
        IReadOnlyList<PricedLine> lines,
        IReadOnlyList<long>? discounts,
        Totals totals,
        Restaurants.ExtraVatRates rates)
    {
        var sums = new List<VatLine>(2);
        for (var index = 0; index < lines.Count; index++)
        {
            Add(sums, lines[index], discounts?[index] ?? 0);
        }

        Add(sums, rates.Delivery, totals.Delivery + totals.SmallOrderCharge);
        Add(sums, rates.Tip, totals.Tip);
        sums.Sort((a, b) => a.Rate.CompareTo(b.Rate));
        for (var index = 0; index < sums.Count; index++)
        {
            sums[index] = sums[index] with { Vat = Within(sums[index].Total, sums[index].Rate) };
        }

        return sums;
    }

    /// <summary>The VAT within a sum, half a penny rounded up.</summary>
    public static long Within(long total, int rate)
    {
        var whole = (Int128)(Whole + rate);
        return (long)((((Int128)total * rate * 2) + whole) / (whole * 2));
    }

    private static void Add(List<VatLine> sums, PricedLine line, long discount)
    {
        if (line.Choices.Count == 0)
        {
            Add(sums, line.VatRate, line.Total - discount);
            return;
        }

        var parts = line.TaxedParts();
        var shares = Shares.Of(discount, [.. parts.Select(part => part.Total)]);
        for (var index = 0; index < parts.Count; index++)
        {
            Add(sums, parts[index].Rate, parts[index].Total - shares[index]);
        }
    }

    private static void Add(List<VatLine> sums, int rate, long total)
    {
        if (total == 0)
        {
            return;
        }

        var at = sums.FindIndex(sum => sum.Rate == rate);
        if (at < 0)
        {
            sums.Add(new VatLine(rate, total, 0));
        }
        else
        {
            sums[at] = sums[at] with { Total = sums[at].Total + total };
        }
    }
}

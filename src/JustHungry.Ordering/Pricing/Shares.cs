namespace JustHungry.Ordering.Pricing;

/// <summary>Divides a sum so that the parts always come to the whole.</summary>
public static class Shares
{
    /// <summary>
    /// Divides by the method of the largest remainder: each part gets its exact share rounded down, and what is left
    /// goes, a penny each, to those that lost most by rounding; of two that lost as much, to the earlier.
    /// </summary>
    /// <param name="total">What is divided, 0 or more.</param>
    /// <param name="weights">By what, each 0 or more. Where all are 0, the first gets everything.</param>
    /// <returns>As many parts as weights; none is above its weight where the total is not above all weights.</returns>
    public static long[] Of(long total, IReadOnlyList<long> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var shares = new long[weights.Count];
        Int128 whole = 0;
        foreach (var weight in weights)
        {
            whole += weight;
        }

        if (whole == 0)
        {
            if (shares.Length > 0)
            {
                shares[0] = total;
            }

            return shares;
        }

        var lost = new Int128[weights.Count];
        var left = total;
        for (var index = 0; index < shares.Length; index++)
        {
            var (share, remainder) = Int128.DivRem((Int128)total * weights[index], whole);
            shares[index] = (long)share;
            lost[index] = remainder;
            left -= shares[index];
        }

        // Sorting is stable, so that the earlier of two equal ones stays the earlier.
        foreach (var index in Enumerable.Range(0, shares.Length).OrderByDescending(index => lost[index]).Take((int)left))
        {
            shares[index]++;
        }

        return shares;
    }

    /// <summary>A part of a sum in hundredths, half a penny rounded up.</summary>
    public static long Percent(long sum, int percent) => (long)((((Int128)sum * percent) + 50) / 100);
}

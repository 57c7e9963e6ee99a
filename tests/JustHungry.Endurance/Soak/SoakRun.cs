using System.Globalization;
using JustHungry.Bench;
using JustHungry.Commands;

namespace JustHungry.Endurance.Soak;

/// <summary>
/// A town of real processes under random trouble, with customers who check every answer: nothing acknowledged is lost, nothing
/// doubled, the first answer stays, sessions never go back, events come once each; the stores are compared again and again.
/// </summary>
internal static class SoakRun
{
    private const int Customers = 16;
    private const int TroublesBetweenLooks = 12;
    private const int LeastCalmMs = 300;
    private const int MostCalmMs = 5_000;

    /// <summary>True where nothing was found.</summary>
    public static async Task<bool> Run(TrialOptions options, TimeProvider time, CancellationToken cancellation)
    {
        await using var town = await TrialTown.Start(options.Say, time, cancellation);
        var random = new Random(options.Seed);
        var findings = new Findings(options.Say);
        var orders = await BenchTown.Running(town.FrontEnds[0].AbsoluteUri).Orders(random, time, cancellation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var customers = Enumerable.Range(0, Customers)
            .Select(number => new Customer(number, town.FrontEnds, orders, findings, new Random(HashCode.Combine(options.Seed, number)), time))
            .ToList();
        var living = customers.ConvertAll(customer => Task.Run(() => customer.Live(over.Token), CancellationToken.None));
        try
        {
            await Disturb(town, findings, random, options, time, cancellation);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(living);
        }
        await Task.WhenAll(customers.Select(customer => customer.ReadBack(cancellation)));
        var numbers = customers.SelectMany(customer => customer.Numbers).ToList();
        findings.Expect(numbers.Distinct(StringComparer.Ordinal).Count() == numbers.Count, () => "an order number was given twice.");
        customers.ForEach(customer => customer.Dispose());
        options.Say(Summary(findings));
        return findings.Count == 0;
    }

    private static async Task Disturb(
        TrialTown town, Findings findings, Random random, TrialOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var trouble = new Trouble(town, random, time, text => options.Say($"  {text}"));
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < options.Duration)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LeastCalmMs, MostCalmMs)), time, cancellation);
            await trouble.Next(cancellation);
            if (trouble.Count % TroublesBetweenLooks == 0)
            {
                await Compare(town, trouble, findings, options, time.GetElapsedTime(since), cancellation);
            }
        }
        await Compare(town, trouble, findings, options, time.GetElapsedTime(since), cancellation);
    }

    // Under load still: the customers go on ordering.
    private static async Task Compare(
        TrialTown town, Trouble trouble, Findings findings, TrialOptions options, TimeSpan elapsed, CancellationToken cancellation)
    {
        await trouble.Settle();
        try
        {
            var found = await town.Verify(cancellation);
            options.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{elapsed:hh\\:mm\\:ss} {trouble.Count} troubles, {findings.Orders} orders: {found.Replicas.Count} stores equal at {found.Position}; {findings.Count} violations"));
        }
        catch (RefusedException error)
        {
            findings.Add(error.Message);
        }
    }

    private static string Summary(Findings findings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{findings.Orders} orders acknowledged, {findings.Checks} checks, {findings.Count} violations.");
}

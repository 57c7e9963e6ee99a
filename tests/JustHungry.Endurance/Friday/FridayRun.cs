using System.Globalization;
using System.Threading.Channels;
using JustHungry.Commands;

namespace JustHungry.Endurance.Friday;

/// <summary>
/// A Friday night in a town of real processes: many restaurants short of seats, portions and vouchers, thousands of customers over
/// the public API, kitchens that answer or do not, and the primary killed on the way. Then the books are gone through.
/// </summary>
internal sealed class FridayRun(FridayTown town, FridayOptions options, TimeProvider time)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ExpiryPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ToldEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private const int OrdersOnBoard = 4;

    private readonly long _since = time.GetTimestamp();
    private int _wanted;
    private int _handled;
    private int _kills;

    /// <summary>True where nothing was found.</summary>
    public static async Task<bool> Run(FridayOptions options, TimeProvider time, CancellationToken cancellation)
    {
        await using var town = await FridayTown.Open(options, time, cancellation);
        return await new FridayRun(town, options, time).Run(cancellation);
    }

    private async Task<bool> Run(CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var telling = Tell(over.Token);
        var killing = Kill(over.Token);
        try
        {
            await Serve(cancellation);
            await killing;
            if (options.AwaitsExpiry)
            {
                await AwaitExpiry(cancellation);
            }
        }
        finally
        {
            await over.CancelAsync();
            await telling;
        }
        var served = time.GetElapsedTime(_since);
        options.Say($"{Figures()}. The books are gone through …");
        var books = new FridayBooks(town, options.AwaitsExpiry);
        await books.Check(cancellation);
        try
        {
            var stores = await town.Processes.Verify(cancellation);
            options.Say($"{stores.Replicas.Count} stores are equal at {stores.Position}.");
        }
        catch (RefusedException error)
        {
            town.Findings.Add(error.Message);
        }
        FridayStores.Check(town, books);
        Summarise(books, served);
        return town.Findings.Count == 0;
    }

    /// <summary>Customers order; what was ordered goes to the kitchens.</summary>
    private async Task Serve(CancellationToken cancellation)
    {
        // Kitchens that fell behind by ten minutes would find their orders expired.
        var kitchens = Channel.CreateBounded<FridayOrder>(options.AtOnce * OrdersOnBoard);
        var cooking = Enumerable.Range(0, options.AtOnce).Select(worker => Task.Run(
            async () =>
            {
                using var connection = town.Connect(worker);
                var kitchen = new FridayKitchen(town, new Random(HashCode.Combine(options.Seed, -1 - worker)));
                await foreach (var order in kitchens.Reader.ReadAllAsync(cancellation))
                {
                    await kitchen.Handle(order, connection, cancellation);
                    Interlocked.Increment(ref _handled);
                }
            },
            cancellation)).ToList();
        var ordering = Enumerable.Range(0, options.AtOnce).Select(worker => Task.Run(
            async () =>
            {
                using var connection = town.Connect(worker);
                var customer = new FridayCustomer(town, worker, new Random(HashCode.Combine(options.Seed, worker)));
                while (Interlocked.Increment(ref _wanted) <= options.Orders)
                {
                    if (await customer.PlaceOne(connection, cancellation) is { } order)
                    {
                        await kitchens.Writer.WriteAsync(order, cancellation);
                    }
                }
            },
            cancellation)).ToList();
        try
        {
            await Task.WhenAll(ordering);
        }
        finally
        {
            kitchens.Writer.Complete();
            await Task.WhenAll(cooking);
        }
    }

    /// <summary>Kills the primary at even stretches of the orders; the last time not before orders expire, where those are awaited.</summary>
    private async Task Kill(CancellationToken cancellation)
    {
        var early = options.Kills - (options.AwaitsExpiry ? 1 : 0);
        for (var kill = 1; kill <= early; kill++)
        {
            await Until(() => town.Ledger.Count >= (long)options.Orders * kill / (early + 1), TimeSpan.MaxValue, cancellation);
            await KillPrimary(cancellation);
        }
    }

    private async Task KillPrimary(CancellationToken cancellation)
    {
        var struck = await town.Processes.KillPrimary(cancellation);
        _kills++;
        options.Say($"kill -9 of the primary, {struck}, after {town.Ledger.Count} orders");
    }

    /// <summary>Waits until every order that nobody answered has expired; the primary is killed while the first ones do.</summary>
    private async Task AwaitExpiry(CancellationToken cancellation)
    {
        var unanswered = town.Ledger.Orders.Where(order => order.Fate == "placed").OrderBy(order => order.PlacedAt).ToList();
        if (unanswered.Count == 0)
        {
            return;
        }
        var (first, last) = (unanswered[0].PlacedAt + AnswerWithin, unanswered[^1].PlacedAt + AnswerWithin);
        options.Say($"{unanswered.Count} orders have no answer, and expire from {first:HH:mm:ss} to {last:HH:mm:ss}.");
        await Until(() => time.GetUtcNow() >= first + ((last - first) / 2), TimeSpan.MaxValue, cancellation);
        if (_kills < options.Kills)
        {
            await KillPrimary(cancellation);
        }
        await Until(() => time.GetUtcNow() >= last, TimeSpan.MaxValue, cancellation);
        using var connection = town.Connect(0);
        var since = time.GetTimestamp();
        foreach (var order in unanswered)
        {
            connection.Token = town.Customers[order.Customer];
            while ((await connection.Ask(HttpMethod.Get, $"/api/v1/orders/{order.Id}", null, null, cancellation)).Json.GetProperty("status").GetString() == "placed"
                && time.GetElapsedTime(since) < ExpiryPatience)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
            }
        }
    }

    private async Task Until(Func<bool> isSo, TimeSpan limit, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (!isSo() && time.GetElapsedTime(since) < limit)
        {
            await Task.Delay(LookEvery, time, cancellation);
        }
    }

    private async Task Tell(CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ToldEvery, time, over);
                options.Say($"{time.GetElapsedTime(_since):mm\\:ss} {Figures()}");
            }
        }
        catch (OperationCanceledException)
        {
            // The night is over.
        }
    }

    private string Figures() => string.Create(
        CultureInfo.InvariantCulture,
        $"{town.Ledger.Count} orders acknowledged, {town.Ledger.Refusals.Values.Sum()} refusals, {_handled} handled by kitchens; {town.Findings.Count} violations");

    private void Summarise(FridayBooks books, TimeSpan served)
    {
        var statuses = books.Receipts.Values.CountBy(receipt => receipt.Status).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}");
        var refusals = town.Ledger.Refusals.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}");
        options.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{books.Receipts.Count} orders of {town.Customers.Length} customers at {town.Restaurants.Count} restaurants in {served.TotalSeconds:0} s: {string.Join(", ", statuses)}."));
        options.Say($"Refused: {string.Join(", ", refusals)}. {town.Ledger.Replays} keys were sent again.");
        options.Say(string.Create(CultureInfo.InvariantCulture, $"The receipts come to £{books.Takings / 100m:N2}. The primary was killed {_kills} times."));
        options.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{town.Findings.Checks} checks, {town.Findings.Count} violations: {(town.Findings.Count == 0 ? "nothing oversold, lost, doubled or expired twice; all sums agree" : "THE NIGHT WAS NOT RIGHT")}."));
    }
}

using JustHungry.Bench;
using Xunit;

namespace JustHungry.Tests.Towns;

/// <summary>
/// Customers who order as fast as they are served, in the background, each request sent once; <see cref="Stop"/> ends them
/// and reads every order back.
/// </summary>
internal sealed class TestLoad : IAsyncDisposable
{
    private readonly TestTown _town;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Diner> _diners;
    private readonly OrderLoad _load;
    private readonly Task _loading;

    private TestLoad(TestTown town, List<Diner> diners, List<byte[]> orders, int connections)
    {
        (_town, _diners) = (town, diners);
        _load = new OrderLoad(diners, orders, connections, Time, _stop.Token);
        _loading = Task.Factory.StartNew(
            () => LoadLoop.Run(town.FrontEndAddress, connections, _load, Time),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How many orders have been acknowledged so far.</summary>
    public int Acknowledged => _load.AcknowledgedAt.Count;

    private static TimeProvider Time => TimeProvider.System;

    public static async Task<TestLoad> Start(TestTown town, int connections = 32)
    {
        var bench = BenchTown.Running(town.FrontEndUrl);
        var orders = await bench.Orders(new Random(1), Time, TestContext.Current.CancellationToken);
        var load = new TestLoad(town, Registrations.Make(town.FrontEndAddress, Math.Max(connections, 64), Time), orders, connections);
        await load.More(200);
        return load;
    }

    /// <summary>Waits until that many more orders have been acknowledged.</summary>
    public Task More(int orders)
    {
        var goal = Acknowledged + orders;
        return TestTown.Until($"{orders} more orders", () => Task.FromResult(Acknowledged >= goal));
    }

    /// <summary>Ends the load. No request may have failed; every acknowledged order is there, and none twice.</summary>
    public async Task<LoadOutcome> Stop()
    {
        await _stop.CancelAsync();
        await _loading;
        Assert.Empty(_load.Failures);
        var compared = ReadBack.Compare(_town.FrontEndAddress, _diners, Time);
        Assert.Equal(_load.AcknowledgedAt.Count, compared.Acknowledged);
        Assert.True(compared.IsGood, compared.ToString());
        return new LoadOutcome(compared.Acknowledged, _load.AcknowledgedAt, _load.Took.GetValueAtPercentile(100) / 1_000.0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loading;
        _stop.Dispose();
    }
}

/// <summary>What a load came to. Immutable.</summary>
internal sealed record LoadOutcome(int Acknowledged, IReadOnlyList<long> AcknowledgedAt, double WorstMilliseconds)
{
    /// <summary>The longest time without an acknowledgement, from a moment on.</summary>
    public TimeSpan LongestGap(long from) => Enumerable.Range(1, AcknowledgedAt.Count - 1)
        .Where(i => AcknowledgedAt[i] >= from)
        .Select(i => TimeProvider.System.GetElapsedTime(AcknowledgedAt[i - 1], AcknowledgedAt[i]))
        .DefaultIfEmpty().Max();
}

using System.Globalization;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>
/// What a device sees: never less than it saw before, and what it reads linearizably goes into the orders' histories.
/// </summary>
internal sealed class DeviceReads(FoodTown town, Customer customer, NodeLoop loop, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int MostStreams = 2;
    private const int Connections = 6;

    private readonly Dictionary<string, int> _versions = [];
    private readonly CancellationTokenSource _leaving = new();
    private string? _position;
    private int _streams;

    /// <summary>What was said of the town's position: it may only grow.</summary>
    public void Stands(string? position)
    {
        if (position is not null && NumberOf(position) > NumberOf(_position))
        {
            _position = position;
        }
    }

    /// <summary>An order as it was shown.</summary>
    /// <returns>Its id.</returns>
    public string Saw(JsonElement order)
    {
        var id = order.GetProperty("id").GetString()!;
        _versions[id] = Math.Max(_versions.GetValueOrDefault(id), order.GetProperty("history").GetArrayLength());
        return id;
    }

    /// <summary>Reads one order.</summary>
    public async Task Look(string order, bool isLinearizable)
    {
        var (position, known) = (_position, _versions.GetValueOrDefault(order));
        var call = town.World.NextMoment();
        var answer = await Read(isLinearizable
            ? new ReadRequest($"orders/{order}", customer.Caller, null, null)
            : new ReadRequest($"orders/{order}", customer.Caller, position, "session"));
        if (answer is null)
        {
            return;
        }
        string? status = null;
        if (answer.Status == 200)
        {
            using var document = JsonDocument.Parse(answer.Body);
            status = document.RootElement.GetProperty("status").GetString();
            Require(document.RootElement.GetProperty("history").GetArrayLength() >= known, $"an older version of order {order}");
            Saw(document.RootElement);
        }
        else
        {
            // Who asks for no position may be shown a town in which the customer is not known yet.
            var isOld = answer.Status == 401 && !isLinearizable && position is null;
            Require((answer.Status == 404 || isOld) && known == 0, $"{answer.Status} of order {order}, which it saw before");
        }
        CheckPosition(answer, isLinearizable ? null : position);
        if (isLinearizable)
        {
            town.Orders.Read(order, call, town.World.NextMoment(), status);
        }
    }

    /// <summary>Reads all orders of the customer, linearizably.</summary>
    public async Task LookAtAll()
    {
        var call = town.World.NextMoment();
        var known = _versions.Keys.ToList();
        var answer = await Read(new ReadRequest("orders?limit=100", customer.Caller, null, null));
        if (answer is null)
        {
            return;
        }
        var seen = new Dictionary<string, string>();
        Require(answer.Status == 200, $"{answer.Status} instead of its orders");
        using var document = JsonDocument.Parse(answer.Body);
        foreach (var order in document.RootElement.GetProperty("items").EnumerateArray())
        {
            seen.Add(order.GetProperty("id").GetString()!, order.GetProperty("status").GetString()!);
            customer.Know(Saw(order));
        }
        if (document.RootElement.GetProperty("next").ValueKind == JsonValueKind.Null)
        {
            Require(known.TrueForAll(seen.ContainsKey), "a list without an order that it saw before");
            town.Orders.Listed(customer.Name, call, town.World.NextMoment(), seen);
        }
        CheckPosition(answer, null);
    }

    /// <summary>Follows an order's events, in the background.</summary>
    public void Follow(string order)
    {
        if (_streams < MostStreams)
        {
            _streams++;
            loop.Start(() => Listen(order));
        }
    }

    public void StopFollowing() => _leaving.Cancel();

    private async Task Listen(string order)
    {
        var events = new EventReader(town, loop.Name, order);
        for (var i = 0; i < Connections && !events.IsFinal && !_leaving.IsCancellationRequested; i++)
        {
            using var patience = new CancellationTokenSource(StreamPatience, loop.Time);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _leaving.Token);
            var frontEnd = town.FrontEnds[random.Next(town.FrontEnds.Count)];
            try
            {
                var take = events.Connect();
                await frontEnd.Follow(loop, order, customer.Token!, events.Last, take, enough.Token);
                await Task.Delay(Pause, loop.Time);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                await Task.Delay(Pause, loop.Time);
            }
        }
        events.Disconnect();
        _streams--;
    }

    private async Task<ReadAnswer?> Read(ReadRequest request)
    {
        var frontEnd = town.FrontEnds[random.Next(town.FrontEnds.Count)];
        using var patience = new CancellationTokenSource(Patience, loop.Time);
        try
        {
            return await frontEnd.Read(loop, request, patience.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private void CheckPosition(ReadAnswer answer, string? asked)
    {
        Require(NumberOf(answer.Position) >= NumberOf(asked), $"position {answer.Position} after {asked}");
        Stands(answer.Position);
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            town.World.Break($"{loop.Name} is shown {otherwise}");
        }
    }

    private static long NumberOf(string? position) =>
        position is null ? 0 : long.Parse(position.AsSpan(position.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
}

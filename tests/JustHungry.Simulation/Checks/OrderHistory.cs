using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Checks;

/// <summary>What was asked of each order and answered, to be searched for an order of it all.</summary>
internal sealed class OrderHistory(World world, LogChecks log)
{
    private readonly List<(string Key, long Call, long Return)> _placings = [];
    private readonly Dictionary<string, List<Operation<OrderState>>> _operations = [];
    private readonly List<(string Customer, long Call, long Return, Dictionary<string, string> Seen)> _lists = [];

    /// <summary>A customer placed an order under a key, or tried to: without an answer if <paramref name="returned"/> is never.</summary>
    public void Placed(string key, long call, long returned) => _placings.Add((key, call, returned));

    /// <summary>A customer cancelled an order, with that answer; 0: none came.</summary>
    public void Cancelled(string order, long call, long returned, int status) => Add(order, call, returned, status switch
    {
        200 => state => state == OrderState.Placed ? OrderState.Cancelled : null,
        409 => state => state is OrderState.Cancelled or OrderState.Expired ? state : null,
        404 => state => state == OrderState.None ? state : null,
        _ => state => state == OrderState.Placed ? OrderState.Cancelled : state,
    }, $"cancel: {status}");

    /// <summary>A linearizable read said that the order has a status; null: that there is no such order.</summary>
    public void Read(string order, long call, long returned, string? status)
    {
        var seen = StateOf(status);
        Add(order, call, returned, state => state == seen ? state : null, $"read: {status ?? "no such order"}");
    }

    /// <summary>A linearizable read of all of a customer's orders: a read of each of them.</summary>
    public void Listed(string customer, long call, long returned, Dictionary<string, string> seen) =>
        _lists.Add((customer, call, returned, seen));

    /// <summary>Searches every order's history.</summary>
    /// <param name="ownerOf">The customer of a command.</param>
    public void Check(Func<string, string?> ownerOf)
    {
        foreach (var (key, call, returned) in _placings)
        {
            if (log.Find(key) is not { Status: 201, Order: { } order })
            {
                continue;
            }
            Add(order, call, returned, state => state == OrderState.None ? OrderState.Placed : null, $"place {key}");
            if (log.Order(order)!.Statuses.Contains("expired"))
            {
                Add(order, call, Operation<OrderState>.Never,
                    state => state == OrderState.Placed ? OrderState.Expired : null, "expiry");
            }
            foreach (var list in _lists.Where(list => list.Customer == ownerOf(key)))
            {
                Read(order, list.Call, list.Return, list.Seen.GetValueOrDefault(order));
            }
        }
        foreach (var (order, operations) in _operations)
        {
            var searched = operations.Count <= Linearizability.MostOperations
                ? operations
                : Prefix(operations);
            if (!Linearizability.Holds(searched, OrderState.None))
            {
                world.Break($"the history of order {order} is not linearizable: "
                    + string.Join("; ", searched.OrderBy(each => each.Call).Select(each =>
                        $"[{each.Call}–{(each.Return == Operation<OrderState>.Never ? "" : each.Return)}] {each.Words}")));
            }
        }
    }

    /// <summary>What was asked first; reads that are left away take nothing from what the others must obey.</summary>
    private static List<Operation<OrderState>> Prefix(List<Operation<OrderState>> operations) =>
    [
        .. operations.Where(each => !each.Words.StartsWith("read", StringComparison.Ordinal)),
        .. operations.Where(each => each.Words.StartsWith("read", StringComparison.Ordinal))
            .OrderBy(each => each.Call).Take(Linearizability.MostOperations / 2),
    ];

    private void Add(string order, long call, long returned, Func<OrderState, OrderState?> step, string words)
    {
        if (!_operations.TryGetValue(order, out var operations))
        {
            _operations[order] = operations = [];
        }
        operations.Add(new Operation<OrderState>(call, returned, step, words));
    }

    private static OrderState StateOf(string? status) => status switch
    {
        null => OrderState.None,
        "placed" => OrderState.Placed,
        "cancelled" => OrderState.Cancelled,
        "expired" => OrderState.Expired,
        _ => throw new ArgumentException($"No order of a simulated town becomes {status}."),
    };
}

/// <summary>What an order can be in a simulated town, where no restaurant answers.</summary>
internal enum OrderState
{
    None,
    Placed,
    Cancelled,
    Expired,
}

using System.Text;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Ids;
using JustHungry.Simulation.Checks;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>
/// A customer's device in the simulation: registers, orders, orders again under the same key, cancels, looks, follows; asks until
/// answered, or gives up and never learns.
/// </summary>
internal sealed class DeviceNode
{
    private static readonly string[] Dishes = ["fishermans-pie", "liver-bacon-and-onions", "pan-haggerty", "no-such-dish"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(20);
    private const int RememberedCommands = 3;

    private readonly FoodTown _town;
    private readonly Customer _customer;
    private readonly bool _isFirst;
    private readonly Random _random;
    private readonly DeviceReads _reads;
    private readonly Queue<ForwardedCommand> _sent = new();

    public DeviceNode(FoodTown town, Customer customer, string name, bool isFirst)
    {
        (_town, _customer, _isFirst) = (town, customer, isFirst);
        _random = town.World.Stream(name);
        Loop = new NodeLoop(town.World, name);
        _reads = new DeviceReads(town, customer, Loop, _random);
    }

    public NodeLoop Loop { get; }

    /// <summary>Set when the customer is to finish what is begun, and go.</summary>
    public bool IsLeaving { get; private set; }

    public bool HasLeft { get; private set; }

    public void Start() => Loop.Start(Live);

    public void Leave()
    {
        IsLeaving = true;
        _reads.StopFollowing();
    }

    public Task<CommandAnswer?> PutRestaurant() =>
        Ask(Command("putRestaurant", null, $"{{\"document\":{FoodTown.Restaurant.GetRawText()}}}"), mayGiveUp: false);

    private async Task Live()
    {
        if (_isFirst)
        {
            var body = $"{{\"name\":\"{_customer.Name}\",\"postcode\":\"DH1 3LE\"}}";
            var registered = await Ask(Command("registerCustomer", null, body), mayGiveUp: false);
            using var document = JsonDocument.Parse(registered!.Body);
            _customer.Registered(document.RootElement.GetProperty("token").GetString()!);
        }
        while (_customer.Token is null)
        {
            await Task.Delay(Waiting, Loop.Time);
        }
        while (!IsLeaving)
        {
            await Act();
            await Task.Delay(_random.Between(TimeSpan.Zero, _town.Plan.Pause), Loop.Time);
        }
        await TakeLeave();
        HasLeft = true;
    }

    private async Task Act()
    {
        var order = _customer.Pick(_random);
        switch (_random.Next(20))
        {
            case < 7:
                await Place();
                break;
            case < 9 when order is not null:
                await Cancel(order);
                break;
            case < 12 when order is not null:
                await _reads.Look(order, isLinearizable: true);
                break;
            case < 15 when order is not null:
                await _reads.Look(order, isLinearizable: false);
                break;
            case < 17:
                await _reads.LookAtAll();
                break;
            case < 18 when order is not null:
                _reads.Follow(order);
                break;
            default:
                await AskAgain();
                break;
        }
    }

    /// <summary>At the end, in a town that works: the last commands are answered as before, and orders are where they belong.</summary>
    private async Task TakeLeave()
    {
        foreach (var command in _sent)
        {
            await Ask(command, mayGiveUp: false);
        }
        await _reads.LookAtAll();
    }

    private async Task AskAgain()
    {
        if (_sent.Count > 0)
        {
            await Ask(_sent.ElementAt(_random.Next(_sent.Count)), mayGiveUp: true);
        }
    }

    private async Task Place()
    {
        var dish = Dishes[_random.Next(Dishes.Length)];
        var command = Command("placeOrder", _customer.Caller,
            $"{{\"restaurant\":\"stantons\",\"lines\":[{{\"item\":\"{dish}\",\"quantity\":{_random.Next(1, 4)}}}]}}");
        _town.OwnerOf[command.Id] = _customer.Name;
        var call = _town.World.NextMoment();
        var placed = await Ask(command, mayGiveUp: true);
        Remember(command, placed);
        _town.Orders.Placed(command.Id, call, placed is null ? Operation<OrderState>.Never : _town.World.NextMoment());
        if (placed?.Status == 201)
        {
            using var document = JsonDocument.Parse(placed.Body);
            await LookAtOnce(_reads.Saw(document.RootElement));
        }
    }

    private async Task Cancel(string order)
    {
        var command = Command("cancelOrder", _customer.Caller, $"{{\"order\":\"{order}\"}}");
        var call = _town.World.NextMoment();
        var answer = await Ask(command, mayGiveUp: true);
        Remember(command, answer);
        var returned = answer is null ? Operation<OrderState>.Never : _town.World.NextMoment();
        _town.Orders.Cancelled(order, call, returned, answer?.Status ?? 0);
        if (answer?.Status == 200)
        {
            using var document = JsonDocument.Parse(answer.Body);
            await LookAtOnce(_reads.Saw(document.RootElement));
        }
    }

    /// <summary>What was just done must be there for everybody; another device may be looking right now.</summary>
    private async Task LookAtOnce(string order)
    {
        _customer.Know(order);
        if (_random.Chance(0.5))
        {
            await (_random.Chance(0.5) ? _reads.Look(order, isLinearizable: true) : _reads.LookAtAll());
        }
    }

    /// <summary>A command that was given up is never sent again: it stays open for ever.</summary>
    private void Remember(ForwardedCommand command, CommandAnswer? answer)
    {
        if (answer is not null)
        {
            _sent.Enqueue(command);
        }
        while (_sent.Count > RememberedCommands)
        {
            _sent.Dequeue();
        }
    }

    /// <summary>
    /// Sends a command, to one front end or another, until it is answered; or, once in a while, not any more. The answer is
    /// checked.
    /// </summary>
    private async Task<CommandAnswer?> Ask(ForwardedCommand command, bool mayGiveUp)
    {
        while (true)
        {
            var frontEnd = _town.FrontEnds[_random.Next(_town.FrontEnds.Count)];
            using var patience = new CancellationTokenSource(Patience, Loop.Time);
            try
            {
                if (await frontEnd.Send(Loop, command, patience.Token) is CommandOutcome.Answered answered)
                {
                    _town.Promises.Tell(Loop.Name, command, answered.Answer);
                    _reads.Stands(answered.Position);
                    return answered.Answer;
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // Nobody answered: the same command goes to another front end.
            }
            if (mayGiveUp && _random.Chance(0.2))
            {
                _town.World.Tell($"{Loop.Name} gives up {command.Type} {command.Id}");
                return null;
            }
            await Task.Delay(Retry, Loop.Time);
        }
    }

    private ForwardedCommand Command(string type, string? caller, string body) => new(
        Uuid7.Create(Loop.Time.GetUtcNow(), _random).ToString(), type, caller, Encoding.UTF8.GetBytes(body));
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering.Ids;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>A customer in the simulation: registers, orders, orders again under the same key, cancels; asks until answered.</summary>
internal sealed class ClientNode(FoodTown town, string name)
{
    private static readonly string[] Dishes = ["fishermans-pie", "liver-bacon-and-onions", "pan-haggerty", "no-such-dish"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(16);

    public NodeLoop Loop { get; } = new(town.World, name);

    /// <summary>Set when the customer is to finish what is begun, and go.</summary>
    public bool IsLeaving { get; set; }

    public bool HasLeft { get; private set; }

    public void Start() => Loop.Start(Live);

    public Task<CommandAnswer> PutRestaurant() =>
        Ask(Command("putRestaurant", null, $"{{\"document\":{FoodTown.Restaurant.GetRawText()}}}"));

    private async Task Live()
    {
        var registered = await Ask(Command("registerCustomer", null, $"{{\"name\":\"{name}\",\"postcode\":\"DH1 3LE\"}}"));
        using var document = JsonDocument.Parse(registered.Body);
        var token = document.RootElement.GetProperty("token").GetString()!;
        var caller = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        while (!IsLeaving)
        {
            await Order(caller);
            await Task.Delay(town.World.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)), Loop.Time);
        }
        HasLeft = true;
    }

    private async Task Order(string caller)
    {
        var dish = Dishes[town.World.Random.Next(Dishes.Length)];
        var quantity = town.World.Random.Next(1, 4);
        var order = Command("placeOrder", caller,
            $"{{\"restaurant\":\"stantons\",\"lines\":[{{\"item\":\"{dish}\",\"quantity\":{quantity}}}]}}");
        var placed = await Ask(order);
        if (town.World.Chance(0.2))
        {
            await Ask(order);
        }
        if (placed.Status == 201 && town.World.Chance(0.3))
        {
            using var document = JsonDocument.Parse(placed.Body);
            var id = document.RootElement.GetProperty("id").GetString();
            await Ask(Command("cancelOrder", caller, $"{{\"order\":\"{id}\"}}"));
            await Ask(order);
        }
    }

    /// <summary>Sends a command, to one front end or another, until it is answered; the history checks the answer.</summary>
    private async Task<CommandAnswer> Ask(ForwardedCommand command)
    {
        while (true)
        {
            var frontEnd = town.FrontEnds[town.World.Random.Next(town.FrontEnds.Count)];
            using var patience = new CancellationTokenSource(Patience, Loop.Time);
            try
            {
                if (await frontEnd.Send(command, patience.Token) is CommandOutcome.Answered answered)
                {
                    town.History.Told(name, command, answered.Answer);
                    return answered.Answer;
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // Nobody answered: the same command goes to another front end.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10), Loop.Time);
        }
    }

    private ForwardedCommand Command(string type, string? caller, string body) => new(
        Uuid7.Create(Loop.Time.GetUtcNow(), town.World.Random).ToString(), type, caller, Encoding.UTF8.GetBytes(body));
}

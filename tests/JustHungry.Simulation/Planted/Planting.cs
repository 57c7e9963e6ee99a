using JustHungry.BackEnd.Endpoints;
using JustHungry.Replication.Log;
using JustHungry.Replication.Peers;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Planted;

/// <summary>Takes a batch of commands, as <see cref="CommandDoor"/> does.</summary>
internal delegate Task<DoorAnswer> TakeCommands(ReadOnlyMemory<byte> body, CancellationToken cancel);

/// <summary>
/// Where a bug can be planted into a town: between the product's classes, at the seams that they have anyway. The product itself
/// holds nothing of it. This one plants none.
/// </summary>
internal class Planting
{
    /// <summary>No bug.</summary>
    public static Planting None { get; } = new();

    /// <summary>The engine.</summary>
    public virtual SimulatedLog Log(World world, Network network) => new(world, network);

    /// <summary>A store's file was opened.</summary>
    public virtual void StoreOpened(string path)
    {
    }

    /// <summary>A snapshot was made, by a peer that had said before that it stands at <paramref name="asked"/>.</summary>
    public virtual void SnapshotMade(string path, AppliedState asked)
    {
    }

    /// <summary>A process begins.</summary>
    public virtual PlantedLife Begin(NodeLoop loop) => new();
}

/// <summary>What is planted into one process. This one changes nothing.</summary>
internal class PlantedLife
{
    public virtual ILog Log(ILog log) => log;

    public virtual IPeers Peers(IPeers peers) => peers;

    public virtual IStateMachine Store(IStateMachine store) => store;

    public virtual TakeCommands Door(TakeCommands take) => take;

    public virtual ReadSeams Reads(ReadSeams reads) => reads;
}

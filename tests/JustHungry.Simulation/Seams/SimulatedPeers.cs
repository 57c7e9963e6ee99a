using JustHungry.Replication.Peers;
using JustHungry.Replication.Replicas;

namespace JustHungry.Simulation.Seams;

/// <summary>Replicas that speak to each other over the simulated network.</summary>
internal sealed class SimulatedPeers(
    Network network, NodeLoop caller, Func<string, (NodeLoop Loop, Replica? Replica)?> find) : IPeers
{
    public Task<ReplicaStatus> Ask(string url, CancellationToken cancel) =>
        Call(url, replica => Task.FromResult(replica.Status), cancel);

    public Task<ReplicaStatus> Heartbeat(string url, ReplicaStatus own, CancellationToken cancel) =>
        Call(url, replica => replica.TakeHeartbeat(own, CancellationToken.None), cancel);

    private Task<ReplicaStatus> Call(string url, Func<Replica, Task<ReplicaStatus>> serve, CancellationToken cancel)
    {
        var target = find(url);
        return network.Call(
            caller,
            target?.Loop,
            () => target?.Replica is { } replica ? serve(replica) : throw new PeerException(PeerFault.Lost, "joining"),
            () => new PeerException(PeerFault.Refused, "refused"),
            () => new PeerException(PeerFault.Lost, "lost"),
            cancel);
    }
}

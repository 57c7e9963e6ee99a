using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd;

/// <summary>What the routes of a replica's port need once it has joined. Immutable.</summary>
/// <param name="Replica">Follows or decides.</param>
/// <param name="Store">Its data.</param>
/// <param name="Commands">Where commands come in.</param>
/// <param name="Reads">What reads need.</param>
/// <param name="Http">For the hop from a backup to the primary.</param>
public sealed record RunningReplica(
    Replica Replica, ReplicaStore Store, CommandDoor Commands, ReadSeams Reads, HttpClient Http);

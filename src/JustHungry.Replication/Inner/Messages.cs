using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Inner;

/// <summary>What <see cref="InnerApi.View"/> answers. Immutable.</summary>
/// <param name="View">The view that the replica knows; null before the first.</param>
/// <param name="Role">What the replica is in it.</param>
public sealed record ViewReport(View? View, ReplicaRole Role);

/// <summary>What the name server's <c>GET /registry</c> answers. Immutable.</summary>
/// <param name="Items">All replicas heard of lately.</param>
public sealed record RegistryListing(IReadOnlyList<Registration> Items);

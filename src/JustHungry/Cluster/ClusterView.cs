using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.Cluster;

/// <summary>The town as its registry shows it at a moment. Immutable.</summary>
/// <param name="View">The latest view that a replica knows; null before the first.</param>
/// <param name="Members">All replicas lately heard of, by id.</param>
internal sealed record ClusterView(View? View, IReadOnlyList<Member> Members)
{
    /// <summary>The primary of the latest view, while it is heard of; null during a fail-over.</summary>
    public ReplicaStatus? Primary =>
        Members.FirstOrDefault(member => member.Role == ReplicaRole.Primary)?.Status;

    /// <summary>The highest position that any living replica has applied; 0 where none lives.</summary>
    public long Newest => Members.Where(member => member.Role != ReplicaRole.Gone).Select(member => member.Status.Applied).DefaultIfEmpty().Max();

    /// <summary>Whether that process is the primary, or a backup that follows closely.</summary>
    public bool IsClose(int pid) =>
        Members.Any(member => member.Status.Pid == pid && member.Role is ReplicaRole.Primary or ReplicaRole.Backup);

    public static ClusterView Of(IReadOnlyList<Registration> registry)
    {
        var view = registry.Select(item => item.Status.View).OfType<View>().MaxBy(known => known.Number);
        return new ClusterView(view, [.. registry.Select(item => new Member(item.Status, RoleOf(item, view)))]);
    }

    // What a replica last said of itself may be old: only the primary of the latest view is called so.
    private static ReplicaRole RoleOf(Registration item, View? view) => item switch
    {
        { IsGone: true } => ReplicaRole.Gone,
        { Status.Role: ReplicaRole.Primary } when view?.Primary.Incarnation != item.Status.Replica.Incarnation => ReplicaRole.Backup,
        _ => item.Status.Role,
    };
}

/// <summary>A replica and what it is now. Immutable.</summary>
internal sealed record Member(ReplicaStatus Status, ReplicaRole Role)
{
    public string Id => Status.Replica.Id;
}

namespace JustHungry.Replication.Views;

/// <summary>Who is the primary, and who else takes part. A new view begins when the primary changes. Immutable.</summary>
/// <param name="Number">From 1; each view's number is one more than the one before.</param>
/// <param name="Primary">The replica that decides in this view.</param>
/// <param name="Replicas">All replicas known to the one that began the view, the primary included.</param>
/// <param name="Level">
/// The feature level: what the town's entries may hold from here on. It never falls, and rises only when every replica reads it.
/// </param>
public sealed record View(
    long Number, ReplicaIdentity Primary, IReadOnlyList<ReplicaIdentity> Replicas, int Level = View.FirstLevel)
{
    /// <summary>The level of towns from before there were levels.</summary>
    public const int FirstLevel = 1;
}

/// <summary>One run of one replica. Immutable.</summary>
/// <param name="Id">The replica's name, kept in its data folder; unique in the town.</param>
/// <param name="Incarnation">Random for each process, so that a restarted replica is never taken for the one that died.</param>
/// <param name="Url">Where its inner port answers, such as <c>http://127.0.0.1:40123</c>.</param>
public sealed record ReplicaIdentity(string Id, string Incarnation, string Url);

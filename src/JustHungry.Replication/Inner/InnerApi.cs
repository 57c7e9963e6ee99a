namespace JustHungry.Replication.Inner;

/// <summary>Names on the inner ports: what front end, replicas and name server say to each other over HTTP/1.1.</summary>
public static class InnerApi
{
    /// <summary>Carries the cluster key on every inner call; 401 without it.</summary>
    public const string KeyHeader = "Hungry-Key";

    /// <summary>
    /// <c>lineage:position</c>. On a read: the least that it must see. On an answer: what it saw.
    /// </summary>
    public const string PositionHeader = "Hungry-Position";

    /// <summary>
    /// On a read whose position was of another lineage, such as of this town before it was restored from a backup: the position in
    /// the answer is a fresh one, and says nothing of the one that was sent.
    /// </summary>
    public const string ResetHeader = "Hungry-Position-Reset";

    /// <summary><c>linearizable</c> or <c>session</c>, on a read.</summary>
    public const string ConsistencyHeader = "Hungry-Consistency";

    /// <summary>SHA-256 of the caller's token, 64 lower-case hex digits, on a read by a known person.</summary>
    public const string CallerHeader = "Hungry-Caller";

    /// <summary>Whole seconds since the replica last heard from the log, on a read answered while the log is out of reach.</summary>
    public const string AgeHeader = "Hungry-Age";

    /// <summary>"1" on a 503 by a replica that could not catch up in time: ask the next one.</summary>
    public const string BehindHeader = "Hungry-Behind";

    /// <summary>POST, a batch of commands; 200 with answers, or 421 with this replica's view when it is not the primary.</summary>
    public const string Commands = "/inner/commands";

    /// <summary>GET <c>?after=N&amp;wait=MS</c>: answers when the replica's view number exceeds N, or with what there is.</summary>
    public const string View = "/inner/view";

    /// <summary>GET: the replica's <see cref="Replicas.ReplicaStatus"/>.</summary>
    public const string Status = "/inner/status";

    /// <summary>POST by a backup with its own status: held for a moment, answered with this replica's.</summary>
    public const string Heartbeat = "/inner/heartbeat";

    /// <summary>"1" on commands that a front end sends through a backup: the backup passes them on to the primary, one hop.</summary>
    public const string ForwardHeader = "Hungry-Forward";

    /// <summary>GET <c>?least=POSITION</c>: a snapshot of the replica's store, as an archive, that holds at least that position.</summary>
    public const string Snapshot = "/inner/snapshot";

    /// <summary>GET <c>?at=POSITION&amp;wait=MS</c>: a hash of the store's whole content at that position; 409 where it is past it.</summary>
    public const string Verify = "/inner/verify";

    /// <summary>POST <c>?to=ID</c>: the primary hands over, to that replica or to the best one.</summary>
    public const string HandOver = "/inner/hand-over";

    /// <summary>POST: the primary raises the town's feature level as far as every replica reads it; 409 with words where it cannot.</summary>
    public const string RaiseLevel = "/inner/raise-level";

    /// <summary>POST: the replica ends, because it was removed from the town; 409 where it is the primary.</summary>
    public const string Leave = "/inner/leave";

    /// <summary>What reads begin with; the rest is the public path after <c>/api/v1</c>.</summary>
    public const string Reads = "/inner/v1";

    /// <summary>GET below <see cref="Reads"/>, for operators only: <c>{"orders": N}</c>, how many there have been.</summary>
    public const string Totals = "/totals";

    /// <summary>
    /// GET below <see cref="Reads"/>, for the holder of the key only: what front ends seal cookies with, <c>{"items": [{"secret", "at"}]}</c>,
    /// the newest first.
    /// </summary>
    public const string TownSiteKeys = "/town/site-keys";

    /// <summary>GET below <see cref="Reads"/>, for the holder of the key only: who works in the town.</summary>
    public const string TownStaff = "/town/staff";

    /// <summary>GET below <see cref="Reads"/>, for the holder of the key only: invitations that can still be used.</summary>
    public const string TownInvitations = "/town/invitations";

    /// <summary>
    /// GET below <see cref="Reads"/>, for the holder of the key only: <c>{"items": [slug, …]}</c>; with a slug after it, that
    /// restaurant's document.
    /// </summary>
    public const string TownRestaurants = "/town/restaurants";
}

namespace JustHungry.Replication.Replicas;

/// <summary>How long a replica waits for what (section 3 of <c>docs/design.md</c>). All are durations of real time.</summary>
public static class ReplicaTimes
{
    /// <summary>How often a replica says to the registry that it lives.</summary>
    public static readonly TimeSpan Register = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the primary holds a backup's heartbeat request while nothing changes.</summary>
    public static readonly TimeSpan HeartbeatHold = TimeSpan.FromMilliseconds(300);

    /// <summary>What a heartbeat may take, the time that it is held included, before it counts as unanswered.</summary>
    public static readonly TimeSpan HeartbeatAnswer = HeartbeatHold * 2;

    /// <summary>Without a heartbeat for this long, the primary is suspected. Doubled from the third on, up to <see cref="LongestSuspicion"/>, while views follow each other fast.</summary>
    public static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(2);

    /// <summary>The most that suspicion is ever put off.</summary>
    public static readonly TimeSpan LongestSuspicion = TimeSpan.FromSeconds(8);

    /// <summary>Views that begin within this time of each other follow each other fast.</summary>
    public static readonly TimeSpan FastViews = TimeSpan.FromSeconds(5);

    /// <summary>A registration older than this is stale.</summary>
    public static readonly TimeSpan StaleRegistration = TimeSpan.FromMilliseconds(1500);

    /// <summary>A primary that could not advance for this long steps aside.</summary>
    public static readonly TimeSpan Stuck = TimeSpan.FromSeconds(2);

    /// <summary>How long an advance may take before its outcome counts as unknown.</summary>
    public static readonly TimeSpan Advance = TimeSpan.FromSeconds(2);

    /// <summary>How long a backup's read of the log waits for more.</summary>
    public static readonly TimeSpan WaitingRead = TimeSpan.FromSeconds(1);

    /// <summary>The least time between two applications by a backup for whom nobody waits: fewer and larger commits.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(30);

    /// <summary>
    /// How long the primary decides in one transaction of its store, while nobody waits for what it holds: fewer and larger commits.
    /// </summary>
    public static readonly TimeSpan LongestTransaction = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait before the log is asked again after it did not answer.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    /// <summary>How long peers may take to say where they stand before a claim goes on without them.</summary>
    public static readonly TimeSpan AskPeers = TimeSpan.FromMilliseconds(150);

    /// <summary>The most that a claim is put off at random, so that two backups seldom collide.</summary>
    public static readonly TimeSpan ClaimJitter = TimeSpan.FromMilliseconds(4);

    /// <summary>A clock further than this off the median of the peers' is not trusted.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>How long a read may wait for its position before the next replica is to be asked.</summary>
    public static readonly TimeSpan ReadWait = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the primary trims the log.</summary>
    public static readonly TimeSpan Trim = TimeSpan.FromMinutes(1);

    /// <summary>How many of the last entries are kept, as far as they are no more than <see cref="KeepBytes"/> and no older than <see cref="KeepTime"/>.</summary>
    public const long KeepEntries = 10_000;

    /// <summary>The most bytes of entries that are kept for those who come back.</summary>
    public const long KeepBytes = 256L * 1024 * 1024;

    /// <summary>Entries older than this are not kept for those who come back.</summary>
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    /// <summary>A replica further behind than this many bytes holds no entries back from trimming: a snapshot is quicker.</summary>
    public const long HoldBytes = 64L * 1024 * 1024;

    /// <summary>How often a log that had no room is asked whether it has.</summary>
    public static readonly TimeSpan LookForRoom = TimeSpan.FromSeconds(1);

    /// <summary>How often a store is made durable, and the clock looked at.</summary>
    public static readonly TimeSpan KeepHouse = TimeSpan.FromSeconds(5);

    /// <summary>A replica unheard of for this long holds no entries back from trimming.</summary>
    public static readonly TimeSpan ForgetReplica = TimeSpan.FromHours(1);
}

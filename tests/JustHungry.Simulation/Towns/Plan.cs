using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Towns;

/// <summary>What goes wrong all the time in one run. Immutable.</summary>
internal sealed record Weather
{
    public NetworkFaults Network { get; init; } = NetworkFaults.None;

    /// <summary>How likely an advance is not answered.</summary>
    public double UnknownAdvances { get; init; }

    /// <summary>How likely an advance arrives once more, later.</summary>
    public double LateDoubles { get; init; }

    /// <summary>How likely a call of a store fails.</summary>
    public double StoreErrors { get; init; }

    /// <summary>How likely a snapshot is damaged on its way.</summary>
    public double DamagedSnapshots { get; init; }

    /// <summary>How much faster or slower a clock runs at most: 0.01 is 36 s in an hour.</summary>
    public double Drift { get; init; }

    /// <summary>Entries on a page of the log.</summary>
    public int PageEntries { get; init; } = 64;

    /// <summary>Whether whoever is well can be reached in good time.</summary>
    public bool IsMild => Network is { Lost: 0, Late: 0 } && UnknownAdvances == 0 && StoreErrors == 0;
}

/// <summary>One thing that goes wrong, for a while. Immutable.</summary>
/// <param name="At">When, from the beginning of the first phase.</param>
/// <param name="Span">For how long.</param>
/// <param name="Kind">What.</param>
/// <param name="Victim">Whom: a number that the town makes a replica, a front end or a link of.</param>
/// <param name="Size">How much, from −1 to 1, where that says anything.</param>
internal sealed record Mishap(TimeSpan At, TimeSpan Span, MishapKind Kind, int Victim, double Size)
{
    public override string ToString() => FormattableString.Invariant(
        $"{At.TotalSeconds:F2} s, for {Span.TotalSeconds:F2} s: {Kind} (victim {Victim}, size {Size:F2})");
}

/// <summary>What can go wrong for a while.</summary>
internal enum MishapKind
{
    /// <summary>The primary is killed in the middle of its next advance.</summary>
    PrimaryDiesAdvancing,

    /// <summary>A replica is killed in the middle of its next advance, should it make one.</summary>
    ReplicaDiesAdvancing,
    PrimaryDies,
    ReplicaDies,
    PrimaryLosesPower,
    ReplicaLosesPower,
    AllLosePower,
    PrimaryIsPaused,
    ReplicaIsPaused,
    PrimaryStops,
    ReplicaStops,
    FrontEndDies,

    /// <summary>No message to or from a replica.</summary>
    ReplicaIsCutOff,

    /// <summary>The primary is cut off from the log alone.</summary>
    PrimaryIsCutOffFromLog,

    /// <summary>Messages from one host to another are lost, those back are not.</summary>
    LinkIsCutOneWay,
    LinkIsClogged,
    LogDies,
    LogIsFull,
    LogForgetsWhoLives,

    /// <summary>The log is trimmed as far as it may be, under whoever reads it.</summary>
    LogIsTrimmed,
    DiskFails,
    DiskIsFull,
    CommitFails,
    ClockJumps,

    /// <summary>All machines sleep for longer than an order may wait for an answer.</summary>
    AllClocksJump,
}

/// <summary>A town, and everything that goes wrong with it: drawn from one seed. Immutable.</summary>
internal sealed record Plan
{
    private const int MostMishaps = 16;
    private static readonly TimeSpan LongestMishap = TimeSpan.FromSeconds(5);

    /// <summary>What is drawn more or less often than once in so many.</summary>
    private static readonly (MishapKind Kind, int Weight)[] Weights =
    [
        (MishapKind.PrimaryDiesAdvancing, 16), (MishapKind.ReplicaDiesAdvancing, 4),
        (MishapKind.PrimaryDies, 1), (MishapKind.ReplicaDies, 2), (MishapKind.PrimaryLosesPower, 4),
        (MishapKind.ReplicaLosesPower, 4), (MishapKind.AllLosePower, 2), (MishapKind.PrimaryIsPaused, 6),
        (MishapKind.ReplicaIsPaused, 3), (MishapKind.PrimaryStops, 2), (MishapKind.ReplicaStops, 1),
        (MishapKind.FrontEndDies, 3), (MishapKind.ReplicaIsCutOff, 4), (MishapKind.PrimaryIsCutOffFromLog, 3),
        (MishapKind.LinkIsCutOneWay, 4), (MishapKind.LinkIsClogged, 4), (MishapKind.LogDies, 3), (MishapKind.LogIsFull, 3),
        (MishapKind.LogForgetsWhoLives, 2), (MishapKind.LogIsTrimmed, 3), (MishapKind.DiskFails, 3), (MishapKind.DiskIsFull, 3), (MishapKind.CommitFails, 2),
        (MishapKind.ClockJumps, 3), (MishapKind.AllClocksJump, 1),
    ];

    public required int Seed { get; init; }

    public int Replicas { get; init; } = 3;

    public int FrontEnds { get; init; } = 2;

    /// <summary>Each has two devices.</summary>
    public int Customers { get; init; } = 2;

    /// <summary>The longest pause that a customer makes.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long the first phase takes.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(10);

    public Weather Weather { get; init; } = new();

    public IReadOnlyList<Mishap> Mishaps { get; init; } = [];

    /// <summary>How many entries the primary leaves when it trims.</summary>
    public long KeepEntries { get; init; } = 20;

    /// <summary>When the last replica joins, new, in the first phase; null: it is there from the beginning.</summary>
    public TimeSpan? JoinsAt { get; init; }

    /// <summary>How many replicas the healed core of the second phase has; 0: all.</summary>
    public int Core { get; init; }

    /// <summary>What a seed stands for.</summary>
    public static Plan Draw(int seed)
    {
        var random = Chances.Stream(seed, "plan");
        var isQuiet = random.Chance(0.2);
        var length = random.Between(TimeSpan.FromSeconds(isQuiet ? 10 : 4), TimeSpan.FromSeconds(14));
        var replicas = random.Next(10) switch { < 6 => 3, < 8 => 4, _ => 5 };
        return new Plan
        {
            Seed = seed,
            Replicas = replicas,
            Customers = random.Next(1, 4),
            Pause = random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(200)),
            Length = length,
            Weather = isQuiet ? Quiet(random) : DrawWeather(random),
            Mishaps = DrawMishaps(random, length, isQuiet ? 2 : MostMishaps),
            KeepEntries = random.Next(1, 60),
            Core = random.Chance(0.5) ? 0 : random.Next(1, replicas),
            JoinsAt = random.Chance(0.4) ? random.Between(length * 0.2, length * 0.9) : null,
        };
    }

    /// <summary>Nothing is lost and nothing late; only connections break now and then.</summary>
    private static Weather Quiet(Random random) => new()
    {
        Network = new NetworkFaults(0, TimeSpan.FromMilliseconds(2)) { Late = 0, Resets = 0.01 + (random.NextDouble() * 0.05) },
    };

    /// <summary>Each fault is there in every second seed or so, and seldom strong: where all is bad, little happens.</summary>
    private static Weather DrawWeather(Random random) => new()
    {
        Network = new NetworkFaults(Rate(random, 0.3), TimeSpan.FromMilliseconds(1 + Rate(random, 499)))
        {
            Late = 0.01 + Rate(random, 0.5),
            Doubled = Rate(random, 0.5),
            Resets = Rate(random, 0.05),
        },
        UnknownAdvances = Rate(random, 0.2),
        LateDoubles = Rate(random, 0.2),
        StoreErrors = Rate(random, 0.02),
        DamagedSnapshots = Rate(random, 0.9),
        Drift = Rate(random, 0.02),
        PageEntries = random.Chance(0.3) ? random.Next(1, 8) : 64,
    };

    private static double Rate(Random random, double most) =>
        random.Chance(0.5) ? 0 : most * Math.Pow(random.NextDouble(), 2);

    private static List<Mishap> DrawMishaps(Random random, TimeSpan length, int most)
    {
        // Some kinds only, other ones in each seed: so each of them comes often in some seeds.
        var kinds = Weights.Where(_ => random.Chance(0.6)).ToList();
        var sum = kinds.Sum(kind => kind.Weight);
        var count = sum == 0 ? 0 : random.Next(most + 1);
        var mishaps = new List<Mishap>(count);
        for (var i = 0; i < count; i++)
        {
            mishaps.Add(new Mishap(
                random.Between(TimeSpan.Zero, length), Span(random), Pick(random, kinds, sum), random.Next(1 << 16),
                (random.NextDouble() * 2) - 1));
        }
        return [.. mishaps.OrderBy(mishap => mishap.At)];
    }

    private static TimeSpan Span(Random random) => LongestMishap * Math.Pow(random.NextDouble(), 1.5);

    private static MishapKind Pick(Random random, List<(MishapKind Kind, int Weight)> kinds, int sum)
    {
        var drawn = random.Next(sum);
        foreach (var (kind, weight) in kinds)
        {
            drawn -= weight;
            if (drawn < 0)
            {
                return kind;
            }
        }
        throw new InvalidOperationException("The weights do not sum up.");
    }
}

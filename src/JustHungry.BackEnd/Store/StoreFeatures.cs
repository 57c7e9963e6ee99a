using JustHungry.Replication.Log;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// What this program reads and may write, by feature level. An event that an older program cannot read belongs to a new level, and is
/// decided only where <c>DecisionContext.Level</c> has reached it. 1: all events up to now. 2: packed entries (<see cref="EntryFormat"/>).
/// 3: stores with packed orders (<see cref="OrderPacks"/>): their files can no longer be opened by an older program. 4: the orders'
/// documents are attached to the entry as the packs that stores keep.
/// </summary>
public static partial class StoreFeatures
{
    /// <summary>From this level on, a store packs its orders.</summary>
    public const int PackedOrders = 3;

    /// <summary>From this level on, an entry brings the documents of its orders packed.</summary>
    public const int AttachedOrders = 4;

    /// <summary>The highest level that this program reads.</summary>
    public static int Highest { get; } = Find();

    private static int Find()
    {
        var highest = AttachedOrders;
        AddNextRelease(ref highest);
        return highest;
    }

    /// <summary>What only a build for tests has: a release to come, for trying rolling upgrades (tests/NextRelease).</summary>
    static partial void AddNextRelease(ref int highest);
}

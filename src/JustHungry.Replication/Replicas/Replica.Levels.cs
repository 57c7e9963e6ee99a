using System.Globalization;
using JustHungry.Replication.Log;
using JustHungry.Replication.Views;

namespace JustHungry.Replication.Replicas;

/// <content>
/// How the town comes to write what an older program cannot read: its feature level stands in the views, and rises only when every
/// replica reads the next one. Until then all can go back to the older program.
/// </content>
public sealed partial class Replica
{
    private readonly List<TaskCompletionSource<LevelAnswer>> _raises = [];

    /// <summary>Raises the town's feature level as far as every replica reads it; says why it does not. Thread-safe.</summary>
    public Task<LevelAnswer> RaiseLevel()
    {
        var request = new TaskCompletionSource<LevelAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(_ =>
        {
            _raises.Add(request);
            Wake();
        }, null);
        return request.Task;
    }

    /// <summary>What a program says that is too old for the town.</summary>
    public static string TooOld(int level, int reads) => string.Create(
        CultureInfo.InvariantCulture,
        $"The town writes what this program is too old to read (feature level {level}; this one reads up to {reads}): upgrade it. Its store is untouched.");

    private void CheckLevel(View? begun)
    {
        if (begun?.Level > Reads)
        {
            throw new EntryNotApplicableException(TooOld(begun.Level, Reads));
        }
    }

    private async Task Raise(CancellationToken ended)
    {
        var request = _raises[0];
        _raises.RemoveAt(0);
        var answer = new LevelAnswer(false, Applied.View!.Level, "The log did not take it: try again.");
        try
        {
            var view = Applied.View!;
            var (level, hindrance) = Reachable(view, await _log.Registry(ended));
            if (level <= view.Level)
            {
                answer = new LevelAnswer(false, view.Level, hindrance);
                return;
            }
            if (await Begin(new View(view.Number + 1, _self, KnownReplicas(), level)))
            {
                answer = new LevelAnswer(true, level, "");
            }
        }
        finally
        {
            request.TrySetResult(answer);
        }
    }

    /// <summary>The level that all read, and who keeps it from being higher. Whoever may come back counts.</summary>
    private (int Level, string Hindrance) Reachable(View view, IReadOnlyList<Registration> registry)
    {
        var known = registry
            .Where(item => item.Status.Lineage == Applied.Head.Lineage && item.Status.Replica.Id != _self.Id)
            .Select(item => item.Status)
            .ToList();
        var silent = view.Replicas.Where(replica => replica.Id != _self.Id && !known.Exists(status => status.Replica.Id == replica.Id)).ToList();
        if (silent.Count > 0)
        {
            return (view.Level, $"{silent[0].Id} is in the view and was not heard of: start it; or remove it, and hand over once.");
        }
        var level = known.Select(status => status.Reads).Append(Reads).Min();
        var holders = known.Where(status => status.Reads == level).Select(status => status.Replica.Id).ToList();
        return (level, string.Create(
            CultureInfo.InvariantCulture,
            $"The level is {view.Level} already, and {(holders.Count > 0 ? string.Join(", ", holders) : _self.Id)} read{(holders.Count > 1 ? "" : "s")} no higher one. "
            + $"Upgrade every replica first; one that is gone for good is to be removed (hungry cluster remove)."));
    }
}

/// <summary>What became of raising the level. Immutable.</summary>
/// <param name="IsRaised">True where it was.</param>
/// <param name="Level">What it is now.</param>
/// <param name="Words">Why not, for people.</param>
public sealed record LevelAnswer(bool IsRaised, int Level, string Words);

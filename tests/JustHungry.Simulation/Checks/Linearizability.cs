namespace JustHungry.Simulation.Checks;

/// <summary>Something that was asked of one object, and what came of it. Immutable.</summary>
/// <param name="Call">When it was asked, in moments of the world.</param>
/// <param name="Return">When the answer came; <see cref="Never"/> where none did: it may have been done at any time, or not at all.</param>
/// <param name="Step">What it does to the state that it finds: the state after it, or null where it could not have answered so.</param>
/// <param name="Words">For people.</param>
internal sealed record Operation<TState>(long Call, long Return, Func<TState, TState?> Step, string Words)
    where TState : struct
{
    public const long Never = long.MaxValue;
}

/// <summary>
/// Whether a history can be put into one order in which everything that was answered before something else was asked stands before
/// it, and every answer is right. The search of Wing and Gong with Lowe's memory of what was tried, as in Porcupine.
/// </summary>
internal static class Linearizability
{
    /// <summary>More operations on one object than this are not searched.</summary>
    public const int MostOperations = 128;

    /// <summary>True where there is such an order.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MostOperations"/>.</exception>
    public static bool Holds<TState>(IReadOnlyList<Operation<TState>> history, TState initial)
        where TState : struct
    {
        if (history.Count > MostOperations)
        {
            throw new ArgumentException($"{history.Count} operations are more than {MostOperations}.");
        }
        return new Search<TState>([.. history.OrderBy(operation => operation.Call)]).Run(0, initial);
    }

    private sealed class Search<TState>(Operation<TState>[] operations)
        where TState : struct
    {
        private readonly HashSet<(UInt128 Done, TState State)> _tried = [];

        public bool Run(UInt128 done, TState state)
        {
            if (!_tried.Add((done, state)))
            {
                return false;
            }
            var earliestReturn = Operation<TState>.Never;
            for (var i = 0; i < operations.Length; i++)
            {
                if (!IsIn(done, i) && operations[i].Return < earliestReturn)
                {
                    earliestReturn = operations[i].Return;
                }
            }
            if (earliestReturn == Operation<TState>.Never)
            {
                // Nothing that was answered is left.
                return true;
            }
            for (var i = 0; i < operations.Length && operations[i].Call < earliestReturn; i++)
            {
                if (!IsIn(done, i) && operations[i].Step(state) is { } next && Run(done | (UInt128.One << i), next))
                {
                    return true;
                }
            }
            return false;
        }

        private static bool IsIn(UInt128 done, int i) => ((done >> i) & 1) == 1;
    }
}

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Fills an <see cref="OrderIndex"/> from memory: as soon as there are enough orders, sorted by whose they are, some with each
/// commit. Called from the replica's loop alone.
/// </summary>
/// <remarks>
/// All at once they would hold everybody up for tens of milliseconds, on all replicas in the same moment; each by itself would
/// dirty a page of its own (<see cref="RecentOrders"/>).
/// </remarks>
/// <param name="index">What is filled.</param>
/// <param name="recent">Its memory.</param>
/// <param name="every">Orders that are gathered before they go to the table.</param>
internal sealed class OrderIndexing(OrderIndex index, RecentOrders recent, int every)
{
    /// <summary>For each order that is placed so many go to the table: what was gathered is there when half as much has come again.</summary>
    private const int FilledPerOrder = 2;

    /// <summary>What is gathered goes to the table in so many parts, at the most.</summary>
    private const int MostParts = 128;

    private int _gathered = index.Load();
    private Filling? _filling;

    /// <summary>Puts some rows into the table, in the open transaction.</summary>
    /// <param name="placed">Orders that this transaction places.</param>
    public void Fill(int placed)
    {
        if (_filling is not { } filling)
        {
            return;
        }

        filling.Due += placed * FilledPerOrder;
        if (filling.Due < Math.Max(1, every / MostParts))
        {
            return;
        }

        for (; filling.Due > 0 && !filling.IsDone; filling.Next++)
        {
            var (owner, numbers) = filling.Runs[filling.Next];
            index.Add(owner, numbers);
            filling.Due -= numbers.Length;
        }

        if (filling.IsDone)
        {
            index.PutThrough(filling.Through);
        }
    }

    /// <summary>The transaction was committed.</summary>
    /// <param name="placed">Orders that it placed.</param>
    /// <param name="last">Tells the number of the last order.</param>
    public void Committed(int placed, Func<long> last)
    {
        _gathered += placed;
        if (_filling is { } filling)
        {
            filling.Committed = filling.Next;
            if (filling.IsDone)
            {
                // Reads that are under way go by the number before, so what stands above it is kept for one more time.
                recent.Forget(filling.Before);
                _filling = null;
            }
        }

        if (_filling is null && _gathered >= every)
        {
            var (before, through) = (index.Through(), last());
            _filling = new Filling(before, through, [.. recent.ByOwner(before, through).SelectMany(RunsOf)]);
            _gathered = 0;
        }
    }

    private static IEnumerable<(long Owner, long[] Numbers)> RunsOf((long Owner, List<long> Numbers) all) =>
        all.Numbers.Chunk(OrderIndex.LongestRun).Select(numbers => (all.Owner, numbers));

    /// <summary>The transaction was rolled back, and the rows that it put into the table with it.</summary>
    public void RolledBack()
    {
        if (_filling is { } filling)
        {
            filling.Next = filling.Committed;
        }
    }

    /// <summary>Orders on their way to the table.</summary>
    /// <param name="before">The table goes up to this number.</param>
    /// <param name="through">And will go up to this one.</param>
    /// <param name="runs">The orders, by whose they are.</param>
    private sealed class Filling(long before, long through, (long Owner, long[] Numbers)[] runs)
    {
        public long Before => before;

        public long Through => through;

        public (long Owner, long[] Numbers)[] Runs => runs;

        /// <summary>Orders that are due by now.</summary>
        public int Due { get; set; }

        /// <summary>The run that comes next.</summary>
        public int Next { get; set; }

        /// <summary>The same, as far as transactions were committed.</summary>
        public int Committed { get; set; }

        public bool IsDone => Next == runs.Length;
    }
}

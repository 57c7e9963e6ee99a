using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;

namespace JustHungry.BackEnd.Store;

/// <summary>How the views followed each other, and how long orders waited between them.</summary>
internal sealed class ViewsTable(Database database)
{
    private const char Separator = ',';

    private Statement SelectLatest => field ??= database.Prepare("""
        SELECT number, main, replicas, position, at, before_at, first_at FROM views ORDER BY number DESC LIMIT ?1
        """);

    private Statement Insert => field ??= database.Prepare("""
        INSERT OR IGNORE INTO views (number, main, replicas, position, at, before_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """);

    private Statement UpdateFirst => field ??= database.Prepare(
        "UPDATE views SET first_at = ?2 WHERE number = ?1 AND first_at IS NULL");

    /// <summary>A view begins.</summary>
    /// <param name="view">The view.</param>
    /// <param name="position">Of the entry that begins it.</param>
    /// <param name="at">When, Unix milliseconds.</param>
    /// <param name="before">The time of the entry before; null: there was none.</param>
    public void Begin(View view, long position, long at, long? before) => Insert
        .Bind(1, view.Number)
        .Bind(2, view.Primary.Id)
        .Bind(3, string.Join(Separator, view.Replicas.Select(each => each.Id)))
        .Bind(4, position)
        .Bind(5, at)
        .Bind(6, before)
        .Execute();

    /// <summary>The view's primary answered commands for the first time.</summary>
    public void Answered(long number, long at) => UpdateFirst.Bind(1, number).Bind(2, at).Execute();

    /// <summary>The latest views, the last one first.</summary>
    public IReadOnlyList<StoredView> Latest(int limit)
    {
        var views = new List<StoredView>();
        SelectLatest.Bind(1, limit);
        while (SelectLatest.Step())
        {
            views.Add(new StoredView(
                SelectLatest.Long(0),
                SelectLatest.Text(1),
                SelectLatest.Text(2).Split(Separator, StringSplitOptions.RemoveEmptyEntries),
                SelectLatest.Long(3),
                SelectLatest.Long(4),
                SelectLatest.IsNull(5) ? null : SelectLatest.Long(5),
                SelectLatest.IsNull(6) ? null : SelectLatest.Long(6)));
        }

        return views;
    }
}

/// <summary>A view's row; times in Unix milliseconds. Immutable.</summary>
internal sealed record StoredView(
    long Number, string Primary, IReadOnlyList<string> Replicas, long Position, long At, long? BeforeAt, long? FirstAt);

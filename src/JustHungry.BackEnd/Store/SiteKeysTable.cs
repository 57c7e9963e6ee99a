using JustHungry.Ordering.People;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The keys of the web site, as the front ends sealed them.</summary>
internal sealed class SiteKeysTable(Database database)
{
    private Statement SelectAll => field ??= database.Prepare("SELECT secret, at FROM site_keys ORDER BY at DESC, secret");

    private Statement Insert => field ??= database.Prepare("INSERT OR IGNORE INTO site_keys (secret, at) VALUES (?1, ?2)");

    private Statement Forget => field ??= database.Prepare("""
        DELETE FROM site_keys WHERE secret NOT IN (SELECT secret FROM site_keys ORDER BY at DESC, secret LIMIT ?1)
        """);

    /// <summary>All of them, the newest first, each with when it was kept.</summary>
    public IReadOnlyList<(string Secret, DateTimeOffset At)> All()
    {
        var all = new List<(string, DateTimeOffset)>();
        while (SelectAll.Step())
        {
            all.Add((SelectAll.Text(0), DateTimeOffset.FromUnixTimeMilliseconds(SelectAll.Long(1))));
        }

        return all;
    }

    /// <summary>Keeps one, and forgets those beyond the newest few.</summary>
    public void Keep(string secret, long at)
    {
        Insert.Bind(1, secret).Bind(2, at).Execute();
        Forget.Bind(1, (long)SiteKeyKept.MostKept).Execute();
    }
}

using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>Looks through a store's file from end to end, without changing it.</summary>
internal static class StoreInspection
{
    /// <summary>Where it stands. It takes as long as reading everything.</summary>
    /// <exception cref="StoreException">It is damaged, no store, or another version's; the message is for people.</exception>
    public static AppliedState Run(string path)
    {
        using var database = Database.Open(path, new DatabaseOptions { ReadOnly = true });
        Schema.Check(database);
        using var check = database.Prepare("PRAGMA integrity_check(1)");
        check.Step();
        var found = check.Text(0);
        check.Reset();
        return found == "ok"
            ? new AppliedTable(database).Read()
            : throw new StoreException($"{path}: the database is damaged ({found.ReplaceLineEndings(" ")}).");
    }
}

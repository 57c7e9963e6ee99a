using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>Makes the tables of a new store, and knows whether it understands those of an old one.</summary>
internal static class Schema
{
    private const long Version = 1;

    /// <exception cref="StoreException">The store was made by another version of the program.</exception>
    public static void Prepare(Database database)
    {
        var version = UserVersion(database);
        if (version == 0)
        {
            using var stream =
                typeof(Schema).Assembly.GetManifestResourceStream("JustHungry.BackEnd.Store.schema.sql")!;
            using var reader = new StreamReader(stream);
            database.Execute($"BEGIN IMMEDIATE; {reader.ReadToEnd()} PRAGMA user_version = {Version}; COMMIT;");
        }
        else if (version != Version)
        {
            throw new StoreException(
                $"{database.Path}: its schema is of version {version}; this program knows version {Version}.");
        }
    }

    private static long UserVersion(Database database)
    {
        using var statement = database.Prepare("PRAGMA user_version");
        statement.Step();
        var version = statement.Long(0);
        statement.Reset();
        return version;
    }
}

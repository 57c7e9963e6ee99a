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
        else
        {
            Check(database);
        }
    }

    /// <summary>Sees whether this program understands the tables that are there.</summary>
    /// <exception cref="StoreException">It does not; the message is for people.</exception>
    public static void Check(Database database)
    {
        switch (UserVersion(database))
        {
            case Version:
                return;
            case > Version and var newer:
                throw new StoreException(
                    $"{database.Path}: a newer program made it (its schema is of version {newer}; this program knows {Version}). "
                    + "Upgrade this program; the file was not touched.");
            case 0:
                throw new StoreException($"{database.Path}: it is a database, but no store of a town.");
            case var older:
                throw new StoreException(
                    $"{database.Path}: its schema is of version {older}, which this program no longer reads; it knows {Version}.");
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

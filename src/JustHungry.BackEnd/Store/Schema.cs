using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Makes the tables of a new store, brings those of an older program up to date, and knows those of a newer one. The
/// version is the number of steps that were taken; a step that a program has been released with never changes.
/// </summary>
internal static class Schema
{
    private static readonly string[] Steps =
    [
        "schema.sql", "schema-2-people.sql", "schema-3-ordering.sql", "schema-4-catalogue.sql", "schema-5-phones.sql",
        "schema-6-trail.sql", "schema-7-site-keys.sql", "schema-8-words.sql",
    ];

    /// <summary>
    /// Tables that stay empty until the feature level has come to <see cref="StoreFeatures.PackedOrders"/>: a program that knows nothing of
    /// them may go on with the store until then. So they are a step only when they are first filled.
    /// </summary>
    private const string PackedOrders = "schema-packed-orders.sql";

    private static int Newest => Steps.Length + 1;

    /// <summary>Returns the version that the store had; 0 for a new one.</summary>
    /// <exception cref="StoreException">The store was made by a newer version of the program.</exception>
    public static long Prepare(Database database)
    {
        var before = UserVersion(database);
        CheckIsNotNewer(database, before);
        for (var version = before; version < Steps.Length; version++)
        {
            database.Execute($"BEGIN IMMEDIATE; {Text(Steps[version])} PRAGMA user_version = {version + 1}; COMMIT;");
        }

        database.Execute(Text(PackedOrders));
        return before;
    }

    /// <summary>Orders are packed in the open transaction: from its commit on, older programs say that they are too old for the store.</summary>
    public static void BeginPackedOrders(Database database) => database.Execute($"PRAGMA user_version = {Newest}");

    private static string Text(string file)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream($"JustHungry.BackEnd.Store.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Sees whether this program understands the tables that are there, or can bring them up to date.</summary>
    /// <exception cref="StoreException">It does not; the message is for people.</exception>
    public static void Check(Database database)
    {
        var version = UserVersion(database);
        CheckIsNotNewer(database, version);
        if (version == 0)
        {
            throw new StoreException($"{database.Path}: it is a database, but no store of a town.");
        }
    }

    private static void CheckIsNotNewer(Database database, long version)
    {
        if (version > Newest)
        {
            throw new StoreException(
                $"{database.Path}: a newer program made it (its schema is of version {version}; this program knows {Newest}). "
                + "Upgrade this program; the file was not touched.");
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

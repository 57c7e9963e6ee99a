using JustHungry.Ordering.Customers;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The replicated cache of where postcodes lie.</summary>
/// <param name="database">The connection.</param>
/// <param name="customers">Who may be remembered with where their postcode lies.</param>
internal sealed class PostcodesTable(Database database, CustomersTable customers)
{
    private Statement Select => field ??= database.Prepare(
        "SELECT latitude, longitude, source, approximate FROM postcodes WHERE postcode = ?1");

    private Statement Upsert => field ??= database.Prepare("""
        INSERT OR REPLACE INTO postcodes (postcode, latitude, longitude, source, approximate, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """);

    /// <summary>What is known of a postcode, or null.</summary>
    public PostcodePlace? Find(Postcode postcode)
    {
        if (!Select.Bind(1, postcode.ToString()).Step())
        {
            return null;
        }

        var known = !Select.IsNull(0);
        var place = new PostcodePlace(
            postcode,
            known ? Select.Double(0) : null,
            known ? Select.Double(1) : null,
            Select.Text(2),
            Select.Long(3) != 0);
        Select.Reset();
        return place;
    }

    public void Put(PostcodePlace place, long at)
    {
        customers.Forget();
        Upsert
            .Bind(1, place.Postcode.ToString())
            .Bind(2, place.Latitude)
            .Bind(3, place.Longitude)
            .Bind(4, place.Source)
            .Bind(5, place.Approximate ? 1L : 0L)
            .Bind(6, at)
            .Execute();
    }
}

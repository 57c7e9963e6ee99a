using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>All tables, through one connection. For one thread at a time.</summary>
internal sealed class Tables(Database database, RestaurantCache restaurants)
{
    public AppliedTable Applied { get; } = new(database);

    public AnswersTable Answers { get; } = new(database);

    public CustomersTable Customers { get; } = new(database);

    public PostcodesTable Postcodes { get; } = new(database);

    public RestaurantsTable Restaurants { get; } = new(database, restaurants);

    public OrdersTable Orders { get; } = new(database);

    public RoundsTable Rounds { get; } = new(database);
}

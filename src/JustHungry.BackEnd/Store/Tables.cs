using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>All tables, through one connection. For one thread at a time.</summary>
internal sealed class Tables
{
    public Tables(Database database, StoreMemory memory)
    {
        Applied = new AppliedTable(database);
        Answers = new AnswersTable(database);
        Customers = new CustomersTable(database);
        Postcodes = new PostcodesTable(database);
        Restaurants = new RestaurantsTable(database, memory.Restaurants);
        CustomerOrders = new OrderIndex(database, memory.CustomerOrders, OrderIndexKind.OfCustomers);
        KitchenOrders = new OrderIndex(database, memory.KitchenOrders, OrderIndexKind.OfKitchens);
        Orders = new OrdersTable(database, CustomerOrders);
        Rounds = new RoundsTable(database);
        Accounts = new AccountsTable(database);
        Sessions = new SessionsTable(database);
        Holds = new HoldsTables(database);
        Vouchers = new VouchersTable(database);
        SiteKeys = new SiteKeysTable(database);
        Catalogue = new CatalogueTable(database, memory.Search);
        Trail = new TrailTable(database);
        Views = new ViewsTable(database);
    }

    public AppliedTable Applied { get; }

    public AnswersTable Answers { get; }

    public CustomersTable Customers { get; }

    public PostcodesTable Postcodes { get; }

    public RestaurantsTable Restaurants { get; }

    public OrderIndex CustomerOrders { get; }

    public OrderIndex KitchenOrders { get; }

    public OrdersTable Orders { get; }

    public RoundsTable Rounds { get; }

    public AccountsTable Accounts { get; }

    public SessionsTable Sessions { get; }

    public CatalogueTable Catalogue { get; }

    public HoldsTables Holds { get; }

    public VouchersTable Vouchers { get; }

    public SiteKeysTable SiteKeys { get; }

    public TrailTable Trail { get; }

    public ViewsTable Views { get; }
}

/// <summary>
/// What a store keeps in memory beside its file, for all its connections. Nothing in it is the only copy of anything.
/// </summary>
internal sealed class StoreMemory
{
    public RestaurantCache Restaurants { get; } = new();

    public RecentOrders CustomerOrders { get; } = new();

    public RecentOrders KitchenOrders { get; } = new();

    public SearchIndex Search { get; } = new();
}

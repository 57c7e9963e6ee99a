using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>All tables, through one connection. For one thread at a time.</summary>
internal sealed class Tables
{
    /// <param name="database">The connection.</param>
    /// <param name="memory">What all connections of the store share.</param>
    /// <param name="isOnlyWriter">True for the one connection that writes.</param>
    public Tables(Database database, StoreMemory memory, bool isOnlyWriter)
    {
        Applied = new AppliedTable(database);
        Answers = new AnswersTable(database);
        Customers = new CustomersTable(database, isOnlyWriter);
        Postcodes = new PostcodesTable(database, Customers);
        Restaurants = new RestaurantsTable(database, memory.Restaurants, isOnlyWriter);
        CustomerOrders = new OrderIndex(database, memory.CustomerOrders, OrderIndexKind.OfCustomers);
        KitchenOrders = new OrderIndex(database, memory.KitchenOrders, OrderIndexKind.OfKitchens);
        Packs = new OrderPacks(database);
        Orders = new OrdersTable(database, CustomerOrders, Packs);
        Numbers = new OrderNumbers(database);
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

    /// <summary>Whether orders are packed from now on: from feature level <see cref="StoreFeatures.PackedOrders"/> on.</summary>
    public bool ArePacked
    {
        set => (Packs.IsOn, CustomerOrders.IsPacked, KitchenOrders.IsPacked) = (value, value, value);
    }

    /// <summary>Puts what the open transaction has gathered into the tables, before it is committed.</summary>
    public void Write()
    {
        Packs.Write();
        Numbers.Write();
    }

    /// <summary>The transaction was rolled back, and with it what was remembered of it.</summary>
    public void Forget()
    {
        Packs.Forget();
        Numbers.Forget();
        Customers.Forget();
        Restaurants.Forget();
    }

    public AppliedTable Applied { get; }

    public AnswersTable Answers { get; }

    public CustomersTable Customers { get; }

    public PostcodesTable Postcodes { get; }

    public RestaurantsTable Restaurants { get; }

    public OrderIndex CustomerOrders { get; }

    public OrderIndex KitchenOrders { get; }

    public OrdersTable Orders { get; }

    public OrderPacks Packs { get; }

    public OrderNumbers Numbers { get; }

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

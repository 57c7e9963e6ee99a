using System.ComponentModel;

namespace JustHungry.FrontEnd.Api.Description;

// Schemas of the operators' calls, and of what owners see, as those of Documents.cs.

internal sealed record RestaurantEdits([property: Description("1 to 100, one after the other.")] IReadOnlyList<RestaurantEditing> Edits);

internal sealed record RestaurantEditing([property: Description("The place, such as menu/categories/mains/items/lasagne.")] string At)
{
    [Description("Add: the id of the element before which it comes.")]
    public string? Before { get; init; }

    [Description("True: what is there goes.")]
    public bool? Remove { get; init; }

    [Description("By how many places it goes down its list.")]
    public int? Move { get; init; }

    [Description("Members that the object there gets; null takes one away. Any JSON object.")]
    public EditedMembers? Set { get; init; }

    [Description("An element that the list there gets. Any JSON object.")]
    public EditedMembers? Add { get; init; }
}

[Description("Members as in a restaurant's document.")]
internal sealed record EditedMembers;

internal sealed record RestaurantSlug(string Slug);

[Description("What a restaurant took on a day of its own clock. Money in pence.")]
internal sealed record Takings(
    string Restaurant,
    string Name,
    string Day,
    string Today,
    string Zone,
    string Currency,
    int Orders,
    long Gross,
    TakenTotals Totals,
    IReadOnlyList<TakenVat> Vat,
    IReadOnlyList<TakenHour> Hours,
    IReadOnlyList<TakenService> Services,
    IReadOnlyList<TakenStatus> Statuses,
    IReadOnlyList<TakenVoucher> Vouchers,
    IReadOnlyList<TakenDish> Dishes,
    [property: Description("True where there were more orders than are reckoned.")] bool AreMore);

internal sealed record TakenTotals(long Items, long Discount, long Delivery, long SmallOrderCharge, long Tip);

internal sealed record TakenVat([property: Description("Basis points.")] int Rate, long Total, long Vat);

internal sealed record TakenHour([property: Description("0 to 23.")] int Hour, int Orders, long Gross);

internal sealed record TakenService(string Service, int Orders, long Gross);

internal sealed record TakenStatus(string Status, int Orders);

internal sealed record TakenVoucher(string Code, int Orders, long Worth);

internal sealed record TakenDish(string Item, string Name, long Quantity, long Total);

internal sealed record TrailPage(IReadOnlyList<TrailAct> Items, string? Next);

internal sealed record TrailAct(
    string Id,
    DateTimeOffset At,
    [property: Description("Null: the holder of the cluster key.")] TrailPerson? By,
    string Act,
    string? Restaurant,
    string? Subject,
    string? Detail)
{
    [Description("Of an order: its number for people.")]
    public string? OrderNumber { get; init; }
}

internal sealed record TrailPerson(string Id, string Name, string? Email);

internal sealed record ViewHistory(IReadOnlyList<PastView> Items, string? Next);

internal sealed record PastView(
    long Number,
    string Primary,
    IReadOnlyList<string> Replicas,
    long Position,
    DateTimeOffset? LastEntryBefore,
    DateTimeOffset At,
    DateTimeOffset? FirstAnswer);

internal sealed record TownRates(DateTimeOffset Until, IReadOnlyList<int> Orders, IReadOnlyList<SecondLatency> Latencies);

internal sealed record SecondLatency(DateTimeOffset At, int Commands, double Median, double P99, double Worst);

internal sealed record HandOver
{
    [Description("The replica's id.")]
    public string? To { get; init; }
}

internal sealed record HandedOver(ClusterViewNow View);

internal sealed record ClusterViewNow(long Number, string Primary);

internal sealed record RemovedReplica(string Id, bool Ended);

internal sealed record Verification(long Position, bool Equal, IReadOnlyList<ReplicaHash> Replicas);

internal sealed record ReplicaHash(string Id, string Hash);

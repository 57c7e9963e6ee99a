namespace JustHungry.Client.Ordering;

/// <summary>A line of an order as it is sent: a dish, what was chosen with it, how many, and a note for the kitchen.</summary>
internal sealed record ChosenLine(
    string Item, string? Variation, IReadOnlyList<ChosenOption> Options, int Quantity, string? Note);

/// <summary>An option, how many of it, and what was chosen under it.</summary>
internal sealed record ChosenOption(string Id, int Quantity, IReadOnlyList<ChosenOption> Options)
{
    /// <summary>The dish of a meal deal that this is; null: it is an option of a dish.</summary>
    public Api.DealPick? Deal { get; init; }
}

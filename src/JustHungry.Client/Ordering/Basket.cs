using JustHungry.Client.Api;

namespace JustHungry.Client.Ordering;

/// <summary>What somebody is about to order, from one restaurant. Prices are in minor units.</summary>
internal sealed class Basket
{
    private readonly List<BasketLine> lines = [];

    /// <summary>Whose dishes these are; null while it is empty and new.</summary>
    public Restaurant? Restaurant { get; private set; }

    public IReadOnlyList<BasketLine> Lines => lines;

    public bool IsEmpty => lines.Count == 0;

    public int Dishes => lines.Sum(line => line.Quantity);

    public long ItemsTotal => lines.Sum(line => line.Total);

    public string Currency => Restaurant?.Currency ?? "GBP";

    public long Delivery => Restaurant?.Delivery?.FeeFor(ItemsTotal) ?? 0;

    public long SmallOrderCharge => Restaurant?.Delivery?.ChargeFor(ItemsTotal) ?? 0;

    /// <summary>What the dishes must come to at least, if they do not; null when they do, or nobody told.</summary>
    public long? Minimum => Restaurant?.Delivery is { } terms && terms.IsTooSmall(ItemsTotal) ? terms.Minimum : null;

    /// <summary>What it comes to, as far as the client can know; the town says the last word when it is ordered.</summary>
    public long Total => ItemsTotal + Delivery + SmallOrderCharge;

    /// <summary>All that is in it, options included.</summary>
    public Allergens Allergens => AllergenSum.Of(lines.Select(line => line.Allergens));

    public bool IsFor(Restaurant restaurant) => IsEmpty || Restaurant?.Slug == restaurant.Slug;

    /// <summary>The same dish with the same choices joins the line that is there, up to the most of a line.</summary>
    public void Add(Restaurant restaurant, BasketLine line)
    {
        if (!IsFor(restaurant))
        {
            lines.Clear();
        }

        Restaurant = restaurant;
        var same = lines.FindIndex(other => other.IsSameDish(line));
        if (same < 0)
        {
            lines.Add(line);
        }
        else
        {
            lines[same] = lines[same].Times(lines[same].Quantity + line.Quantity);
        }
    }

    public void Replace(BasketLine line, BasketLine by) => lines[lines.IndexOf(line)] = by;

    public void Remove(BasketLine line) => lines.Remove(line);

    public void Clear() => lines.Clear();

    /// <summary>The body of the order; a total other than the expected one is refused by the town.</summary>
    /// <param name="expectedTotal">The total that was seen; null: none was.</param>
    /// <param name="said">What was chosen beside the dishes: service, time, voucher, tip.</param>
    public byte[] ToBody(long? expectedTotal, System.Text.Json.Nodes.JsonObject said) => BasketBody.With(
        RequestBodies.Order(Restaurant!.Slug, lines.Select(line => line.ToChosen()), expectedTotal), said);
}

/// <summary>One line of a basket: a dish and what was chosen with it. Immutable.</summary>
internal sealed record BasketLine(
    MenuItem Item, Variation? Variation, IReadOnlyList<PickedOption> Options, int Quantity, string? Note)
{
    public const int MostOfOne = 99;
    public const int LongestNote = 200;

    public long UnitPrice => (Variation?.Price ?? Item.Price) + Options.Sum(option => option.Price);

    public long Total => UnitPrice * Quantity;

    public string Name => Variation is null ? Item.Name : $"{Item.Name} ({Variation.Name})";

    public Allergens Allergens => AllergenSum.Of([Item.Allergens, .. Options.SelectMany(option => option.AllAllergens)]);

    public BasketLine Times(int quantity) => this with { Quantity = Math.Clamp(quantity, 1, MostOfOne) };

    public bool IsSameDish(BasketLine other) =>
        Item.Id == other.Item.Id
        && Variation?.Id == other.Variation?.Id
        && Note == other.Note
        && PickedOption.AreSame(Options, other.Options);

    public ChosenLine ToChosen() => new(Item.Id, Variation?.Id, [.. Options.Select(option => option.ToChosen())], Quantity, Note);
}

/// <summary>An option that was picked, how many of it, and what was picked under it. Immutable.</summary>
internal sealed record PickedOption(Modifier Modifier, int Quantity, IReadOnlyList<PickedOption> Options)
{
    public long Price => (Modifier.Price + Options.Sum(option => option.Price)) * Quantity;

    public IEnumerable<Allergens> AllAllergens => [Modifier.Allergens, .. Options.SelectMany(option => option.AllAllergens)];

    /// <summary>In words: "2 × Mozzarella", and those under it.</summary>
    public IEnumerable<string> Words =>
        [Quantity > 1 ? $"{Quantity} × {Modifier.Name}" : Modifier.Name, .. Options.SelectMany(option => option.Words)];

    public ChosenOption ToChosen() =>
        new(Modifier.Id, Quantity, [.. Options.Select(option => option.ToChosen())]) { Deal = Modifier.Deal };

    public static bool AreSame(IReadOnlyList<PickedOption> some, IReadOnlyList<PickedOption> others) =>
        some.Count == others.Count
        && some.Zip(others).All(pair => pair.First.Modifier.Id == pair.Second.Modifier.Id
            && pair.First.Quantity == pair.Second.Quantity
            && AreSame(pair.First.Options, pair.Second.Options));
}

/// <summary>Allergens of several things together. What one of them does not tell, the sum does not tell either.</summary>
internal static class AllergenSum
{
    public static Allergens Of(IEnumerable<Allergens> parts)
    {
        var all = parts.ToList();
        var contains = all.SelectMany(part => part.Contains).Distinct().Order(StringComparer.Ordinal).ToList();
        var mayContain = all.SelectMany(part => part.MayContain).Except(contains).Order(StringComparer.Ordinal).ToList();
        return new(contains, mayContain) { Told = all.All(part => part.Told) };
    }
}

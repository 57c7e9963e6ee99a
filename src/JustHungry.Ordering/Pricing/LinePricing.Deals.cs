using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Pricing;

/// <content>Meal deals, and dishes that are counted.</content>
internal sealed partial class LinePricing
{
    private Dictionary<string, Portions>? _portions;

    /// <summary>What the basket takes of the dishes that are counted, by id; null: of none.</summary>
    public IReadOnlyDictionary<string, Portions>? Portions => _portions;

    private PricedLine? PriceDeal(Deal deal, BasketLine line, int index, string? note, int before)
    {
        var place = new Place(null, "lines", index);
        if (line.Modifiers is { Count: > 0 } || line.Variation is not null)
        {
            Fault(
                $"{place}.modifiers",
                Reason.ModifierUnknown,
                $"{deal.Name} has no choices of its own: what is chosen goes with the dishes in its choices.");
        }

        if (live.IsOut(MenuKey.Item(deal.Id), wanted))
        {
            Fault($"{place}.item", Reason.ItemUnavailable, $"{deal.Name} is sold out.");
        }
        else if (!AvailabilityWindow.AnyHolds(deal.Availability, service, wanted, restaurant.Zone))
        {
            Fault($"{place}.item", Reason.ItemNotServedNow, $"{deal.Name} is not sold at this time.");
        }

        var choices = new List<PricedChoice>();
        var picks = line.Choices ?? [];
        for (var each = 0; each < picks.Count; each++)
        {
            if (Price(deal, picks[each], new Place(place, "choices", each)) is { } choice)
            {
                choices.Add(choice);
            }
        }

        foreach (var group in deal.Groups)
        {
            CheckCount(deal, group, picks, place);
        }

        if (faults.Count > before)
        {
            return null;
        }

        var price = deal.Price;
        var allergens = default(AllergenInfo);
        foreach (var choice in choices)
        {
            price += (choice.Surcharge + choice.ModifiersPrice) * choice.Quantity;
            allergens = allergens.With(choice.Allergens);
            Count(choice.Item, choice.Quantity * line.Quantity, index);
        }

        var dearest = choices.MaxBy(choice => choice.PriceAlone);
        return new PricedLine(
            deal.Id, deal.Name, dearest?.Item.VatRate ?? 0, null, [], line.Quantity, price, allergens, note)
        {
            Choices = choices,
            NeedsAgeCheck = choices.Exists(choice => choice.Item.NeedsAgeCheck),
        };
    }

    private PricedChoice? Price(Deal deal, DealPick pick, Place place)
    {
        var before = faults.Count;
        if (deal.Groups.FirstOrDefault(group => group.Id == pick.Group) is not { } group)
        {
            Fault(
                $"{place}.group", Reason.ModifierUnknown, $"{deal.Name} has no group {Words.Quoted(pick.Group)}.");
            return null;
        }

        if (pick.Quantity is < MinQuantity or > MaxQuantity)
        {
            Fault(
                $"{place}.quantity",
                Reason.QuantityOutOfRange,
                $"{MinQuantity} to {group.Max} of \"{group.Name}\" can be chosen, not {pick.Quantity}.");
            return null;
        }

        if (Find(group, pick) is not { } offered)
        {
            Fault(
                $"{place}.item",
                Reason.ModifierUnknown,
                $"{deal.Name}: \"{group.Name}\" has no {Words.Quoted(pick.Item)} to choose.");
            return null;
        }

        var item = restaurant.Menu.Items[offered.Item];
        CheckServed(item, place);
        var variation = Choose(item, offered.Variation ?? pick.Variation, place);
        var (extra, allergens) = (0L, item.Allergens);
        var modifiers = Choose(item.Name, item.ModifierGroups, pick.Modifiers ?? [], place, ref extra, ref allergens);
        return faults.Count > before
            ? null
            : new PricedChoice(
                group, item, variation, modifiers, pick.Quantity, offered.Surcharge, extra, allergens);
    }

    /// <summary>What the deal offers and the person named; where it offers several sizes, the very one.</summary>
    private static DealChoice? Find(DealGroup group, DealPick pick) =>
        group.Choices.FirstOrDefault(choice => choice.Item == pick.Item && choice.Variation == pick.Variation)
        ?? group.Choices.FirstOrDefault(choice => choice.Item == pick.Item && choice.Variation is null)
        ?? (pick.Variation is null && group.Choices.Where(choice => choice.Item == pick.Item).ToList() is [var only]
            ? only
            : null);

    private void CheckCount(Deal deal, DealGroup group, IReadOnlyList<DealPick> picks, Place place)
    {
        var count = picks.Where(pick => pick.Group == group.Id).Sum(pick => (long)pick.Quantity);
        if (count < group.Min)
        {
            Fault(
                $"{place}.choices",
                Reason.ModifierMissing,
                $"{deal.Name}: please choose at least {group.Min} of \"{group.Name}\".");
        }
        else if (count > group.Max)
        {
            Fault(
                $"{place}.choices",
                Reason.TooManyModifiers,
                $"{deal.Name}: at most {group.Max} of \"{group.Name}\" can be chosen.");
        }
    }

    private void Count(Item item, long quantity, int index)
    {
        if (item.Stock is not { } stock)
        {
            return;
        }

        _portions ??= [];
        if (!_portions.TryGetValue(item.Id, out var portions))
        {
            _portions[item.Id] = portions = new Portions(item, stock);
        }

        portions.Wanted += quantity;
        if (!portions.Lines.Contains(index))
        {
            portions.Lines.Add(index);
        }
    }
}

/// <summary>What a basket takes of a dish that is counted. For one basket.</summary>
internal sealed class Portions(Item item, long stock)
{
    /// <summary>The dish.</summary>
    public Item Item => item;

    /// <summary>How many there were before anybody took any.</summary>
    public long Stock => stock;

    /// <summary>By all lines together.</summary>
    public long Wanted { get; set; }

    /// <summary>Which lines take some.</summary>
    public List<int> Lines { get; } = [];
}

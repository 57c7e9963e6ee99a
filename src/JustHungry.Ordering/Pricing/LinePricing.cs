using JustHungry.Ordering.Menus;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Pricing;

/// <summary>
/// Applies a menu to the lines of a basket, and tells every fault that it finds. Made for one basket.
/// </summary>
/// <param name="restaurant">Whose menu it is.</param>
/// <param name="service">Delivery or collection.</param>
/// <param name="wanted">For when the food is wanted: now, or when the slot begins.</param>
/// <param name="live">What the kitchen says of the moment.</param>
/// <param name="faults">Takes what is found.</param>
internal sealed partial class LinePricing(
    Restaurant restaurant, ServiceType service, DateTimeOffset wanted, LiveState live, List<Fault> faults)
{
    private const int MinQuantity = 1;
    private const int MaxQuantity = 99;
    private const int MaxNote = 200;

    /// <summary>Prices one line; null, with faults, where it cannot be ordered so.</summary>
    public PricedLine? Price(BasketLine line, int index)
    {
        var before = faults.Count;
        if (line.Quantity is < MinQuantity or > MaxQuantity)
        {
            Fault(
                $"lines[{index}].quantity",
                Reason.QuantityOutOfRange,
                $"Between {MinQuantity} and {MaxQuantity} can be ordered on one line, not {line.Quantity}.");
        }

        var note = line.Note?.Trim();
        CheckNote(note, index);
        note = string.IsNullOrEmpty(note) ? null : note;
        if (!restaurant.Menu.Items.TryGetValue(line.Item, out var item))
        {
            if (restaurant.Menu.DealsById.TryGetValue(line.Item, out var deal))
            {
                return PriceDeal(deal, line, index, note, before);
            }

            Fault(
                $"lines[{index}].item",
                Reason.ItemUnknown,
                $"{restaurant.Name} has no {Words.Quoted(line.Item)} on its menu.");
            return null;
        }

        if (line.Choices is { Count: > 0 })
        {
            Fault($"lines[{index}].choices", Reason.ModifierUnknown, $"{item.Name} is no meal deal to choose from.");
        }

        var place = new Place(null, "lines", index);
        CheckServed(item, place);
        var variation = Choose(item, line.Variation, place);
        var allergens = item.Allergens;
        var price = variation?.Price ?? item.Price;
        var modifiers = item.ModifierGroups.Count == 0 && line.Modifiers is null or { Count: 0 }
            ? []
            : Choose(item.Name, item.ModifierGroups, line.Modifiers ?? [], place, ref price, ref allergens);
        if (faults.Count > before)
        {
            return null;
        }

        Count(item, line.Quantity, index);
        return new PricedLine(
            item.Id, item.Name, item.VatRate, variation, modifiers, line.Quantity, price, allergens, note)
        {
            NeedsAgeCheck = item.NeedsAgeCheck,
        };
    }

    private void CheckServed(Item item, Place place)
    {
        if (!item.Available || live.IsOut(MenuKey.Item(item.Id), wanted))
        {
            Fault($"{place}.item", Reason.ItemUnavailable, $"{item.Name} is sold out.");
        }
        else if (!item.IsServed(service, wanted, restaurant.Zone))
        {
            Fault($"{place}.item", Reason.ItemNotServedNow, $"{item.Name} is not served at this time.");
        }
    }

    private void CheckNote(string? note, int index)
    {
        if (note is null)
        {
            return;
        }

        if (note.Length > MaxNote)
        {
            Fault(
                $"lines[{index}].note",
                Reason.NoteTooLong,
                $"A note has at most {MaxNote} characters; this one has {note.Length}.");
        }
        else if (!Words.CanBeShown(note))
        {
            Fault($"lines[{index}].note", Reason.NoteMalformed, "The note has control characters or broken ones.");
        }
    }

    private Variation? Choose(Item item, string? id, Place place)
    {
        if (id is null)
        {
            if (item.Variations.Count > 0)
            {
                var names = string.Join(", ", item.Variations.Select(each => each.Name));
                Fault(
                    $"{place}.variation",
                    Reason.VariationMissing,
                    $"Please choose a size of {item.Name}: {names}.");
            }

            return null;
        }

        foreach (var variation in item.Variations)
        {
            if (variation.Id == id)
            {
                if (!variation.Available
                    || (live.Out.Count > 0 && live.IsOut(MenuKey.Variation(item.Id, id), wanted)))
                {
                    Fault(
                        $"{place}.variation",
                        Reason.VariationUnavailable,
                        $"{item.Name}, {variation.Name} is sold out.");
                }

                return variation;
            }
        }

        Fault($"{place}.variation", Reason.VariationUnknown, $"{item.Name} has no size {Words.Quoted(id)}.");
        return null;
    }

    /// <summary>
    /// Applies the groups that are offered at one place to what was chosen there, adding to price and allergens.
    /// </summary>
    private IReadOnlyList<PricedModifier> Choose(
        string what,
        IReadOnlyList<string> groups,
        IReadOnlyList<ChosenModifier> chosen,
        Place place,
        ref long price,
        ref AllergenInfo allergens)
    {
        var priced = chosen.Count == 0 ? [] : new List<PricedModifier>(chosen.Count);
        for (var index = 0; index < chosen.Count; index++)
        {
            var (choice, at) = (chosen[index], new Place(place, "modifiers", index));
            if (Find(groups, choice.Id, out var group) is not { } modifier)
            {
                Fault($"{at}.id", Reason.ModifierUnknown, $"{what} has no choice {Words.Quoted(choice.Id)}.");
                continue;
            }

            if (choice.Quantity is < MinQuantity or > MaxQuantity)
            {
                Fault(
                    $"{at}.quantity",
                    Reason.QuantityOutOfRange,
                    $"{MinQuantity} to {modifier.Max} of {modifier.Name} can be chosen, not {choice.Quantity}.");
                continue;
            }

            if (!modifier.Available || (live.Out.Count > 0 && live.IsOut(MenuKey.Modifier(group, modifier.Id), wanted)))
            {
                Fault($"{at}.id", Reason.ModifierUnavailable, $"{modifier.Name} is sold out.");
            }

            var each = modifier.Price;
            allergens = allergens.With(modifier.Allergens);
            var nested = Choose(
                modifier.Name, modifier.ModifierGroups, choice.Modifiers ?? [], at, ref each, ref allergens);
            price += each * choice.Quantity;
            priced.Add(new PricedModifier(modifier, choice.Quantity, nested));
        }

        foreach (var id in groups)
        {
            CheckCounts(what, restaurant.Menu.ModifierGroups[id], chosen, place);
        }

        return priced;
    }

    private void CheckCounts(string what, ModifierGroup group, IReadOnlyList<ChosenModifier> chosen, Place place)
    {
        var total = 0L;
        foreach (var modifier in group.Modifiers)
        {
            var count = 0L;
            foreach (var choice in chosen)
            {
                count += choice.Id == modifier.Id ? choice.Quantity : 0;
            }

            total += count;
            if (count > modifier.Max)
            {
                Fault(
                    $"{place}.modifiers",
                    Reason.TooManyModifiers,
                    $"At most {modifier.Max} of {modifier.Name} can be chosen for {what}.");
            }
        }

        if (total < group.Min)
        {
            Fault(
                $"{place}.modifiers",
                Reason.ModifierMissing,
                $"{what}: please choose at least {group.Min} of \"{group.Name}\".");
        }
        else if (total > group.Max)
        {
            Fault(
                $"{place}.modifiers",
                Reason.TooManyModifiers,
                $"{what}: at most {group.Max} of \"{group.Name}\" can be chosen.");
        }
    }

    private Modifier? Find(IReadOnlyList<string> groups, string id, out string within)
    {
        foreach (var group in groups)
        {
            foreach (var modifier in restaurant.Menu.ModifierGroups[group].Modifiers)
            {
                if (modifier.Id == id)
                {
                    within = group;
                    return modifier;
                }
            }
        }

        within = "";
        return null;
    }

    private void Fault(string path, Reason reason, string message) => faults.Add(new Fault(path, reason, message));

    /// <summary>Where in the request something is; put into words only where there is a fault.</summary>
    private sealed record Place(Place? Within, string Of, int Index)
    {
        public override string ToString() => Within is null ? $"{Of}[{Index}]" : $"{Within}.{Of}[{Index}]";
    }
}

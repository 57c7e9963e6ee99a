using JustHungry.Client.Api;

namespace JustHungry.Client.Ordering;

/// <summary>
/// A dish while its size and options are being chosen. It keeps every group's least and most, nested groups included, so
/// that what comes out of it can be ordered.
/// </summary>
internal sealed class DishChoice(MenuItem item)
{
    private readonly GroupChoice root = new(item.Groups);

    public MenuItem Item => item;

    public Variation? Variation { get; private set; } = item.Variations is [{ Available: true } only] ? only : null;

    public int Quantity { get; private set; } = 1;

    public string? Note { get; set; }

    public GroupChoice Root => root;

    public void Choose(Variation variation) => Variation = variation;

    public void More(int by) => Quantity = Math.Clamp(Quantity + by, 1, BasketLine.MostOfOne);

    /// <summary>What it comes to as chosen so far.</summary>
    public long Total => Line().Total;

    /// <summary>The line for the basket; complete when <see cref="Missing"/> is null.</summary>
    public BasketLine Line() => new(item, Variation, root.Picked(), Quantity, Note);

    /// <summary>What still has to be chosen, in words; null when nothing is missing.</summary>
    public string? Missing => item.Variations.Count > 0 && Variation is null
        ? "Please choose one first: " + string.Join(", ", item.Variations.Select(variation => variation.Name)) + "."
        : root.Missing;

    /// <summary>True for the place that <see cref="Missing"/> is about.</summary>
    public bool IsMissing(ModifierGroup? group) => item.Variations.Count > 0 && Variation is null
        ? group is null
        : group is not null && root.FirstMissing == group;
}

/// <summary>The choices under a dish or under an option of it.</summary>
internal sealed class GroupChoice(IReadOnlyList<ModifierGroup> groups)
{
    private readonly Dictionary<(string Group, string Option), OptionChoice> chosen = [];

    public IReadOnlyList<ModifierGroup> Groups => groups;

    public int Count(ModifierGroup group, Modifier option) =>
        chosen.TryGetValue((group.Id, option.Id), out var choice) ? choice.Quantity : 0;

    /// <summary>The choices under an option that was chosen; null if it was not.</summary>
    public GroupChoice? Under(ModifierGroup group, Modifier option) =>
        chosen.TryGetValue((group.Id, option.Id), out var choice) ? choice.Inner : null;

    /// <summary>Takes the option or gives it back; where only one may be chosen, it replaces the other.</summary>
    /// <returns>Null, or why not.</returns>
    public string? Toggle(ModifierGroup group, Modifier option)
    {
        if (Count(group, option) > 0)
        {
            chosen.Remove((group.Id, option.Id));
            return null;
        }

        if (group.Max == 1 && option.Available)
        {
            foreach (var other in group.Modifiers)
            {
                chosen.Remove((group.Id, other.Id));
            }
        }

        return More(group, option, 1);
    }

    /// <summary>One more of the option, or one fewer.</summary>
    /// <returns>Null, or why not.</returns>
    public string? More(ModifierGroup group, Modifier option, int by)
    {
        var now = Count(group, option) + by;
        if (now <= 0)
        {
            chosen.Remove((group.Id, option.Id));
            return null;
        }

        if (!option.Available)
        {
            return $"{option.Name} is sold out.";
        }

        if (now > option.Max)
        {
            return option.Max == 1 ? $"{option.Name} is chosen already." : $"At most {option.Max} of {option.Name}.";
        }

        if (by > 0 && Total(group) + by > group.Max)
        {
            return $"At most {group.Max} of “{group.Name}”: take something back first.";
        }

        var inner = chosen.TryGetValue((group.Id, option.Id), out var before) ? before.Inner : new(option.Groups);
        chosen[(group.Id, option.Id)] = new(now, inner);
        return null;
    }

    public IReadOnlyList<PickedOption> Picked() =>
    [
        .. from grp in groups
           from option in grp.Modifiers
           let choice = chosen.GetValueOrDefault((grp.Id, option.Id))
           where choice is not null
           select new PickedOption(option, choice.Quantity, choice.Inner.Picked()),
    ];

    /// <summary>The first group with too few chosen, looking into chosen options too.</summary>
    public ModifierGroup? FirstMissing
    {
        get
        {
            foreach (var group in groups)
            {
                if (Total(group) < group.Min)
                {
                    return group;
                }

                foreach (var option in group.Modifiers)
                {
                    if (Under(group, option)?.FirstMissing is { } inner)
                    {
                        return inner;
                    }
                }
            }

            return null;
        }
    }

    public string? Missing => FirstMissing switch
    {
        null => null,
        { Min: 1 } group => $"“{group.Name}”: please choose one first.",
        { } group => $"“{group.Name}”: please choose {group.Min} first.",
    };

    private int Total(ModifierGroup group) => group.Modifiers.Sum(option => Count(group, option));

    private sealed record OptionChoice(int Quantity, GroupChoice Inner);
}

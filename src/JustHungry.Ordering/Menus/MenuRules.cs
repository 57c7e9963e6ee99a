using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Menus;

/// <summary>
/// What must hold between the parts of a menu: ids are unique where they are looked up, and lead somewhere.
/// </summary>
internal static class MenuRules
{
    /// <summary>Choices within choices within choices: deeper than this is a mistake, or a circle.</summary>
    private const int MaxDepth = 4;

    public static void Check(
        ObjectReader menu,
        IReadOnlyList<ModifierGroup> groups,
        IReadOnlyList<Category> categories,
        IReadOnlyList<Deal> deals)
    {
        var byId = groups.DistinctBy(group => group.Id).ToDictionary(group => group.Id);
        var depths = new Dictionary<string, int>();
        Unique(menu, "modifierGroups", groups.Select(group => group.Id));
        Unique(menu, "categories", categories.Select(category => category.Id));
        Unique(menu, "deals", deals.Select(deal => deal.Id));
        foreach (var (g, group) in groups.Index())
        {
            var path = $"modifierGroups[{g}].modifiers";
            Unique(menu, path, group.Modifiers.Select(modifier => modifier.Id));
            foreach (var (m, modifier) in group.Modifiers.Index())
            {
                Offered(menu, $"{path}[{m}].modifierGroups", modifier.ModifierGroups, byId);
            }

            if (Depth(group, byId, depths) > MaxDepth)
            {
                menu.Fault(
                    $"modifierGroups[{g}]",
                    $"Its choices lead to further choices more than {MaxDepth} deep, or in a circle.");
            }
        }

        var items = new Dictionary<string, Item>();
        foreach (var (c, category) in categories.Index())
        {
            foreach (var (i, item) in category.Items.Index())
            {
                var path = $"categories[{c}].items[{i}]";
                if (!items.TryAdd(item.Id, item))
                {
                    menu.Fault($"{path}.id", $"Another item has the id \"{item.Id}\" already.");
                }

                Unique(menu, $"{path}.variations", item.Variations.Select(variation => variation.Id));
                Offered(menu, $"{path}.modifierGroups", item.ModifierGroups, byId);
            }
        }

        CheckDeals(menu, deals, items);
    }

    private static void CheckDeals(ObjectReader menu, IReadOnlyList<Deal> deals, Dictionary<string, Item> items)
    {
        foreach (var (d, deal) in deals.Index())
        {
            if (items.ContainsKey(deal.Id))
            {
                menu.Fault($"deals[{d}].id", $"An item has the id \"{deal.Id}\" already: orders name either by it.");
            }

            Unique(menu, $"deals[{d}].groups", deal.Groups.Select(group => group.Id));
            foreach (var (g, group) in deal.Groups.Index())
            {
                foreach (var (c, choice) in group.Choices.Index())
                {
                    var path = $"deals[{d}].groups[{g}].choices[{c}]";
                    if (!items.TryGetValue(choice.Item, out var item))
                    {
                        menu.Fault($"{path}.item", $"There is no item \"{choice.Item}\".");
                    }
                    else if (choice.Variation is { } id && item.Variations.All(variation => variation.Id != id))
                    {
                        menu.Fault($"{path}.variation", $"\"{choice.Item}\" has no variation \"{id}\".");
                    }
                }
            }
        }
    }

    /// <summary>
    /// An order names a choice by its id alone, so the ids of all groups offered together must differ.
    /// </summary>
    private static void Offered(
        ObjectReader menu, string path, IReadOnlyList<string> ids, Dictionary<string, ModifierGroup> groups)
    {
        var choices = new HashSet<string>();
        foreach (var (index, id) in ids.Index())
        {
            if (!groups.TryGetValue(id, out var group))
            {
                menu.Fault($"{path}[{index}]", $"There is no modifier group \"{id}\".");
                continue;
            }

            foreach (var modifier in group.Modifiers.DistinctBy(modifier => modifier.Id))
            {
                if (!choices.Add(modifier.Id))
                {
                    menu.Fault($"{path}[{index}]", $"Another group offered here has a modifier \"{modifier.Id}\" too.");
                }
            }
        }
    }

    /// <summary>How deep a group's choices lead; more than the most allowed where they lead in a circle.</summary>
    private static int Depth(
        ModifierGroup group, Dictionary<string, ModifierGroup> groups, Dictionary<string, int> known)
    {
        if (known.TryGetValue(group.Id, out var depth))
        {
            return depth;
        }

        // Whoever meets it again before it is known has gone in a circle.
        known[group.Id] = MaxDepth + 1;
        var deepest = 0;
        foreach (var id in group.Modifiers.SelectMany(modifier => modifier.ModifierGroups).Distinct())
        {
            if (groups.TryGetValue(id, out var next))
            {
                deepest = Math.Max(deepest, Depth(next, groups, known));
            }
        }

        return known[group.Id] = Math.Min(deepest + 1, MaxDepth + 1);
    }

    private static void Unique(ObjectReader menu, string path, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>();
        foreach (var (index, id) in ids.Index())
        {
            if (!seen.Add(id))
            {
                menu.Fault($"{path}[{index}].id", $"The id \"{id}\" stands here twice.");
            }
        }
    }
}

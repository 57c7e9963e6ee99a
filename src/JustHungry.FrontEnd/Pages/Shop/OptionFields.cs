using System.Globalization;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>
/// How the choices of a dish stand in a form. A group's field is named <c>m:</c> and the way to it (<c>group</c>, or
/// <c>group/modifier/group</c> within a choice); how often a choice is wanted, <c>n:</c> and the way to the choice.
/// </summary>
internal static class OptionFields
{
    private const int MostDeep = 5;

    /// <summary>The line that a form describes; null where it has no dish.</summary>
    public static BasketLine? Read(IFormCollection form, Shown restaurant)
    {
        var id = (string?)form["item"] ?? "";
        var quantity = Number(form, "quantity", 1);
        var note = ((string?)form["note"] ?? "").Trim();
        var kept = note.Length == 0 ? null : note;
        if (restaurant.Item(id) is { } item)
        {
            return new BasketLine(id, quantity, Variation(form, "variation"), Modifiers(form, "", item.ModifierGroups, 0), kept);
        }
        return restaurant.Deal(id) is { } deal
            ? new BasketLine(id, quantity, Note: kept, Choices: Choices(form, restaurant, deal))
            : null;
    }

    private static List<DealPick> Choices(IFormCollection form, Shown restaurant, DealShown deal)
    {
        var picks = new List<DealPick>();
        foreach (var group in deal.Groups)
        {
            foreach (var chosen in form[$"m:{group.Id}"].OfType<string>().Distinct())
            {
                // A choice is named by item and size, since a group may offer two sizes of one dish.
                var parts = chosen.Split('@');
                var way = $"{group.Id}/{parts[0]}/";
                var item = restaurant.Item(parts[0]);
                picks.Add(new DealPick(
                    group.Id,
                    parts[0],
                    parts.Length > 1 ? parts[1] : Variation(form, $"v:{way}"),
                    item is null ? null : Modifiers(form, way, item.ModifierGroups, 0),
                    Number(form, $"n:{group.Id}/{chosen}", 1)));
            }
        }
        return picks;
    }

    private static List<ChosenModifier>? Modifiers(IFormCollection form, string way, IReadOnlyList<GroupShown> groups, int depth)
    {
        if (depth >= MostDeep)
        {
            return null;
        }
        var chosen = new List<ChosenModifier>();
        foreach (var group in groups)
        {
            var ids = form[$"m:{way}{group.Id}"].OfType<string>().Where(static id => id.Length > 0).ToHashSet();
            foreach (var modifier in group.Modifiers)
            {
                var name = $"n:{way}{group.Id}/{modifier.Id}";
                var quantity = ids.Contains(modifier.Id) ? Number(form, name, 1) : form.ContainsKey(name) ? Number(form, name, 0) : 0;
                if (quantity > 0)
                {
                    chosen.Add(new ChosenModifier(
                        modifier.Id, quantity, Modifiers(form, $"{way}{group.Id}/{modifier.Id}/", modifier.ModifierGroups, depth + 1)));
                }
            }
        }
        return chosen.Count == 0 ? null : chosen;
    }

    private static string? Variation(IFormCollection form, string name) =>
        (string?)form[name] is { Length: > 0 } id ? id : null;

    private static int Number(IFormCollection form, string name, int otherwise) =>
        int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 0, 99) : otherwise;
}

using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>A dish of a meal deal, as an order names it. Immutable.</summary>
/// <param name="Group">Of the deal.</param>
/// <param name="Item">The dish.</param>
/// <param name="Variation">Its size; null where it has none, or the deal says which.</param>
internal sealed record DealPick(string Group, string Item, string? Variation);

/// <summary>
/// Reads a meal deal as a dish whose options are dishes: choosing is the same, and each brings the options that it has on the
/// menu. A dish of several sizes is an option for each of them.
/// </summary>
internal static class DealReading
{
    /// <param name="deal">As the API tells it.</param>
    /// <param name="find">The dish of an id; null where the menu has none.</param>
    public static MenuItem Read(JsonElement deal, Func<string, MenuItem?> find) => new(
        deal.Text("id"),
        deal.Text("name"),
        deal.Text("description"),
        deal.Whole("price"),
        deal.Flag("available", otherwise: true),
        [],
        new Allergens([], []),
        [],
        [.. deal.List("groups").Select(group => Group(group, find))]);

    private static ModifierGroup Group(JsonElement group, Func<string, MenuItem?> find)
    {
        var (id, most) = (group.Text("id"), (int)(group.WholeOrNull("max") ?? 1));
        return new(
            id,
            group.Text("name"),
            (int)group.Whole("min"),
            most,
            [.. group.List("choices").SelectMany(choice => Options(choice, id, most, find(choice.Text("item"))))]);
    }

    private static IEnumerable<Modifier> Options(JsonElement choice, string group, int most, MenuItem? item)
    {
        var (id, fixedSize) = (choice.Text("item"), choice.TextOrNull("variation"));
        var name = choice.TextOrNull("name") ?? item?.Name ?? id;
        var sizes = item?.Variations.Where(size => fixedSize is null || size.Id == fixedSize).ToList() ?? [];
        if (sizes.Count == 0)
        {
            yield return Option(null);
        }

        foreach (var size in sizes)
        {
            yield return Option(size);
        }

        Modifier Option(Variation? size) => new(
            size is null ? $"{group}/{id}" : $"{group}/{id}:{size.Id}",
            size is null ? name : $"{name} ({size.Name})",
            choice.Whole("surcharge"),
            most,
            choice.Flag("available", otherwise: true) && size?.Available != false,
            Allergens.From(choice),
            item?.Groups ?? [])
        {
            Deal = new DealPick(group, id, fixedSize is null ? size?.Id : null),
        };
    }
}

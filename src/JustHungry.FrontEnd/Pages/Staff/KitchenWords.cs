namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>What stands in an order, in few words.</summary>
internal static class KitchenWords
{
    /// <summary>Options and choices of a line, in one line.</summary>
    public static string Parts(BoardLine line) => string.Join(", ", [
        .. line.Modifiers.Select(Part),
        .. line.Choices.Select(static choice =>
            $"{(choice.Quantity > 1 ? $"{choice.Quantity}× " : "")}{choice.Name}{(choice.Variation is { } size ? $" {size.Name}" : "")}"
            + (choice.Modifiers.Count > 0 ? $" ({string.Join(", ", choice.Modifiers.Select(Part))})" : "")),
    ]);

    /// <summary>All allergens of an order, each once: what it contains, and then what it may.</summary>
    public static string Allergens(BoardOrder order, Texts texts)
    {
        var all = order.Lines.SelectMany(static line => (IEnumerable<BoardAllergens?>)
            [line.Allergens, .. line.Modifiers.Select(static part => part.Allergens), .. line.Choices.Select(static choice => choice.Allergens)])
            .OfType<BoardAllergens>().ToList();
        var contains = all.SelectMany(static each => each.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var may = all.SelectMany(static each => each.MayContain).Except(contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var first = string.Join(", ", contains.Select(name => texts.Named("allergen", name)));
        var second = string.Join(", ", may.Select(name => texts.Named("allergen", name)));
        return (first, second) switch
        {
            ("", "") => "",
            (_, "") => first,
            ("", _) => texts["kitchen.may-contain", second],
            _ => $"{first}; {texts["kitchen.may-contain", second]}",
        };
    }

    private static string Part(BoardPart part) =>
        $"{(part.Quantity > 1 ? $"{part.Quantity}× " : "")}{part.Name}"
        + (part.Modifiers.Count > 0 ? $" ({string.Join(", ", part.Modifiers.Select(Part))})" : "");
}

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>Which picture stands for which food, and which colour for which restaurant: there are no photographs.</summary>
internal static class Cuisines
{
    private const int Tones = 6;

    private static readonly (string Word, string Icon)[] Pictures =
    [
        ("pizza", "pizza"), ("italian", "pizza"), ("burger", "burger"), ("american", "burger"), ("sushi", "sushi"), ("japan", "sushi"),
        ("chinese", "noodles"), ("noodle", "noodles"), ("thai", "noodles"), ("vietnam", "noodles"), ("indian", "curry"), ("curry", "curry"),
        ("mexic", "taco"), ("kebab", "skewer"), ("turkish", "skewer"), ("grill", "skewer"), ("greek", "skewer"), ("leban", "bowl"), ("persian", "bowl"),
        ("fish", "fish"), ("seafood", "fish"), ("bak", "bread"), ("breakfast", "bread"), ("café", "bread"), ("cafe", "bread"), ("ice", "ice"),
        ("dessert", "ice"), ("gelato", "ice"), ("vegan", "leaf"), ("salad", "leaf"), ("british", "pie"), ("pie", "pie"), ("pub", "pie"),
    ];

    public static string Icon(IReadOnlyList<string> cuisines) => Pictures
        .FirstOrDefault(one => cuisines.Any(each => each.Contains(one.Word, StringComparison.OrdinalIgnoreCase))).Icon ?? "fork";

    public static string Tone(string slug) => $"tone-{slug.Sum(static c => c) % Tones}";
}

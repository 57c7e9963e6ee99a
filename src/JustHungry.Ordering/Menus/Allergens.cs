using System.Text.Json;

namespace JustHungry.Ordering.Menus;

/// <summary>The fourteen allergens that UK law wants told.</summary>
[Flags]
public enum Allergens
{
    None = 0,
    Celery = 1 << 0,
    Crustaceans = 1 << 1,
    Eggs = 1 << 2,
    Fish = 1 << 3,
    Gluten = 1 << 4,
    Lupin = 1 << 5,
    Milk = 1 << 6,
    Molluscs = 1 << 7,
    Mustard = 1 << 8,
    Nuts = 1 << 9,
    Peanuts = 1 << 10,
    Sesame = 1 << 11,
    Soya = 1 << 12,
    Sulphites = 1 << 13,
}

/// <summary>What is in a dish or a choice, and what may be. Immutable.</summary>
/// <param name="Contains">Surely in it.</param>
/// <param name="MayContain">Perhaps in it, as traces.</param>
public readonly record struct AllergenInfo(Allergens Contains, Allergens MayContain)
{
    private const int Count = 14;

    private static readonly JsonEncodedText[] Names =
        [.. Enumerable.Range(0, Count).Select(bit => JsonEncodedText.Encode(Name((Allergens)(1 << bit))))];

    /// <summary>Everything that is in either; what is surely in one is not also perhaps in it.</summary>
    public AllergenInfo With(AllergenInfo other)
    {
        var contains = Contains | other.Contains;
        return new AllergenInfo(contains, (MayContain | other.MayContain) & ~contains);
    }

    /// <summary>Reads a name as documents have it, such as <c>gluten</c>; false for anything else.</summary>
    public static bool TryParse(string name, out Allergens allergen)
    {
        for (var bit = 0; bit < Count; bit++)
        {
            allergen = (Allergens)(1 << bit);
            if (Name(allergen) == name)
            {
                return true;
            }
        }

        allergen = Allergens.None;
        return false;
    }

    /// <summary>Writes <c>{"contains":[…],"mayContain":[…]}</c>, in the order of the alphabet.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteNames(json, "contains"u8, Contains);
        WriteNames(json, "mayContain"u8, MayContain);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, ReadOnlySpan<byte> property, Allergens set)
    {
        json.WriteStartArray(property);
        for (var bit = 0; bit < Count; bit++)
        {
            if (((int)set & (1 << bit)) != 0)
            {
                json.WriteStringValue(Names[bit]);
            }
        }

        json.WriteEndArray();
    }

    private static string Name(Allergens allergen) => allergen.ToString().ToLowerInvariant();
}
